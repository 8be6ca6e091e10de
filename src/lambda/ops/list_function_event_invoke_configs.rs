//! ListFunctionEventInvokeConfigs: how the asynchronous events of a function, its versions and its
//! aliases are tried again, page by page.

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::functions::registry::function_arn;
use crate::lambda::name::FunctionName;
use crate::lambda::page::{self, PageInput};
use crate::lambda::wire::event_invoke::{
    FunctionEventInvokeConfig, ListFunctionEventInvokeConfigsOutput,
};

/// Sorted by qualifier. AWS's page: API_ListFunctionEventInvokeConfigs.
///
/// Errors: ValidationException; InvalidParameterValueException for a marker that is not ours;
/// ResourceNotFoundException.
pub(crate) fn list_function_event_invoke_configs(
    control: &ControlPlane,
    context: &RequestContext,
    name: &FunctionName,
    page: &PageInput,
) -> Result<ListFunctionEventInvokeConfigsOutput, AwsError> {
    let mut violations = Violations::default();
    let start = page.check_within(50, &mut violations);
    let start = violations.finish(Some(start))??;
    let scope = context.scope();
    let found = control.registry.find(scope, name, None)?;
    let all = found.function.event_invokes.iter();
    let all = all.map(|(qualifier, config)| (qualifier.as_str(), (qualifier, config)));
    let (configs, next_marker) = page::cut_by_name(all, &start);
    let shown = configs.into_iter().map(|(qualifier, config)| {
        let arn = function_arn(scope, &name.name, Some(qualifier));
        FunctionEventInvokeConfig::of(arn, config)
    });
    Ok(ListFunctionEventInvokeConfigsOutput {
        function_event_invoke_configs: shown.collect(),
        next_marker,
    })
}
