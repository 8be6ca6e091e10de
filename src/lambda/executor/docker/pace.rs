//! Lets what runs in a container stand still between events, and end where it uses too much memory, with
//! what its image has.

const SCRIPT: &str = include_str!("pace.sh");

/// A command beside which a process of the container's own stops and wakes all others as the Runtime API
/// tells it: within microseconds, where an engine takes longer than most events. Signals sent to everybody
/// reach neither their sender nor process 1, so it needs an engine that lends one, and an image with `bash`;
/// without that nothing is ever stopped. It looks at the function's memory where that may be `bytes_max` at
/// most, as often as executors of processes do.
pub(super) fn keeping_pace(bytes_max: Option<u64>, command: Vec<String>) -> Vec<String> {
    let bytes_max = bytes_max.map_or(String::new(), |bytes_max| bytes_max.to_string());
    let own = ["/bin/sh", "-c", SCRIPT, "ruststack-pace", &bytes_max];
    own.into_iter().map(str::to_owned).chain(command).collect()
}
