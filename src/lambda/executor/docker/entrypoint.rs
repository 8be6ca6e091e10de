//! An entry point that cannot be run, in AWS's words.

/// What AWS says of it, if that is why an engine could not start a container. Seen in public logs:
/// `exec: "nope": executable file not found in $PATH`, `fork/exec /nope: no such file or directory`.
pub(super) fn invalid_entrypoint(problem: &str) -> Option<String> {
    let (_, reason) = problem.split_once("exec: \"")?;
    let (program, why) = reason.split_once("\": ")?;
    let why = why.trim_end_matches(": unknown");
    if why.contains("$PATH") {
        return Some(format!("exec: \"{program}\": {why}"));
    }
    // Engines tell which call failed; what failed comes last.
    let why = why.rsplit(": ").next().unwrap_or(why);
    Some(format!("fork/exec {program}: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engines_words_become_awss() {
        let table = [
            (
                "OCI runtime create failed: container_linux.go:380: starting container process caused: exec: \"nope\": executable file not found in $PATH: unknown",
                Some("exec: \"nope\": executable file not found in $PATH"),
            ),
            (
                "failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"/nope\": stat /nope: no such file or directory: unknown",
                Some("fork/exec /nope: no such file or directory"),
            ),
            (
                "OCI runtime create failed: container_linux.go:380: starting container process caused: exec: \"/var/task/bootstrap\": permission denied: unknown",
                Some("fork/exec /var/task/bootstrap: permission denied"),
            ),
            ("driver failed programming external connectivity", None),
        ];
        for (problem, words) in table {
            assert_eq!(invalid_entrypoint(problem).as_deref(), words);
        }
    }
}
