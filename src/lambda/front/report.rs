//! What the log says when the client of a function's front is told nothing.

/// As much of a failure's description goes to the log.
const REASON_BYTES_MAX: usize = 500;

/// Quoted, so that a function's words cannot pass for ours.
pub(super) fn failure(function: &str, reason: &str) {
    let reason: String = reason.chars().take(REASON_BYTES_MAX).collect();
    tracing::warn!("the function {function} failed behind its front: {reason:?}");
}
