//! PublishLayerVersion: makes a layer's next version from a zip.

use std::sync::Arc;

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::layers::layer::{About, LayerVersion};
use crate::lambda::layers::lookup;
use crate::lambda::layers::name::LayerName;
use crate::lambda::wire::code::CodeInput;
use crate::lambda::wire::layer::{LayerVersionOutput, PublishLayerVersionInput};
use crate::lambda::{architecture, code, download, runtime};

/// Numbers are never given twice, even after a version is deleted.
///
/// AWS's page: API_PublishLayerVersion.
///
/// Errors, in this order: ValidationException; AccessDeniedException for another account's layer;
/// InvalidParameterValueException and RequestEntityTooLargeException for the content.
pub(crate) async fn publish_layer_version(
    control: &ControlPlane,
    context: &RequestContext,
    name: &str,
    mut input: PublishLayerVersionInput,
) -> Result<LayerVersionOutput, AwsError> {
    let (layer, content) = check(context, name, &mut input)?;
    lookup::own(context, &layer, "PublishLayerVersion")?;
    let content = code::package(control, context.scope(), content).await?;
    let created = control.modified_now();
    let about = About {
        description: input.description.unwrap_or_default(),
        license: input.license_info,
        runtimes: input.compatible_runtimes,
        architectures: input.compatible_architectures,
    };
    let scope = &layer.scope;
    let published = control.layers.change(scope, &layer.name, |kept| {
        kept.last_number += 1;
        let version = Arc::new(LayerVersion {
            scope: scope.clone(),
            name: layer.name.clone(),
            number: kept.last_number,
            content,
            about,
            created,
            policy: None,
        });
        kept.versions.insert(version.number, Arc::clone(&version));
        Ok::<_, AwsError>(version)
    })?;
    let location = download::location(context, &published.content.sha256);
    Ok(LayerVersionOutput::of(&published, location))
}

/// Checks the request against the API model.
fn check(
    context: &RequestContext,
    name: &str,
    input: &mut PublishLayerVersionInput,
) -> Result<(LayerName, CodeInput), AwsError> {
    let mut violations = Violations::default();
    let layer = LayerName::check(name, context.scope(), &mut violations);
    match &input.content {
        Some(content) => code::check(content, "content.", &mut violations),
        None => violations.missing("content"),
    }
    if let Some(description) = &input.description {
        violations.length("description", description, 0, 256);
    }
    if let Some(license) = &input.license_info {
        violations.length("licenseInfo", license, 0, 512);
    }
    if let Some(runtimes) = &input.compatible_runtimes {
        check_count("compatibleRuntimes", runtimes, 15, &mut violations);
        runtime::check_for_layer(runtimes, &mut violations);
    }
    if let Some(names) = &input.compatible_architectures {
        check_count("compatibleArchitectures", names, 2, &mut violations);
        architecture::check_names("compatibleArchitectures", names, &mut violations);
    }
    violations.finish(layer.zip(input.content.take()))
}

fn check_count(member: &str, list: &[String], max: usize, violations: &mut Violations) {
    if list.len() > max {
        let constraint = format!("Member must have length less than or equal to {max}");
        violations.note(member, &format!("[{}]", list.join(", ")), &constraint);
    }
}
