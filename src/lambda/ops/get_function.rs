//! GetFunction: a version's configuration, where its package is, and the function's tags.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::download;
use crate::lambda::functions::version::Code;
use crate::lambda::name::Target;
use crate::lambda::wire::concurrency::Concurrency;
use crate::lambda::wire::function_configuration::FunctionConfiguration;
use crate::lambda::wire::get_function::{FunctionCodeLocation, GetFunctionOutput};

/// AWS's page: API_GetFunction. `Code.Location` is served by this server at `/_ruststack/lambda-code/`
/// and does not expire.
///
/// Errors: those of [`crate::lambda::functions::registry::Registry::find`].
pub(crate) fn get_function(
    control: &ControlPlane,
    context: &RequestContext,
    target: &Target,
) -> Result<GetFunctionOutput, AwsError> {
    let found =
        control
            .registry
            .find(context.scope(), &target.name, target.qualifier.as_deref())?;
    let tags = &found.function.tags;
    let key = found.configuration.source_kms_key.clone();
    let reserved = found.function.reserved_concurrency;
    Ok(GetFunctionOutput {
        configuration: FunctionConfiguration::found(&found),
        concurrency: reserved.map(|reserved| Concurrency::of(Some(reserved))),
        tags_error: (),
        code: match &found.configuration.version.code {
            Code::Zip(package) => {
                FunctionCodeLocation::package(download::location(context, &package.sha256), key)
            }
            Code::Directory(directory) => {
                FunctionCodeLocation::package(format!("file://{}", directory.path().display()), key)
            }
            Code::Image(image) => FunctionCodeLocation::image(image),
        },
        tags: (!tags.is_empty()).then(|| tags.clone()),
    })
}
