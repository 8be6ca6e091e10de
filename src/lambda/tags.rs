//! Tags: the limits of AWS, and which resource an ARN names.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;

use super::error;
use super::functions::function::Function;
use super::functions::registry::Registry;
use super::name::FunctionName;

/// A function has at most this many tags (AWS's page "Using tags on Lambda functions").
const TAGS_MAX: usize = 50;

/// The pattern of TaggableResource, as AWS's answers quote it.
const PATTERN: &str = r"arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:(function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)";

/// Errors: InvalidParameterValueException for more than 50.
pub(crate) fn accept(
    tags: impl IntoIterator<Item = (String, String)>,
) -> Result<BTreeMap<String, String>, AwsError> {
    let tags: BTreeMap<_, _> = tags.into_iter().collect();
    if tags.len() > TAGS_MAX {
        return Err(error::tags::too_many_tags());
    }
    Ok(tags)
}

/// The function that a whole ARN names. Other resources that could have tags do not exist here.
///
/// Errors: ValidationException for what is no ARN; InvalidParameterValueException for a version or
/// an alias; ResourceNotFoundException.
pub(crate) fn function(
    resource: &str,
    scope: &Scope,
    mut violations: Violations,
) -> Result<String, AwsError> {
    violations.length("resource", resource, 1, 256);
    let parts: Vec<&str> = resource.split(':').collect();
    let kind = match parts[..] {
        ["arn", partition, "lambda", _, account, kind, _, ..] => {
            (partition.starts_with("aws") && account.len() == 12).then_some((kind, parts.len()))
        }
        _ => None,
    };
    let name = match kind {
        Some(("function", 7 | 8)) => FunctionName::parse_plain(resource).ok(),
        Some((
            "layer" | "code-signing-config" | "event-source-mapping" | "capacity-provider",
            7,
        )) => {
            violations.finish(Some(()))?;
            return Err(error::policy::resource_not_found());
        }
        _ => None,
    };
    if name.is_none() {
        violations.pattern("resource", resource, PATTERN);
    }
    let name = violations.finish(name)?;
    match name.settle(scope, None)? {
        Some(_) => Err(error::tags::qualifier_not_taggable()),
        None => Ok(name.name),
    }
}

/// Whether an ARN names a code signing configuration that is there.
pub(crate) fn is_code_signing(registry: &Registry, scope: &Scope, resource: &str) -> bool {
    registry.code_signing(scope).contains_key(resource)
}

/// Replaces the tags of a code signing configuration by what `change` makes of them.
pub(crate) fn change_code_signing(
    registry: &Registry,
    scope: &Scope,
    arn: &str,
    change: impl FnOnce(BTreeMap<String, String>) -> Result<BTreeMap<String, String>, AwsError>,
) -> Result<(), AwsError> {
    registry.change_code_signing(scope, |shelf, _| {
        let config = shelf.get_mut(arn).map(Arc::make_mut);
        let config = config.ok_or_else(|| error::code_signing::no_code_signing_config(arn))?;
        config.tags = change(std::mem::take(&mut config.tags))?;
        Ok(())
    })
}

/// Replaces the tags of a function by what `change` makes of them.
pub(crate) fn change(
    registry: &Registry,
    scope: &Scope,
    name: &str,
    change: impl FnOnce(BTreeMap<String, String>) -> Result<BTreeMap<String, String>, AwsError>,
) -> Result<(), AwsError> {
    registry.change(scope, name, |function: &mut Function| {
        function.tags = change(std::mem::take(&mut function.tags))?;
        Ok(())
    })
}
