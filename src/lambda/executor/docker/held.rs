//! Keeps what a container runs waiting until its function is to begin, with what its image has.

const SCRIPT: &str = include_str!("held.sh");

/// A command that begins when the Runtime API says so. In an image without `bash` it ends at once.
pub(super) fn held(command: Vec<String>) -> Vec<String> {
    let own = ["/bin/sh", "-c", SCRIPT, "ruststack-held"];
    own.into_iter().map(str::to_owned).chain(command).collect()
}
