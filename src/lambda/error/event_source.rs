//! What Lambda says about event source mappings.

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::{invalid_parameter, user};
use crate::lambda::event_source::source::Source;

/// Recorded answer to an event source mapping of a function that is not there: 400.
pub(crate) fn no_function_for_source() -> AwsError {
    invalid_parameter("Function does not exist")
}

/// Recorded answer to an event source mapping without a source, or of something that is none.
pub(crate) fn unrecognized_source() -> AwsError {
    invalid_parameter("Unrecognized event source.")
}

/// Recorded answer to a cluster of one's own.
pub(crate) fn source_access_missing() -> AwsError {
    invalid_parameter("Required 'sourceAccessConfigurations' parameter is missing.")
}

/// Recorded answer: with a final dot, and no ValidationException.
pub(crate) fn position_missing() -> AwsError {
    invalid_parameter(
        "1 validation error detected: Value null at 'startingPosition' failed to satisfy \
         constraint: Member must not be null.",
    )
}

/// Recorded answer.
pub(crate) fn no_position_for_queues() -> AwsError {
    invalid_parameter("StartingPosition is not valid for SQS event sources.")
}

/// Recorded answer.
pub(crate) fn timestamp_without_position() -> AwsError {
    invalid_parameter("Timestamp only valid with StartingPosition AT_TIMESTAMP")
}

/// Recorded answer to AT_TIMESTAMP for a stream of DynamoDB.
pub(crate) fn bad_position(arn: &str) -> AwsError {
    invalid_parameter(format!("Unsupported starting position for arn type: {arn}"))
}

/// Recorded answer with `DestinationConfig`.
pub(crate) fn not_of_source(member: &str) -> AwsError {
    invalid_parameter(format!(
        "Unsupported {member} parameter for given event source mapping type."
    ))
}

/// Recorded answer.
pub(crate) fn bad_filter() -> AwsError {
    invalid_parameter("Invalid filter pattern definition.")
}

/// The words are ours; the limit is AWS's.
pub(crate) fn too_many_filters(most: usize) -> AwsError {
    invalid_parameter(format!("Filter criteria must have at most {most} filters."))
}

/// AWS's text, as developers of infrastructure tools quote it.
pub(crate) fn bad_record_age() -> AwsError {
    invalid_parameter(
        "MaximumRecordAgeInSeconds must be either -1 (forever) or between 60 and 604800 (inclusive)",
    )
}

/// Recorded answers for streams and queues that are not there. For the other sources the words are
/// ours.
pub(crate) fn no_such_source(source: Source, arn: &str) -> AwsError {
    match source {
        Source::DynamoDb | Source::Kinesis => invalid_parameter(format!("Stream not found: {arn}")),
        Source::Sqs => invalid_parameter(
            "Error occurred while ReceiveMessage. SQS Error Code: \
             AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does \
             not exist.",
        ),
        Source::Kafka | Source::Mq | Source::DocumentDb => {
            let name = source.name();
            invalid_parameter(format!("{name} not found: {arn}"))
        }
    }
}

/// Recorded answer to a second mapping of a stream and a function.
pub(crate) fn mapping_exists(source_arn: &str, function: &str, uuid: &str) -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        format!(
            "The event source arn (\" {source_arn} \") and function (\" {function} \") provided \
             mapping already exists. Please update or delete the existing mapping with UUID {uuid}"
        ),
    )
}

/// AWS's text, as users of infrastructure tools quote it.
pub(crate) fn mapping_in_use(verb: &str) -> AwsError {
    user(
        StatusCode::BAD_REQUEST,
        "ResourceInUseException",
        format!("Cannot {verb} the event source mapping because it is in use."),
    )
}
