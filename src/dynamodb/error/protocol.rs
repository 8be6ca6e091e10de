//! Errors of the JSON protocol itself, and how every error's body is spelled.

use http::StatusCode;

use crate::aws::error::AwsError;
use crate::aws::protocol::json::ErrorStyle;
use crate::dynamodb::wire::reader::WireProblem;

const SERIALIZATION: &str = "SerializationException";

/// A body that is no JSON, or JSON of the wrong types (recorded answers, dynalite's suite).
pub(crate) fn serialization(problem: WireProblem) -> AwsError {
    match problem {
        WireProblem::Malformed => AwsError::without_message(StatusCode::BAD_REQUEST, SERIALIZATION),
        WireProblem::Mistyped(text) => AwsError::new(StatusCode::BAD_REQUEST, SERIALIZATION, text),
    }
}

/// An `X-Amz-Target` that names no operation, or one that is not here yet.
pub(crate) fn unknown_operation() -> AwsError {
    AwsError::without_message(StatusCode::BAD_REQUEST, "UnknownOperationException")
}

/// A request that nobody signed (recorded answers, dynalite's suite).
pub(crate) fn missing_token() -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "MissingAuthenticationTokenException",
        "Request is missing Authentication Token",
    )
}

/// What AWS answers to a body that cannot be decoded (public Alternator suite), and of its own
/// failures.
pub(crate) fn internal_failure() -> AwsError {
    AwsError::without_message(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure")
}

/// How the body of an error is spelled: its namespace, and the case of `message`.
pub(crate) fn style(error: &AwsError) -> ErrorStyle {
    let type_prefix = match error.code() {
        "ValidationException" => "com.amazon.coral.validate#",
        "SerializationException"
        | "UnknownOperationException"
        | "MissingAuthenticationTokenException"
        | "IncompleteSignatureException"
        | "InvalidSignatureException"
        | "UnrecognizedClientException"
        | "AccessDeniedException"
        | "InternalFailure" => "com.amazon.coral.service#",
        "ThrottlingException" => "com.amazon.coral.availability#",
        _ => "com.amazonaws.dynamodb.v20120810#",
    };
    ErrorStyle {
        type_key: Some("__type"),
        type_prefix,
        message_key: match error.code() {
            SERIALIZATION
            // As the service's model spells it for these.
            | "TransactionCanceledException"
            | "IdempotentParameterMismatchException" => "Message",
            _ => "message",
        },
    }
}
