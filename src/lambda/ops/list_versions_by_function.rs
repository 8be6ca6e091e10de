//! ListVersionsByFunction: `$LATEST` and the published versions of one function, page by page.

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::name::FunctionName;
use crate::lambda::page::{self, PageInput};
use crate::lambda::wire::function_configuration::{FunctionConfiguration, Life};
use crate::lambda::wire::lists::ListVersionsByFunctionOutput;

/// AWS's page: API_ListVersionsByFunction. Every ARN names its version, `$LATEST` too.
///
/// Errors: ValidationException; InvalidParameterValueException for a marker that is not ours;
/// ResourceNotFoundException.
pub(crate) fn list_versions_by_function(
    control: &ControlPlane,
    context: &RequestContext,
    name: &FunctionName,
    page: &PageInput,
) -> Result<ListVersionsByFunctionOutput, AwsError> {
    let mut violations = Violations::default();
    let start = page.check(&mut violations);
    let start = violations.finish(Some(start))??;
    let found = control.registry.find(context.scope(), name, None)?;
    let (versions, next_marker) = page::cut(found.function.versions(), &start, |configuration| {
        FunctionConfiguration::of(configuration, Life::Unsaid, true)
    });
    Ok(ListVersionsByFunctionOutput {
        versions,
        next_marker,
    })
}
