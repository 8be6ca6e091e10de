//! PutFunctionRecursionConfig and GetFunctionRecursionConfig: what becomes of events that come back to
//! their function again and again.

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::concurrency;
use crate::lambda::control::ControlPlane;
use crate::lambda::functions::function::RecursiveLoop;
use crate::lambda::name::{FunctionName, Rule};
use crate::lambda::wire::function_recursion_config::{
    FunctionRecursionConfig, FunctionRecursionConfigInput,
};

/// AWS's page: API_PutFunctionRecursionConfig.
///
/// Errors, in this order: ValidationException; InvalidParameterValueException for a version or an
/// alias; ResourceNotFoundException.
pub(crate) fn put_function_recursion_config(
    control: &ControlPlane,
    context: &RequestContext,
    function: &str,
    input: &FunctionRecursionConfigInput,
) -> Result<FunctionRecursionConfig, AwsError> {
    let mut violations = Violations::default();
    let name = FunctionName::check(function, Rule::Plain, &mut violations);
    let recursive_loop = match input.recursive_loop.as_deref() {
        Some("Allow") => Some(RecursiveLoop::Allow),
        Some("Terminate") => Some(RecursiveLoop::Terminate),
        Some(other) => {
            // Recorded answer, with the values in this order.
            violations.one_of("recursiveLoop", other, &["Terminate", "Allow"]);
            None
        }
        None => {
            violations.missing("recursiveLoop");
            None
        }
    };
    let (name, recursive_loop) = violations.finish(name.zip(recursive_loop))?;
    let scope = context.scope();
    let name = concurrency::unqualified(&name, scope)?;
    control.registry.change(scope, name, |function| {
        function.recursive_loop = recursive_loop;
        Ok(())
    })?;
    Ok(shown(recursive_loop))
}

/// AWS's page: API_GetFunctionRecursionConfig.
///
/// Errors, in this order: InvalidParameterValueException for a version or an alias;
/// ResourceNotFoundException.
pub(crate) fn get_function_recursion_config(
    control: &ControlPlane,
    context: &RequestContext,
    name: &FunctionName,
) -> Result<FunctionRecursionConfig, AwsError> {
    let scope = context.scope();
    concurrency::unqualified(name, scope)?;
    let found = control.registry.find(scope, name, None)?;
    Ok(shown(found.function.recursive_loop))
}

fn shown(recursive_loop: RecursiveLoop) -> FunctionRecursionConfig {
    FunctionRecursionConfig {
        recursive_loop: match recursive_loop {
            RecursiveLoop::Terminate => "Terminate",
            RecursiveLoop::Allow => "Allow",
        },
    }
}
