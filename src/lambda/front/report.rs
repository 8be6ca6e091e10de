//! What the log says when the client of a function's front is told nothing.

/// As much of a failure's description goes to the log.
const REASON_BYTES_MAX: usize = 500;

/// What its own log tells as well: `ruststack serve`, which shows that, leaves this target out.
pub(super) fn failure(function: &str, reason: &str) {
    let reason = short(reason);
    tracing::warn!("the function {function} failed behind its front: {reason:?}");
}

/// What nothing else tells: the function has done its part, or was not asked.
pub(super) fn unusable(function: &str, reason: &str) {
    let reason = short(reason);
    tracing::warn!(
        target: "ruststack::lambda::front",
        "the function {function} could not answer through its front: {reason:?}"
    );
}

/// Shown in quotes, so that a function's words cannot pass for ours.
fn short(reason: &str) -> String {
    reason.chars().take(REASON_BYTES_MAX).collect()
}
