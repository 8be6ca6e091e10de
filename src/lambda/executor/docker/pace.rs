//! Lets what runs in a container stand still between events, with what its image has.

const SCRIPT: &str = include_str!("pace.sh");

/// A command beside which a process of the container's own stops and wakes all others as the Runtime API
/// tells it: within microseconds, where an engine takes longer than most events. Signals sent to everybody
/// reach neither their sender nor process 1, so it needs an engine that lends one, and an image with `bash`;
/// without that nothing is ever stopped.
pub(super) fn keeping_pace(command: Vec<String>) -> Vec<String> {
    let own = ["/bin/sh", "-c", SCRIPT, "ruststack-pace"];
    own.into_iter().map(str::to_owned).chain(command).collect()
}
