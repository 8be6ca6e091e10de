//! Finds the interpreter of a runtime on this machine: the exact version, proven by running it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use crate::config;

/// How long a candidate may take to say its version; shims of version managers are slow, and more so on
/// a busy machine.
const PROBE_TIMEOUT: Duration = Duration::from_secs(20);
/// Candidates that are run at most, for one runtime.
const PROBES_MAX: usize = 24;
/// Folders besides `PATH` and the user's home where interpreters are often found.
const USUAL_PLACES: [&str; 4] = ["/usr/local/bin", "/usr/bin", "/bin", "/opt/homebrew/bin"];

/// Where version managers keep what they install, below the user's home.
const VERSION_MANAGERS: [&str; 10] = [
    ".pyenv",
    ".local/share/uv/python",
    ".asdf",
    ".local/share/mise",
    ".nvm",
    ".volta/tools/image/node",
    ".local/share/fnm/node-versions",
    ".rbenv",
    ".rvm",
    ".rubies",
];

/// What runs a function's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Interpreter {
    Python(PathBuf),
    Node(PathBuf),
    /// The `java` of a JDK.
    Java(PathBuf),
    Ruby(PathBuf),
    /// The package's own `bootstrap`.
    Bootstrap,
}

impl Interpreter {
    /// The program, if it is one of this machine.
    pub(super) fn program(&self) -> Option<&Path> {
        match self {
            Self::Python(program)
            | Self::Node(program)
            | Self::Java(program)
            | Self::Ruby(program) => Some(program),
            Self::Bootstrap => None,
        }
    }
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
    Java,
    Ruby,
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
                    Language::Java => Interpreter::Java(program),
                    Language::Ruby => Interpreter::Ruby(program),
                });
            }
            Some((version, program)) => {
                let program = std::fs::canonicalize(&program).unwrap_or(program);
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
        if let Some(version) = runtime.strip_prefix("java") {
            let version = version.split('.').next().unwrap_or(version);
            return wanted(Language::Java, version);
        }
        if let Some(version) = runtime.strip_prefix("ruby") {
            return wanted(Language::Ruby, version);
        }
        let version = runtime.strip_prefix("nodejs")?.strip_suffix(".x")?;
        wanted(Language::Node, version)
    }

    /// Programs that exist and may be the right one, most likely first. A folder of shims stands for
    /// the versions behind it; the shims themselves come last, because they are slow and often lead
    /// nowhere.
    fn candidates(&self) -> Vec<PathBuf> {
        let (shims, plain): (Vec<_>, Vec<_>) = config::search_path()
            .into_iter()
            .partition(|folder| folder.ends_with("shims"));
        let behind = shims.iter().filter_map(|folder| folder.parent());
        let mut exact: Vec<PathBuf> = behind.flat_map(|root| self.versions(root)).collect();
        exact.extend(plain.iter().cloned());
        exact.extend(USUAL_PLACES.map(PathBuf::from));
        if let Some(home) = config::home() {
            let roots = VERSION_MANAGERS.iter().map(|root| home.join(root));
            exact.extend(roots.flat_map(|root| self.versions(&root)));
        }
        if self.language == Language::Java {
            exact.extend(homes_of_java());
        }
        let names = self.names();
        let mut found: Vec<PathBuf> = Vec::new();
        let mut add = |folders: &[PathBuf], names: &[String]| {
            for (name, folder) in names
                .iter()
                .flat_map(|n| folders.iter().map(move |f| (n, f)))
            {
                let program = folder.join(name);
                if program.is_file() && !found.contains(&program) {
                    found.push(program);
                }
            }
        };
        add(&exact, &names[..1]);
        add(&plain, &names[1..]);
        add(&shims, &names);
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
            Language::Java => vec!["java".to_owned()],
            Language::Ruby => vec!["ruby".to_owned(), format!("ruby{}", self.version)],
        }
    }

    /// The `bin` folders of this version that a version manager keeps below its root, newest first
    /// as far as names tell.
    fn versions(&self, root: &Path) -> Vec<PathBuf> {
        let version = &self.version;
        let places: &[&str] = match self.language {
            Language::Python => &["", "versions", "installs/python"],
            Language::Node => &["", "versions/node", "installs/nodejs", "installs/node"],
            Language::Java => &["installs/java"],
            Language::Ruby => &["", "versions", "rubies", "installs/ruby"],
        };
        let prefixes = [
            "",
            "v",
            "cpython-",
            "openjdk-",
            "temurin-",
            "corretto-",
            "ruby-",
        ]
        .map(|prefix| format!("{prefix}{version}."));
        let mut folders: Vec<PathBuf> = places
            .iter()
            .filter_map(|place| std::fs::read_dir(root.join(place)).ok())
            .flat_map(|entries| entries.filter_map(Result::ok))
            .filter(|entry| {
                let name = entry.file_name();
                let name = name.to_string_lossy();
                prefixes.iter().any(|prefix| name.starts_with(prefix))
            })
            .map(|entry| entry.path().join("bin"))
            .collect();
        folders.sort();
        folders.reverse();
        folders
    }

    /// Runs a candidate; its version, and the program behind any shim.
    async fn probe(&self, candidate: &Path) -> Option<(String, PathBuf)> {
        let arguments = match self.language {
            Language::Python => [
                "-c",
                "import sys;print('%d.%d'%sys.version_info[:2]);print(sys.executable)",
            ],
            Language::Node => [
                "-e",
                "console.log(process.versions.node.split('.')[0]);console.log(process.execPath)",
            ],
            Language::Java => ["-XshowSettings:properties", "-version"],
            Language::Ruby => [
                "-rrbconfig",
                "-eputs RUBY_VERSION[/\\d+\\.\\d+/], RbConfig.ruby",
            ],
        };
        let run = Command::new(candidate)
            .args(arguments)
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output();
        let output = timeout(PROBE_TIMEOUT, run).await.ok()?.ok()?;
        if self.language == Language::Java {
            return jdk(&String::from_utf8_lossy(&output.stderr));
        }
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
            Language::Java => (
                "JDK",
                "java, with javac beside it,".to_owned(),
                format!(
                    "apt install openjdk-{version}-jdk-headless, or sdk install java {version}"
                ),
            ),
            Language::Ruby => (
                "Ruby",
                format!("ruby and ruby{version}"),
                format!("rbenv install {version}, or apt install ruby{version}"),
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

/// Where Java is installed side by side.
fn homes_of_java() -> Vec<PathBuf> {
    let mut roots = vec![PathBuf::from("/usr/lib/jvm")];
    roots.extend(config::home().map(|home| home.join(".sdkman/candidates/java")));
    let entries = roots.iter().filter_map(|root| std::fs::read_dir(root).ok());
    let entries = entries.flat_map(|entries| entries.filter_map(Result::ok));
    entries.map(|entry| entry.path().join("bin")).collect()
}

/// The version of a Java and its program, from its properties; `None` without a compiler, which
/// RustStack's client is made with.
fn jdk(properties: &str) -> Option<(String, PathBuf)> {
    let property = |name: &str| {
        let mut lines = properties.lines().map(str::trim);
        lines.find_map(|line| line.strip_prefix(name)?.trim().strip_prefix("= "))
    };
    let version = property("java.specification.version")?;
    let bin = Path::new(property("java.home")?).join("bin");
    let version = version.trim_start_matches("1.").to_owned();
    bin.join("javac")
        .is_file()
        .then(|| (version, bin.join("java")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runtime_names_a_language_and_a_version() {
        let version = |runtime| Wanted::of(runtime).map(|wanted| wanted.version);
        assert_eq!(version("python3.12").as_deref(), Some("3.12"));
        assert_eq!(version("nodejs20.x").as_deref(), Some("20"));
        assert_eq!(version("java8.al2").as_deref(), Some("8"));
        assert_eq!(version("java21").as_deref(), Some("21"));
        assert_eq!(version("ruby3.3").as_deref(), Some("3.3"));
        assert_eq!(version("dotnet8"), None);
    }

    #[test]
    fn versions_of_a_version_manager_are_known_by_their_folders() {
        let root = tempfile::tempdir().unwrap();
        for version in ["3.12.1", "3.12.4", "3.1.2", "3.13.0"] {
            let bin = root.path().join("versions").join(version).join("bin");
            std::fs::create_dir_all(bin).unwrap();
        }
        let wanted = Wanted::of("python3.12").unwrap();
        let newest_first = ["3.12.4", "3.12.1"]
            .map(|version| root.path().join("versions").join(version).join("bin"));
        assert_eq!(wanted.versions(root.path()), newest_first);
    }

    #[tokio::test]
    async fn what_is_missing_is_said_with_what_would_help() {
        let problem = find("python3.99").await.unwrap_err();
        for word in ["Python 3.99", "python3.99", "uv python install", "docker"] {
            assert!(problem.contains(word), "{problem}");
        }
        assert!(find("dotnet8").await.unwrap_err().contains("Docker only"));
    }
}
