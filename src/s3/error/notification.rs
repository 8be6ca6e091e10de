//! Errors of notification configurations. "Recorded" and "docs" as in the room's own file.

use http::StatusCode;

use super::{bad_request, invalid_argument};
use crate::aws::error::AwsError;

/// Recorded; the argument is the element with the ARN.
pub(in crate::s3) fn arn_unreadable(element: &str, arn: &str) -> AwsError {
    invalid_argument("The ARN could not be parsed", element, arn)
}

/// AWS's text for an ARN of another service, as other emulators quote it.
pub(in crate::s3) fn arn_malformed(element: &str, arn: &str) -> AwsError {
    invalid_argument("The ARN is not well formed", element, arn)
}

/// AWS's text, as its users quote it.
pub(in crate::s3) fn other_region(element: &str, arn: &str) -> AwsError {
    invalid_argument(
        "The notification destination service region is not valid for the bucket location constraint",
        element,
        arn,
    )
}

/// AWS's text, as other emulators quote it.
pub(in crate::s3) fn unknown_event(event: &str) -> AwsError {
    let message = format!("The event '{event}' is not supported for notifications");
    invalid_argument(message, "Event", event)
}

/// Recorded.
pub(in crate::s3) fn unknown_filter(name: &str) -> AwsError {
    invalid_argument(
        "filter rule name must be either prefix or suffix",
        "FilterRule.Name",
        name,
    )
}

/// AWS's text, as its users quote it; `name` is prefix or suffix.
pub(in crate::s3) fn repeated_filter(name: &str) -> AwsError {
    let message = format!("Cannot specify more than one {name} rule in a filter.");
    AwsError::new(StatusCode::BAD_REQUEST, "InvalidArgument", message)
}

/// Docs (User Guide, object key name filtering) for the limit.
pub(in crate::s3) fn filter_too_long(value: &str) -> AwsError {
    invalid_argument(
        "Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation",
        "FilterRule.Value",
        value,
    )
}

/// AWS's text, as its users quote it.
pub(in crate::s3) fn overlapping_rules() -> AwsError {
    bad_request(
        "InvalidArgument",
        "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the \
         prefixes are overlapping for the same event type.",
    )
}

/// Docs (quotas) for the limit; the text is ours.
pub(in crate::s3) fn too_many_rules(rules_max: usize) -> AwsError {
    let message = format!(
        "The number of event notification configurations should not exceed allowed limit of \
         {rules_max}."
    );
    AwsError::new(StatusCode::BAD_REQUEST, "InvalidArgument", message)
}

/// AWS's text, as other emulators quote it.
pub(in crate::s3) fn repeated_id() -> AwsError {
    bad_request(
        "InvalidArgument",
        "Same ID used for multiple configurations. IDs must be unique",
    )
}

/// Recorded: each function that is not there, or whose policy does not let S3 run it.
pub(in crate::s3) fn functions_refuse(arns: &[&str]) -> AwsError {
    let error = bad_request(
        "InvalidArgument",
        "Unable to validate the following destination configurations",
    );
    arns.iter().zip(1..).fold(error, |error, (arn, number)| {
        error
            .with_field(format!("ArgumentName{number}"), format!("{arn}, null"))
            .with_field(
                format!("ArgumentValue{number}"),
                format!("Not authorized to invoke function [{arn}]"),
            )
    })
}
