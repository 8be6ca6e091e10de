//! CreateAlias: gives a version a name, and if asked a second version a share of its events.

use std::sync::Arc;

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::alias;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::functions::alias::Alias;
use crate::lambda::functions::registry::function_arn;
use crate::lambda::name::{FunctionName, Rule};
use crate::lambda::wire::alias::{AliasConfiguration, AliasInput};

/// AWS's page: API_CreateAlias.
///
/// Errors, in this order: ValidationException; ResourceNotFoundException, which names function and
/// version; those of [`alias::second_version`]; ResourceConflictException for a name that is taken.
pub(crate) fn create_alias(
    control: &ControlPlane,
    context: &RequestContext,
    function: &str,
    input: AliasInput,
) -> Result<AliasConfiguration, AwsError> {
    let (function, name, version) = check(function, &input)?;
    let scope = context.scope();
    let function = function.latest(scope)?;
    // An unknown function is named with the version that was to have an alias (recorded answer).
    let named = FunctionName::parse(&format!("{function}:{version}"))?;
    control.registry.find(scope, &named, None)?;
    control.registry.change(scope, function, |changed| {
        alias::refuse_absent_version(changed, &version)?;
        let routing = input.routing_config.unwrap_or_default();
        let second = alias::second_version(&routing, &version, changed)?;
        if changed.aliases.contains_key(&name) {
            let arn = function_arn(scope, function, Some(&name));
            return Err(error::alias::alias_exists(&arn));
        }
        let alias = Alias {
            name: name.clone(),
            version,
            description: input.description.unwrap_or_default(),
            second,
            revision_id: control.clock.uuid(),
        };
        let answer = AliasConfiguration::of(scope, function, &alias);
        changed.aliases.insert(name, Arc::new(alias));
        Ok(answer)
    })
}

/// Checks the request against the API model, and hands out what it must have.
fn check(function: &str, input: &AliasInput) -> Result<(FunctionName, String, String), AwsError> {
    let mut violations = Violations::default();
    let function = FunctionName::check(function, Rule::Plain, &mut violations);
    match &input.name {
        Some(name) => alias::check_name(name, &mut violations),
        None => violations.missing("name"),
    }
    match &input.function_version {
        Some(version) => alias::check_version(version, &mut violations),
        None => violations.missing("functionVersion"),
    }
    alias::check_description(input.description.as_ref(), &mut violations);
    alias::check_routing(input.routing_config.as_ref(), &mut violations);
    let given = function
        .zip(input.name.clone())
        .zip(input.function_version.clone());
    violations.finish(given.map(|((function, name), version)| (function, name, version)))
}
