//! Every error that CloudWatch Logs answers, in AWS's own words.

use http::StatusCode;

use crate::aws::error::AwsError;

fn bad_request(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(StatusCode::BAD_REQUEST, code, message.into())
}

/// The code of requests that break the model's constraints (recorded).
pub(super) const INVALID_PARAMETER: &str = "InvalidParameterException";

pub(super) fn invalid_parameter(message: impl Into<String>) -> AwsError {
    bad_request(INVALID_PARAMETER, message)
}

/// What this service does not have answers as what AWS does not know.
pub(super) fn unknown_operation() -> AwsError {
    AwsError::without_message(StatusCode::BAD_REQUEST, "UnknownOperationException")
}

/// 500: the thread that answered is gone.
pub(super) fn internal() -> AwsError {
    AwsError::without_message(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure")
}

/// A body that is no JSON has no message.
pub(super) fn not_json() -> AwsError {
    AwsError::without_message(StatusCode::BAD_REQUEST, "SerializationException")
}

/// Recorded for AWS's other services that speak JSON.
pub(super) fn wrong_type(message: String) -> AwsError {
    bad_request("SerializationException", message)
}

pub(super) fn body_too_large() -> AwsError {
    AwsError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "RequestEntityTooLargeException",
        "Request size exceeds limit",
    )
}

/// The body stopped arriving.
pub(super) fn unreadable() -> AwsError {
    bad_request(
        "RequestTimeoutException",
        "The request did not arrive in time.",
    )
}

/// Recorded.
pub(super) fn no_such_group() -> AwsError {
    bad_request(
        "ResourceNotFoundException",
        "The specified log group does not exist.",
    )
}

/// Recorded.
pub(super) fn no_such_stream() -> AwsError {
    bad_request(
        "ResourceNotFoundException",
        "The specified log stream does not exist.",
    )
}

/// Recorded.
pub(super) fn no_such_filter() -> AwsError {
    bad_request(
        "ResourceNotFoundException",
        "The specified subscription filter does not exist.",
    )
}

/// An ARN that names nothing that can be tagged.
pub(super) fn no_such_resource() -> AwsError {
    bad_request(
        "ResourceNotFoundException",
        "The specified resource does not exist.",
    )
}

/// Recorded, without a full stop.
pub(super) fn group_exists() -> AwsError {
    bad_request(
        "ResourceAlreadyExistsException",
        "The specified log group already exists",
    )
}

/// Recorded, without a full stop.
pub(super) fn stream_exists() -> AwsError {
    bad_request(
        "ResourceAlreadyExistsException",
        "The specified log stream already exists",
    )
}

/// Recorded.
pub(super) fn limit_exceeded() -> AwsError {
    bad_request("LimitExceededException", "Resource limit exceeded.")
}

/// Recorded; said before any constraint.
pub(super) fn name_too_long() -> AwsError {
    invalid_parameter(
        "Invalid LogGroup or LogStream, both must have length less than or equal to 512.",
    )
}

/// Recorded.
pub(super) fn prefix_and_pattern() -> AwsError {
    invalid_parameter(
        "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
    )
}

/// Recorded.
pub(super) fn name_and_arn() -> AwsError {
    bad_request(
        "ValidationException",
        "LogGroup name and LogGroup ARN are mutually exclusive parameters.",
    )
}

/// API reference of each operation that takes either.
pub(super) fn name_or_arn() -> AwsError {
    bad_request(
        "ValidationException",
        "Exactly one of LogGroup name or LogGroup ARN must be specified.",
    )
}

/// API reference, FilterLogEvents: both together are an InvalidParameterException.
pub(super) fn names_and_prefix() -> AwsError {
    invalid_parameter("LogStreamNames and LogStreamNamePrefix are mutually exclusive parameters.")
}

/// API reference, FilterLogEvents, which has no words for it: an InvalidParameterException.
pub(super) fn backward_before_2024() -> AwsError {
    invalid_parameter(
        "startFromHead can be false only if startTime is on or after Jan 1, 2024 00:00:00 UTC.",
    )
}

/// As users of DescribeLogStreams quote it.
pub(super) fn order_with_prefix() -> AwsError {
    invalid_parameter("Cannot order by LastEventTime with a logStreamNamePrefix.")
}

/// Recorded.
pub(super) fn invalid_token() -> AwsError {
    invalid_parameter("The specified nextToken is invalid.")
}

/// As users of CloudFormation and its services quote it; 0 and all that is not in the list.
pub(super) fn invalid_retention(values: &[i64]) -> AwsError {
    invalid_parameter(format!(
        "Invalid retention value. Valid values are: {values:?}"
    ))
}

/// Recorded.
pub(super) fn not_in_order() -> AwsError {
    invalid_parameter("Log events in a single PutLogEvents request must be in chronological order.")
}

/// As users of PutLogEvents quote it.
pub(super) fn span_too_long() -> AwsError {
    invalid_parameter(
        "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
    )
}

/// As users of PutLogEvents quote it.
pub(super) fn upload_too_large(bytes: usize, max: usize) -> AwsError {
    invalid_parameter(format!(
        "Upload too large: {bytes} bytes exceeds limit of {max}"
    ))
}

/// CloudWatch Logs guide, "Protecting log groups from deletion".
pub(super) fn protected() -> AwsError {
    bad_request(
        "ValidationException",
        "Deletion protection is enabled for the specified log group.",
    )
}

/// API reference, TagResource: 50 tags a resource.
pub(super) fn too_many_tags(arn: &str) -> AwsError {
    bad_request(
        "TooManyTagsException",
        "The maximum number of tags per resource has been exceeded.",
    )
    .with_field("resourceName", arn)
}

/// As users of StartLiveTail quote it.
pub(super) fn invalid_tail_pattern(problem: &str) -> AwsError {
    invalid_parameter(format!("Invalid filter pattern: {problem}"))
}

/// API reference, StartLiveTail: streams are chosen in one group alone.
pub(super) fn streams_of_many_groups() -> AwsError {
    invalid_parameter(
        "LogStreamNames and LogStreamNamePrefixes can only be used with a single log group.",
    )
}

/// API reference, StartLiveTail: groups are named by ARNs that do not end in a star.
pub(super) fn not_group_arns() -> AwsError {
    invalid_parameter("LogGroupIdentifiers must be log group ARNs without a trailing asterisk.")
}

/// As users of PutSubscriptionFilter quote it.
pub(super) fn cannot_run_function() -> AwsError {
    invalid_parameter(
        "Could not execute the lambda function. Make sure you have given CloudWatch Logs \
         permission to execute your function.",
    )
}

/// Recorded.
pub(super) fn function_of_other_account() -> AwsError {
    bad_request(
        "AccessDeniedException",
        "Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies \
         to create cross account lambda triggers.",
    )
}

/// As users of PutSubscriptionFilter quote it.
pub(super) fn role_for_function() -> AwsError {
    invalid_parameter("destinationArn for vendor lambda cannot be used with roleArn")
}

/// Recorded.
pub(super) fn role_missing(vendor: &str) -> AwsError {
    invalid_parameter(format!(
        "destinationArn for vendor {vendor} cannot be used without roleArn"
    ))
}

/// A destination that is none, or none that is here.
pub(super) fn invalid_destination() -> AwsError {
    invalid_parameter("The specified destinationArn is invalid.")
}
