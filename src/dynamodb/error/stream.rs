//! What AWS says about streams, their shards and iterators.
//!
//! Source: recorded answers, in the public LocalStack suite and in the tests of AWS's JavaScript SDK;
//! for what is recorded nowhere, the texts that DynamoDB Local has of AWS.

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::{invalid_parameter, validation};

fn of_service(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(StatusCode::BAD_REQUEST, code, message.into())
}

pub(crate) fn invalid_arn() -> AwsError {
    validation("Invalid StreamArn")
}

pub(crate) fn not_found(arn: &str) -> AwsError {
    of_service(
        "ResourceNotFoundException",
        format!("Requested resource not found: Stream: {arn} not found"),
    )
}

/// As users of AWS report it.
pub(crate) fn shard_not_found() -> AwsError {
    of_service(
        "ResourceNotFoundException",
        "Requested resource not found: Shard does not exist",
    )
}

pub(crate) fn invalid_iterator() -> AwsError {
    validation("Invalid ShardIterator")
}

/// Fifteen minutes have passed (API reference, "GetRecords").
pub(crate) fn expired_iterator() -> AwsError {
    of_service(
        "ExpiredIteratorException",
        "The provided iterator exceeds the maximum age allowed.",
    )
}

/// As users of AWS report it.
pub(crate) fn trimmed() -> AwsError {
    of_service(
        "TrimmedDataAccessException",
        "The data you are trying to access has been trimmed",
    )
}

/// The iterator type needs a sequence number, and there is none, or it is no number.
pub(crate) fn invalid_sequence_number() -> AwsError {
    invalid_parameter("Invalid SequenceNumber")
}

pub(crate) fn sequence_number_of_another_shard() -> AwsError {
    validation("Invalid SequenceNumber for the shard")
}

pub(crate) fn sequence_number_not_allowed() -> AwsError {
    invalid_parameter("SequenceNumber should not be passed for this iterator type")
}

/// GetRecords' words.
pub(crate) fn too_many_records(maximum: i64) -> AwsError {
    invalid_parameter(format_args!(
        "Limit should be less than or equal to {maximum}"
    ))
}

/// ListStreams' words.
pub(crate) fn too_many_streams(maximum: i64) -> AwsError {
    invalid_parameter(format_args!(
        "Limit cannot be greater than the maximum allowed size: {maximum}"
    ))
}

/// DescribeStream's words.
pub(crate) fn too_many_shards(maximum: i64) -> AwsError {
    invalid_parameter(format_args!(
        "Limit cannot be greater than the maximum: {maximum}"
    ))
}
