//! Finds the interpreter of a runtime on this machine: the exact version, proven by running it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use crate::config;

/// How long a candidate may take to say its version; shims of version managers are slow.
const PROBE_TIMEOUT: Duration = Duration::from_secs(5);
/// Candidates that are run at most, for one runtime.
const PROBES_MAX: usize = 24;
/// Folders besides `PATH` and the user's home where interpreters are often found.
const USUAL_PLACES: [&str; 4] = ["/usr/local/bin", "/usr/bin", "/bin", "/opt/homebrew/bin"];

/// What runs a function's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Interpreter {
    Python(PathBuf),
    Node(PathBuf),
    /// The package's own `bootstrap`.
    Bootstrap,
}

/// A language with a version, as a runtime's name asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted {
    language: Language,
    /// `3.12`, or `20`.
    version: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    Python,
    Node,
}

/// Finds what runs a runtime, such as `python3.12`; if there is nothing, says what was looked for
/// and what would help.
pub(super) async fn find(runtime: &str) -> Result<Interpreter, String> {
    if runtime.starts_with("provided") {
        return Ok(Interpreter::Bootstrap);
    }
    let Some(wanted) = Wanted::of(runtime) else {
        return Err(format!(
            "RustStack runs {runtime} functions in Docker only: start a Docker engine and set RUSTSTACK_LAMBDA_EXECUTOR=docker."
        ));
    };
    let mut others = Vec::new();
    for candidate in wanted.candidates().into_iter().take(PROBES_MAX) {
        match wanted.probe(&candidate).await {
            Some((version, program)) if version == wanted.version => {
                return Ok(match wanted.language {
                    Language::Python => Interpreter::Python(program),
                    Language::Node => Interpreter::Node(program),
                });
            }
            Some((version, program)) => {
                let other = format!("{version} at {}", program.display());
                if !others.contains(&other) {
                    others.push(other);
                }
            }
            None => {}
        }
    }
    Err(wanted.missing(runtime, &others))
}

impl Wanted {
    fn of(runtime: &str) -> Option<Self> {
        let wanted = |language, version: &str| {
            Some(Self {
                language,
                version: version.to_owned(),
            })
        };
        if let Some(version) = runtime.strip_prefix("python") {
            return wanted(Language::Python, version);
        }
        let version = runtime.strip_prefix("nodejs")?.strip_suffix(".x")?;
        wanted(Language::Node, version)
    }

    /// Programs that exist and may be the right one, most likely first; shims of version managers
    /// last, because they are slow and often lead nowhere.
    fn candidates(&self) -> Vec<PathBuf> {
        let mut folders = config::search_path();
        folders.extend(USUAL_PLACES.map(PathBuf::from));
        let managed = match config::home() {
            Some(home) => self.managed_folders(&home),
            None => Vec::new(),
        };
        let names = self.names();
        let mut found: Vec<PathBuf> = Vec::new();
        let mut add = |folder: &Path, name: &str| {
            let program = folder.join(name);
            if program.is_file() && !found.contains(&program) {
                found.push(program);
            }
        };
        for folder in folders.iter().chain(&managed) {
            add(folder, &names[0]);
        }
        for name in &names[1..] {
            for folder in &folders {
                add(folder, name);
            }
        }
        found.sort_by_key(|program| program.iter().any(|part| part == "shims"));
        found
    }

    fn names(&self) -> Vec<String> {
        match self.language {
            Language::Python => vec![
                format!("python{}", self.version),
                "python3".to_owned(),
                "python".to_owned(),
            ],
            Language::Node => vec!["node".to_owned(), "nodejs".to_owned()],
        }
    }

    /// The `bin` folders of this version that version managers have installed below a home.
    fn managed_folders(&self, home: &Path) -> Vec<PathBuf> {
        let version = &self.version;
        let (places, prefixes): (&[&str], Vec<String>) = match self.language {
            Language::Python => (
                &[
                    ".pyenv/versions",
                    ".local/share/uv/python",
                    ".asdf/installs/python",
                    ".local/share/mise/installs/python",
                ],
                vec![format!("{version}."), format!("cpython-{version}.")],
            ),
            Language::Node => (
                &[
                    ".nvm/versions/node",
                    ".asdf/installs/nodejs",
                    ".local/share/mise/installs/node",
                    ".volta/tools/image/node",
                ],
                vec![format!("v{version}."), format!("{version}.")],
            ),
        };
        let mut folders: Vec<PathBuf> = places
            .iter()
            .filter_map(|place| std::fs::read_dir(home.join(place)).ok())
            .flat_map(|entries| entries.filter_map(Result::ok))
            .filter(|entry| {
                let name = entry.file_name();
                let name = name.to_string_lossy();
                prefixes.iter().any(|prefix| name.starts_with(prefix))
            })
            .map(|entry| entry.path().join("bin"))
            .collect();
        folders.sort();
        // The newest patch first, as far as names tell.
        folders.reverse();
        folders
    }

    /// Runs a candidate; its version, and the program behind any shim.
    async fn probe(&self, candidate: &Path) -> Option<(String, PathBuf)> {
        let (flag, code) = match self.language {
            Language::Python => (
                "-c",
                "import sys;print('%d.%d'%sys.version_info[:2]);print(sys.executable)",
            ),
            Language::Node => (
                "-e",
                "console.log(process.versions.node.split('.')[0]);console.log(process.execPath)",
            ),
        };
        let run = Command::new(candidate)
            .args([flag, code])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .output();
        let output = timeout(PROBE_TIMEOUT, run).await.ok()?.ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        let mut lines = text.lines();
        let (version, program) = (lines.next()?, lines.next()?);
        (output.status.success() && !program.is_empty())
            .then(|| (version.to_owned(), PathBuf::from(program)))
    }

    fn missing(&self, runtime: &str, others: &[String]) -> String {
        let version = &self.version;
        let (language, names, install) = match self.language {
            Language::Python => (
                "Python",
                format!("python{version}, python3 and python"),
                format!("uv python install {version}, or pyenv install {version}"),
            ),
            Language::Node => (
                "Node.js",
                "node and nodejs".to_owned(),
                format!("nvm install {version}"),
            ),
        };
        let found = match others {
            [] => String::new(),
            others => format!(" Found {}.", others.join(", ")),
        };
        format!(
            "RustStack found no {language} {version} on this machine to run {runtime}: looked for {names} in PATH, in the usual folders and where version managers install them.{found} Install it (for example: {install}), or run functions in Docker: RUSTSTACK_LAMBDA_EXECUTOR=docker."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runtime_names_a_language_and_a_version() {
        let version = |runtime| Wanted::of(runtime).map(|wanted| wanted.version);
        assert_eq!(version("python3.12").as_deref(), Some("3.12"));
        assert_eq!(version("nodejs20.x").as_deref(), Some("20"));
        assert_eq!(version("java21"), None);
    }

    #[test]
    fn interpreters_of_version_managers_are_known_by_their_folders() {
        let home = tempfile::tempdir().unwrap();
        for version in ["3.12.1", "3.12.4", "3.1.2", "3.13.0"] {
            let bin = home
                .path()
                .join(".pyenv/versions")
                .join(version)
                .join("bin");
            std::fs::create_dir_all(bin).unwrap();
        }
        let wanted = Wanted::of("python3.12").unwrap();
        let folders: Vec<_> = wanted
            .managed_folders(home.path())
            .iter()
            .map(|folder| folder.strip_prefix(home.path()).unwrap().to_owned())
            .collect();
        assert_eq!(
            folders,
            [
                PathBuf::from(".pyenv/versions/3.12.4/bin"),
                PathBuf::from(".pyenv/versions/3.12.1/bin"),
            ]
        );
    }

    #[tokio::test]
    async fn what_is_missing_is_said_with_what_would_help() {
        let problem = find("python3.99").await.unwrap_err();
        for word in ["Python 3.99", "python3.99", "uv python install", "docker"] {
            assert!(problem.contains(word), "{problem}");
        }
        assert!(find("java21").await.unwrap_err().contains("Docker only"));
    }
}
