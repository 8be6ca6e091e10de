//! UpdateFunctionCode: gives a function another package.

use std::sync::Arc;

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::code::PackageType;
use crate::lambda::code_signing::verdict;
use crate::lambda::control::ControlPlane;
use crate::lambda::functions::function::Function;
use crate::lambda::functions::image::ContainerImage;
use crate::lambda::functions::version::Code;
use crate::lambda::layers::attach;
use crate::lambda::name::FunctionName;
use crate::lambda::wire::function_configuration::{FunctionConfiguration, Life};
use crate::lambda::wire::update_function_code::UpdateFunctionCodeInput;
use crate::lambda::{architecture, code, error, kms_key, revision};

/// With `Publish`, the answer is the new version; with `DryRun`, what would be, and nothing changes.
///
/// AWS's page: API_UpdateFunctionCode. Left out, and refused when asked for:
/// PublishTo.
///
/// Errors, in this order: ValidationException; ResourceNotFoundException;
/// PreconditionFailedException (RevisionId); InvalidParameterValueException and
/// RequestEntityTooLargeException for the code; CodeVerificationFailedException.
pub(crate) async fn update_function_code(
    control: &ControlPlane,
    context: &RequestContext,
    name: &FunctionName,
    input: UpdateFunctionCodeInput,
) -> Result<FunctionConfiguration, AwsError> {
    let mut violations = Violations::default();
    code::check(&input.code, "", &mut violations);
    architecture::check(input.architectures.as_deref(), &mut violations);
    violations.finish(Some(()))?;
    if input.publish_to {
        return Err(error::request::parameter_not_available("PublishTo"));
    }
    let scope = context.scope();
    let found = control.registry.find(scope, name, None)?;
    let name = name.latest(scope)?;
    let revision_id = input.revision_id.as_deref();
    revision::check(revision_id, &found.function)?;
    let package_type = match &found.configuration.version.code {
        Code::Zip(_) | Code::Directory(_) => PackageType::Zip,
        Code::Image(_) => PackageType::Image,
    };
    let source_kms_key = input.code.source_kms_key_arn.clone();
    let source_kms_key = source_kms_key.and_then(kms_key::accept);
    let code = code::load(control, scope, input.code, package_type, "updating").await?;
    let signing = control.registry.code_signing(scope);
    let signing = found
        .function
        .code_signing
        .as_ref()
        .and_then(|arn| signing.get(arn));
    verdict::judge(signing.map(AsRef::as_ref), name, &code)?;
    let architecture = architecture::accept(input.architectures.as_deref());
    let change = |function: &mut Function| {
        revision::check(revision_id, function)?;
        let latest = Arc::make_mut(&mut function.latest);
        latest.last_modified = control.modified_now();
        latest.source_kms_key = source_kms_key;
        let version = Arc::make_mut(&mut latest.version);
        version.code = match (code, &version.code) {
            // Settings of the image stay as they are.
            (Code::Image(image), Code::Image(old)) => Code::Image(Box::new(ContainerImage {
                config: old.config.clone(),
                ..*image
            })),
            (code, _) => code,
        };
        version.architecture = architecture.unwrap_or(version.architecture);
        attach::check_size(version)?;
        revision::renew(function, control.clock.uuid());
        Ok(())
    };
    if input.dry_run {
        let mut function = Function::clone(&found.function);
        change(&mut function)?;
        return Ok(FunctionConfiguration::of(
            &function.latest,
            Life::Active,
            false,
        ));
    }
    let (latest, published) = control.registry.change(scope, name, |function| {
        change(function)?;
        let published = input
            .publish
            .then(|| match function.unchanged_since_publish() {
                Some(unchanged) => Arc::clone(unchanged),
                None => function.publish(None, control.clock.uuid()),
            });
        Ok((Arc::clone(&function.latest), published))
    })?;
    let answer = match published {
        Some(version) => return Ok(FunctionConfiguration::of(&version, Life::Pending, true)),
        None => FunctionConfiguration::of(&latest, Life::InProgress, false),
    };
    Ok(answer.under_revision(control.clock.uuid()))
}
