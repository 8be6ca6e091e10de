//! What AWS says about tags.
//!
//! Source: recorded answers, in the public dynalite suite and in a public catalogue of AWS's
//! control plane errors (us-east-1 and us-west-2, 2026).

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::{invalid_parameter, validation};

pub(crate) fn invalid_key(key: &str) -> AwsError {
    validation(format!("The Tag Key provided is invalid, Key: {key}"))
}

pub(crate) fn invalid_value(value: Option<&str>) -> AwsError {
    let value = value.unwrap_or("null");
    validation(format!("The Tag Value provided is invalid, Value: {value}"))
}

pub(crate) fn reserved_key(key: &str) -> AwsError {
    validation(format!("Tag Key cannot be prefixed with aws:, Key: {key}"))
}

pub(crate) fn repeated_key(key: &str) -> AwsError {
    validation(format!(
        "Duplicate Tag Keys provided as input: Duplicate Tag Key found {key}"
    ))
}

pub(crate) fn too_many() -> AwsError {
    validation("Number of Tags exceed the current limit for the provided ResourceArn")
}

pub(crate) fn none_given() -> AwsError {
    validation("Atleast one Tag needs to be provided as Input.")
}

pub(crate) fn no_keys_given() -> AwsError {
    validation("Atleast one Tag Key needs to be provided as Input.")
}

pub(crate) fn arn_missing() -> AwsError {
    validation("Invalid TableArn")
}

pub(crate) fn no_arn(given: &str) -> AwsError {
    invalid_parameter(format_args!("ARNs must start with 'arn:': {given}"))
}

pub(crate) fn arn_of_no_table(given: &str) -> AwsError {
    validation(format!(
        "Invalid TableArn: Invalid ResourceArn provided as input {given}"
    ))
}

pub(crate) fn resource_not_found(arn: &str) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "ResourceNotFoundException",
        format!("Requested resource not found: ResourceArn: {arn} not found"),
    )
}
