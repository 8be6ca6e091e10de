//! PutProvisionedConcurrencyConfig and its family: environments that are ready before events come.

use std::sync::Arc;

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::aws::time::{from_unix_ms, lambda_provisioned};
use crate::lambda::concurrency::{self, UNRESERVED_MIN};
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::functions::function::Function;
use crate::lambda::functions::provisioned::Provisioned;
use crate::lambda::functions::registry::{Registry, function_arn};
use crate::lambda::invoke::invoker::Invoker;
use crate::lambda::name::{FunctionName, LATEST, Target};
use crate::lambda::page::{self, PageInput};
use crate::lambda::tenancy;
use crate::lambda::wire::provisioned_concurrency_config::{
    ListProvisionedConcurrencyConfigsOutput, ProvisionedConcurrencyConfig,
    ProvisionedConcurrencyConfigInput, ProvisionedConcurrencyConfigListItem,
};

/// The environments are started and initialised at once; the answer does not wait for them.
///
/// AWS's page: API_PutProvisionedConcurrencyConfig.
///
/// Errors, in this order: ValidationException; InvalidParameterValueException for `$LATEST`;
/// ResourceNotFoundException; InvalidParameterValueException for isolated tenants;
/// ResourceConflictException for a version and an alias of it together;
/// InvalidParameterValueException for more than the function or the account may have.
pub(crate) fn put_provisioned_concurrency_config(
    control: &ControlPlane,
    invoker: &Invoker,
    context: &RequestContext,
    target: &Target,
    input: &ProvisionedConcurrencyConfigInput,
) -> Result<ProvisionedConcurrencyConfig, AwsError> {
    let mut violations = Violations::default();
    match input.provisioned_concurrent_executions {
        Some(requested) => {
            violations.range("provisionedConcurrentExecutions", requested, 1, i64::MAX);
        }
        None => violations.missing("provisionedConcurrentExecutions"),
    }
    let qualifier = qualifier(target, &mut violations);
    let requested = input.provisioned_concurrent_executions;
    let (qualifier, requested) = violations.finish(qualifier.zip(requested))?;
    let scope = context.scope();
    let name = &target.name.name;
    target.name.settle(scope, Some(qualifier))?;
    if qualifier == LATEST {
        return Err(error::concurrency::latest_not_provisionable());
    }
    let function = find(&control.registry, scope, name, qualifier)?;
    tenancy::refuse(&function.latest.version, "Provisioned concurrency")?;
    let provisioned = Provisioned {
        requested: u32::try_from(requested).unwrap_or(u32::MAX),
        last_modified_ms: control.clock.unix_ms(),
    };
    let changed = control.registry.change(scope, name, |function| {
        refuse_conflict(function, qualifier)?;
        let before = function.provisioned.remove(qualifier);
        refuse_excess(
            &control.registry,
            scope,
            function,
            before,
            provisioned.requested,
        )?;
        let key = qualifier.to_owned();
        function.provisioned.insert(key, provisioned.clone());
        Ok(function.clone())
    })?;
    invoker.provision_anew(scope, name, &changed);
    let shown = shown(invoker, scope, &changed, qualifier, &provisioned);
    Ok(ProvisionedConcurrencyConfig {
        status: "IN_PROGRESS",
        status_reason: None,
        ..shown
    })
}

/// AWS's page: API_GetProvisionedConcurrencyConfig.
///
/// Errors, in this order: ValidationException; InvalidParameterValueException for `$LATEST`;
/// ResourceNotFoundException; ProvisionedConcurrencyConfigNotFoundException.
pub(crate) fn get_provisioned_concurrency_config(
    control: &ControlPlane,
    invoker: &Invoker,
    context: &RequestContext,
    target: &Target,
) -> Result<ProvisionedConcurrencyConfig, AwsError> {
    let scope = context.scope();
    let (function, qualifier) = published(&control.registry, scope, target)?;
    match function.provisioned.get(qualifier) {
        Some(provisioned) => Ok(shown(invoker, scope, &function, qualifier, provisioned)),
        None => Err(error::concurrency::no_provisioned_concurrency()),
    }
}

/// AWS's page: API_DeleteProvisionedConcurrencyConfig. Deleting what is not there succeeds (recorded
/// answer).
///
/// Errors, in this order: ValidationException; InvalidParameterValueException for `$LATEST`;
/// ResourceNotFoundException.
pub(crate) fn delete_provisioned_concurrency_config(
    control: &ControlPlane,
    invoker: &Invoker,
    context: &RequestContext,
    target: &Target,
) -> Result<(), AwsError> {
    let scope = context.scope();
    let (_, qualifier) = published(&control.registry, scope, target)?;
    let name = &target.name.name;
    let changed = control.registry.change(scope, name, |function| {
        function.provisioned.remove(qualifier);
        Ok(function.clone())
    })?;
    invoker.provision(scope, name, Some(&changed));
    Ok(())
}

/// AWS's page: API_ListProvisionedConcurrencyConfigs. Sorted by version and alias.
///
/// Errors, in this order: ValidationException; ResourceNotFoundException.
pub(crate) fn list_provisioned_concurrency_configs(
    control: &ControlPlane,
    invoker: &Invoker,
    context: &RequestContext,
    name: &FunctionName,
    page: &PageInput,
) -> Result<ListProvisionedConcurrencyConfigsOutput, AwsError> {
    let mut violations = Violations::default();
    let start = page.check_within(50, &mut violations);
    let start = violations.finish(Some(start))??;
    let scope = context.scope();
    let function = control.registry.find(scope, name, None)?.function;
    let all = function.provisioned.iter();
    let all = all.map(|(qualifier, provisioned)| (qualifier.as_str(), (qualifier, provisioned)));
    let (configs, next_marker) = page::cut_by_name(all, &start);
    let item =
        |(qualifier, provisioned): (&String, &Provisioned)| ProvisionedConcurrencyConfigListItem {
            function_arn: function_arn(scope, &name.name, Some(qualifier)),
            config: shown(invoker, scope, &function, qualifier, provisioned),
        };
    Ok(ListProvisionedConcurrencyConfigsOutput {
        provisioned_concurrency_configs: configs.into_iter().map(item).collect(),
        next_marker,
    })
}

/// The version or alias that a request must name.
fn qualifier<'a>(target: &'a Target, violations: &mut Violations) -> Option<&'a str> {
    let qualifier = target
        .qualifier
        .as_deref()
        .or(target.name.qualifier.as_deref());
    if qualifier.is_none() {
        violations.missing("qualifier");
    }
    qualifier
}

/// A function and the version or alias of it that a request names.
fn published<'a>(
    registry: &Registry,
    scope: &Scope,
    target: &'a Target,
) -> Result<(Arc<Function>, &'a str), AwsError> {
    let mut violations = Violations::default();
    let qualifier = qualifier(target, &mut violations);
    let qualifier = violations.finish(qualifier)?;
    target.name.settle(scope, Some(qualifier))?;
    if qualifier == LATEST {
        return Err(error::concurrency::not_published());
    }
    let function = find(registry, scope, &target.name.name, qualifier)?;
    Ok((function, qualifier))
}

/// Errors: ResourceNotFoundException, which calls what could be an alias one (recorded answers).
fn find(
    registry: &Registry,
    scope: &Scope,
    name: &str,
    qualifier: &str,
) -> Result<Arc<Function>, AwsError> {
    let function = registry.shelf(scope).get(name).map(Arc::clone);
    function
        .filter(|function| function.qualified(qualifier).is_some())
        .ok_or_else(|| {
            let arn = function_arn(scope, name, Some(qualifier));
            error::name::qualifier_not_found(&arn, qualifier)
        })
}

/// A version has a configuration of its own, or its aliases have (recorded answers).
fn refuse_conflict(function: &Function, qualifier: &str) -> Result<(), AwsError> {
    let leads_to = |name: &str| -> Vec<u64> {
        let shares = function.provisioned_shares(name, 1);
        shares.into_iter().map(|(number, _)| number).collect()
    };
    let own = leads_to(qualifier);
    if function.aliases.contains_key(qualifier) {
        let version = |number: &u64| function.provisioned.contains_key(&number.to_string());
        return match own.iter().any(version) {
            true => Err(error::concurrency::alias_of_provisioned_version()),
            false => Ok(()),
        };
    }
    let aliases = function.provisioned.keys();
    let mut aliases = aliases.filter(|name| function.aliases.contains_key(*name));
    match aliases.any(|alias| leads_to(alias).iter().any(|number| own.contains(number))) {
        true => Err(error::concurrency::version_of_provisioned_alias()),
        false => Ok(()),
    }
}

/// What a function may have: its own reservation, or what the account has left for everybody but a
/// hundred (recorded answers).
fn refuse_excess(
    registry: &Registry,
    scope: &Scope,
    function: &Function,
    before: Option<Provisioned>,
    requested: u32,
) -> Result<(), AwsError> {
    let total = function.provisioned_total().saturating_add(requested);
    if let Some(reserved) = function.reserved_concurrency {
        return match total > reserved {
            true => Err(error::concurrency::more_provisioned_than_reserved()),
            false => Ok(()),
        };
    }
    let unreserved = concurrency::unreserved(registry, scope);
    let unreserved = unreserved + before.map_or(0, |before| before.requested);
    if requested > unreserved {
        return Err(error::concurrency::more_provisioned_than_unreserved(
            unreserved,
        ));
    }
    if unreserved - requested < UNRESERVED_MIN {
        return Err(error::concurrency::too_much_provisioned(UNRESERVED_MIN));
    }
    Ok(())
}

/// A configuration with the state of its environments.
fn shown(
    invoker: &Invoker,
    scope: &Scope,
    function: &Function,
    qualifier: &str,
    provisioned: &Provisioned,
) -> ProvisionedConcurrencyConfig {
    let requested = provisioned.requested;
    let name = &function.latest.version.name;
    let (mut ready, mut failed) = (0, None);
    for (number, share) in function.provisioned_shares(qualifier, requested) {
        let readiness = invoker.readiness(scope, name, number);
        ready += readiness.ready.min(share);
        failed = failed.or(readiness.failed);
    }
    let status = match failed {
        Some(_) => "FAILED",
        None if ready == requested => "READY",
        None => "IN_PROGRESS",
    };
    ProvisionedConcurrencyConfig {
        requested_provisioned_concurrent_executions: requested,
        available_provisioned_concurrent_executions: ready,
        allocated_provisioned_concurrent_executions: ready,
        status,
        status_reason: failed,
        last_modified: lambda_provisioned(from_unix_ms(provisioned.last_modified_ms)),
    }
}
