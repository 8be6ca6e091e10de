//! A Node.js that has started in a sandbox of its own and waits for its function.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use super::sandbox::Run;
use super::sandbox::warden::Warden;
use super::sandboxed::{Sandbox, SandboxProblem};

/// Makes the client wait for the function's variables on its standard input.
const WAIT: &str = "--wait";
/// A pipe takes so much at once, without anybody reading.
const PIPE_BYTES: usize = 64 * 1024;
/// Folders of the machine that a sandbox does not show before it has its function.
const HIDDEN: [&str; 2] = ["/tmp", "/opt"];

/// Variables that Node.js or its libraries read as they start, by how their names begin.
const READ_AT_START: [&str; 7] = [
    "NODE_",
    "LD_",
    "UV_",
    "OPENSSL_",
    "SSL_",
    "MALLOC_",
    "AWS_LAMBDA_EXEC_WRAPPER",
];

/// What an interpreter must have been started with to become a function's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    program: PathBuf,
    command: Vec<String>,
    variables: BTreeMap<String, String>,
}

/// One interpreter that waits. Dropping it ends it.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) kind: Kind,
    pub(super) sandbox: Sandbox,
    order: io::PipeWriter,
}

/// Whether a function with these variables of its own can do with an interpreter that has started
/// without them.
pub(super) fn suits(environment: &BTreeMap<String, String>) -> bool {
    let read_at_start = |name: &String| READ_AT_START.iter().any(|start| name.starts_with(start));
    !environment.keys().any(read_at_start)
}

impl Kind {
    /// The kind that can become what `run` starts.
    pub(super) fn new(program: &Path, run: &Run) -> Self {
        let needed = [
            "PATH",
            "LD_LIBRARY_PATH",
            "NODE_PATH",
            "TZ",
            "LANG",
            "LC_CTYPE",
        ];
        let variables = needed
            .iter()
            .filter_map(|name| run.variables.get_key_value(*name));
        Self {
            program: program.to_owned(),
            command: run.command.clone(),
            variables: variables
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        }
    }

    /// Whether one can be started before its function is known.
    pub(super) fn is_possible(&self) -> bool {
        !HIDDEN.iter().any(|hidden| self.program.starts_with(hidden))
    }
}

impl Waiting {
    /// Starts one.
    pub(super) async fn start(
        warden: &Warden,
        home: &Path,
        kind: Kind,
    ) -> Result<Self, SandboxProblem> {
        let mut sandbox = Sandbox::start(warden, home).await?;
        let (input, order) = io::pipe()?;
        let mut command = kind.command.clone();
        command.push(WAIT.to_owned());
        let run = Run {
            command,
            variables: kind.variables.clone(),
            at_work: false,
        };
        sandbox.run(run, Some(OwnedFd::from(input))).await?;
        Ok(Self {
            kind,
            sandbox,
            order,
        })
    }

    /// Lets it become the function, for which its sandbox has been prepared.
    pub(super) fn begin(mut self, run: &Run) -> io::Result<Sandbox> {
        let order = serde_json::to_vec(&run.variables)?;
        if order.len() > PIPE_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.order.write_all(&order)?;
        self.sandbox.at_work()?;
        Ok(self.sandbox)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_node_reads_as_it_starts_needs_one_of_its_own() {
        let environment = |name: &str| BTreeMap::from([(name.to_owned(), String::new())]);
        assert!(suits(&environment("TABLE")));
        assert!(!suits(&environment("NODE_OPTIONS")));
    }
}
