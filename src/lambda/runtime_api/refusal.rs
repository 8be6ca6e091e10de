//! The Runtime API's own answers, spelled as AWS's runtime emulator spells them.

use http::StatusCode;

use super::exchange::Refusal;

/// The body of a report that was taken.
pub(super) const ACCEPTED: &str = "{\"status\":\"OK\"}\n";

/// Status and body for a call that came at the wrong time or for the wrong event.
pub(super) fn refused(refusal: Refusal) -> (StatusCode, String) {
    match refusal {
        Refusal::InvalidRequestId => (
            StatusCode::BAD_REQUEST,
            body("Invalid request ID", "InvalidRequestID"),
        ),
        Refusal::InvalidTransition { from, to } => (
            StatusCode::FORBIDDEN,
            body(
                &format!(
                    "State transition from {from} to {to} failed for runtime. Error: State transition is not allowed"
                ),
                "InvalidStateTransition",
            ),
        ),
    }
}

/// Status and body for a response that is too long.
pub(super) fn too_large(bytes_max: usize) -> (StatusCode, String) {
    (
        StatusCode::PAYLOAD_TOO_LARGE,
        body(
            &format!("Exceeded maximum allowed payload size ({bytes_max} bytes)."),
            "RequestEntityTooLarge",
        ),
    )
}

/// Status and body for a body that broke off.
pub(super) fn truncated() -> (StatusCode, String) {
    (
        StatusCode::BAD_REQUEST,
        body("The request body could not be read", "InvalidRequest"),
    )
}

fn body(message: &str, kind: &str) -> String {
    format!("{{\"errorMessage\":\"{message}\",\"errorType\":\"{kind}\"}}\n")
}
