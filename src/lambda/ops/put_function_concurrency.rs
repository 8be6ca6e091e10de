//! PutFunctionConcurrency: sets how many events a function works on at the same time, at most.

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::concurrency::{self, UNRESERVED_MIN};
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::name::{FunctionName, Rule};
use crate::lambda::wire::concurrency::{Concurrency, PutFunctionConcurrencyInput};

/// AWS's page: API_PutFunctionConcurrency. Zero stops a function.
///
/// Errors, in this order: ValidationException; InvalidParameterValueException for a version or an
/// alias; ResourceNotFoundException; InvalidParameterValueException for less than is provisioned, and when fewer than 100 of the
/// account's executions would be left to other functions.
pub(crate) fn put_function_concurrency(
    control: &ControlPlane,
    context: &RequestContext,
    function: &str,
    input: &PutFunctionConcurrencyInput,
) -> Result<Concurrency, AwsError> {
    let mut violations = Violations::default();
    let name = FunctionName::check(function, Rule::Plain, &mut violations);
    match input.reserved_concurrent_executions {
        Some(reserved) => {
            violations.range("reservedConcurrentExecutions", reserved, 0, i64::MAX);
        }
        None => violations.missing("reservedConcurrentExecutions"),
    }
    let given = name.zip(input.reserved_concurrent_executions);
    let (name, reserved) = violations.finish(given)?;
    let scope = context.scope();
    let name = concurrency::unqualified(&name, scope)?;
    let reserved = u32::try_from(reserved).unwrap_or(u32::MAX);
    control.registry.change(scope, name, |function| {
        let others = concurrency::unreserved(&control.registry, scope)
            + function
                .reserved_concurrency
                .unwrap_or(function.provisioned_total());
        let provisioned = function.provisioned_total();
        if reserved < provisioned {
            return Err(error::concurrency::less_reserved_than_provisioned(
                reserved,
                provisioned,
            ));
        }
        if others.saturating_sub(UNRESERVED_MIN) < reserved {
            return Err(error::concurrency::too_much_reserved(UNRESERVED_MIN));
        }
        function.reserved_concurrency = Some(reserved);
        Ok(())
    })?;
    Ok(Concurrency::of(Some(reserved)))
}
