//! What Lambda says about layers and their policies.

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::{invalid_parameter, not_found, user};

/// Recorded answer.
pub(crate) fn layer_version_below_one() -> AwsError {
    invalid_parameter("Layer Version Cannot be less than 1")
}

/// Recorded answer to a function that names a layer version which is not there.
pub(crate) fn layer_version_missing(arn: &str) -> AwsError {
    invalid_parameter(format!("Layer version {arn} does not exist."))
}

/// Recorded answer of the operations on layer policies.
pub(crate) fn layer_version_not_found(arn: &str) -> AwsError {
    not_found(format!("Layer version {arn} does not exist."))
}

/// Recorded answer.
pub(crate) fn too_many_layers(layers_max: usize) -> AwsError {
    invalid_parameter(format!("Cannot reference more than {layers_max} layers."))
}

/// Recorded answer.
pub(crate) fn layer_of_other_region(region: &str) -> AwsError {
    invalid_parameter(format!(
        "Layers are not in the same region as the function. Layers are expected to be in region \
         {region}."
    ))
}

/// Recorded answer, be the two versions one or not.
pub(crate) fn same_layer_twice(first: &str, second: &str) -> AwsError {
    invalid_parameter(format!(
        "Two different versions of the same layer are not allowed to be referenced in the same \
         function. {first} and {second} are versions of the same layer."
    ))
}

/// AWS's text, as users report it.
pub(crate) fn code_and_layers_too_large(bytes: u64, bytes_max: u64) -> AwsError {
    invalid_parameter(format!(
        "Function code combined with layers exceeds the maximum allowed size of {bytes_max} bytes. \
         The actual size is {bytes} bytes."
    ))
}

/// Recorded answer to a RevisionId that is not the policy's.
pub(crate) fn layer_policy_revision_differs() -> AwsError {
    user(
        StatusCode::PRECONDITION_FAILED,
        "PreconditionFailedException",
        "The Revision Id provided does not match the latest Revision Id. Call the GetLayerPolicy API \
         to retrieve the latest Revision Id",
    )
}
