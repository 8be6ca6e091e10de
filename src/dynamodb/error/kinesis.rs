//! What AWS says about Kinesis streaming destinations.
//!
//! Source: a public catalogue of AWS's control plane answers (us-east-1 and us-west-2, 2026).

use crate::aws::error::AwsError;

use super::wording::validation;

fn invalid_state(message: impl std::fmt::Display) -> AwsError {
    validation(format!(
        "Table is not in a valid state to enable Kinesis Streaming Destination: {message}"
    ))
}

pub(crate) fn one_is_active() -> AwsError {
    invalid_state(
        "EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE \
         operation.",
    )
}

pub(crate) fn not_active_to_disable() -> AwsError {
    invalid_state("KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.")
}

pub(crate) fn not_active_to_update(table: &str, stream_arn: &str) -> AwsError {
    invalid_state(format_args!(
        "Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. \
         TableName: {table}, kdsArn: {stream_arn}"
    ))
}

pub(crate) fn precision_unchanged(precision: &str, table_id: &str, stream_arn: &str) -> AwsError {
    validation(format!(
        "Invalid Request: Precision is already set to the desired value of {precision} for \
         tableId: {table_id}, kdsArn: {stream_arn}"
    ))
}

pub(crate) fn nothing_to_update() -> AwsError {
    validation(
        "Streaming destination cannot be updated with given parameters: \
         UpdateKinesisStreamingConfiguration cannot be null or contain only null values",
    )
}

pub(crate) fn disabled_with_configuration() -> AwsError {
    validation("Stream cannot be disabled using EnableKinesisStreamingConfiguration parameters")
}
