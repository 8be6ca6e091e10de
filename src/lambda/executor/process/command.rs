//! The command of one environment: supervisor, limits, interpreter and variables.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tokio::process::Command;

use super::entrypoint::{self, Places};
use super::interpreter::Interpreter;
use crate::config;
use crate::lambda::executor::launch::Launch;

const SUPERVISOR: &str = include_str!("supervisor.sh");
const PYTHON_CLIENT: &str = include_str!("python.py");
/// Puts an application of the web behind events.
const PYTHON_APPLICATION: &str = include_str!("application.py");
const NODE_CLIENT: &str = include_str!("node.mjs");
/// Runs the client as a module, because Python keeps the bytecode of modules only.
const PYTHON_START: &str =
    "import sys;sys.path[0]=sys.argv[1];import ruststack_runtime as r;r.main()";
/// Address space for Python beyond a multiple of the function's memory, in KiB: threads and
/// libraries reserve far more than they use. The real limit is on resident memory.
const ADDRESS_SPACE_EXTRA_KB: u64 = 8 * 1024 * 1024;

/// The runtime clients, written where interpreters find them.
#[derive(Debug)]
pub(super) struct Clients {
    folder: PathBuf,
    /// The program that gives its command a session of its own, where there is one.
    setsid: Option<PathBuf>,
}

impl Clients {
    pub(super) fn write(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir(&folder)?;
        fs::write(folder.join("ruststack_runtime.py"), PYTHON_CLIENT)?;
        fs::write(folder.join("ruststack_application.py"), PYTHON_APPLICATION)?;
        fs::write(folder.join("ruststack-runtime.mjs"), NODE_CLIENT)?;
        let setsid = config::search_path()
            .into_iter()
            .map(|place| place.join("setsid"))
            .find(|program| program.is_file());
        Ok(Self { folder, setsid })
    }

    /// The command that runs a function's code, with `scratch` for its temporary files.
    pub(super) fn command(
        &self,
        launch: &Launch,
        interpreter: &Interpreter,
        places: &Places<'_>,
        scratch: &Path,
    ) -> Command {
        let memory_mb = u64::from(launch.function.memory_mb);
        let address_space = match interpreter {
            Interpreter::Python(_) => (memory_mb * 4096 + ADDRESS_SPACE_EXTRA_KB).to_string(),
            // V8 and some languages' allocators reserve address space without any measure.
            Interpreter::Node(_) | Interpreter::Bootstrap => "unlimited".to_owned(),
        };
        let file_blocks = u64::from(launch.function.ephemeral_mb) * 2048;
        let mut command = match &self.setsid {
            Some(setsid) => {
                let mut command = Command::new(setsid);
                command.arg("/bin/sh");
                command
            }
            None => {
                let mut command = Command::new("/bin/sh");
                command.process_group(0);
                command
            }
        };
        command
            .args(["-c", SUPERVISOR, "ruststack-supervisor"])
            .args([address_space, file_blocks.to_string()])
            .arg(&launch.environment_id)
            .args(self.run(interpreter, places, memory_mb))
            .current_dir(places.task)
            .env_clear()
            .envs(self.variables(launch, interpreter, places, scratch));
        command
    }

    fn run(&self, interpreter: &Interpreter, places: &Places<'_>, memory_mb: u64) -> Vec<OsString> {
        match interpreter {
            Interpreter::Python(program) => vec![
                program.into(),
                // No packages of the developer's home; output is not kept back.
                "-s".into(),
                "-u".into(),
                "-c".into(),
                PYTHON_START.into(),
                self.folder.clone().into(),
            ],
            Interpreter::Node(program) => vec![
                program.into(),
                // Collect garbage before the memory limit is reached, as Lambda's bootstrap does.
                format!("--max-old-space-size={}", memory_mb * 9 / 10).into(),
                self.folder.join("ruststack-runtime.mjs").into(),
            ],
            Interpreter::Bootstrap => {
                let found = entrypoint::find(places);
                vec![
                    found
                        .unwrap_or_else(|_| places.task.join("bootstrap"))
                        .into(),
                ]
            }
        }
    }

    /// Variables that depend on this machine; what the launch brings wins over them.
    fn variables(
        &self,
        launch: &Launch,
        interpreter: &Interpreter,
        places: &Places<'_>,
        scratch: &Path,
    ) -> BTreeMap<OsString, OsString> {
        let root = places.task;
        let below = |name: &str| root.join(name).into_os_string();
        let opt = |name: &str| places.opt.map(|opt| opt.join(name).into_os_string());
        let mut variables: BTreeMap<OsString, OsString> = BTreeMap::new();
        let mut set = |name: &str, value: OsString| {
            variables.insert(name.into(), value);
        };
        set(
            "PATH",
            joined(path(interpreter).into_iter().chain(opt("bin"))),
        );
        let libraries = [root.into(), below("lib")];
        set(
            "LD_LIBRARY_PATH",
            joined(libraries.into_iter().chain(opt("lib"))),
        );
        if let Some(opt) = places.opt {
            set("RUSTSTACK_LAYERS", opt.into());
        }
        set("TMPDIR", scratch.into());
        if let Interpreter::Node(_) = interpreter {
            let version = launch.function.runtime.trim_start_matches("nodejs");
            let version = version.trim_end_matches(".x");
            let layers = [
                opt(&format!("nodejs/node{version}/node_modules")),
                opt("nodejs/node_modules"),
            ];
            let own = [
                below("node_modules"),
                self.folder.clone().into(),
                root.into(),
            ];
            set("NODE_PATH", joined(layers.into_iter().flatten().chain(own)));
        }
        for (name, value) in &launch.variables {
            set(name, value.into());
        }
        set("LAMBDA_TASK_ROOT", root.into());
        set("LAMBDA_RUNTIME_DIR", self.folder.clone().into());
        set(
            "AWS_LAMBDA_RUNTIME_API",
            launch.runtime_api.to_string().into(),
        );
        variables
    }
}

/// The interpreter's own folder, then the system's.
fn path(interpreter: &Interpreter) -> Vec<OsString> {
    let system = ["/usr/local/bin", "/usr/bin", "/bin"].map(OsString::from);
    let own = match interpreter {
        Interpreter::Python(program) | Interpreter::Node(program) => program.parent(),
        Interpreter::Bootstrap => None,
    };
    own.map(OsString::from).into_iter().chain(system).collect()
}

fn joined(parts: impl IntoIterator<Item = OsString>) -> OsString {
    let mut whole = OsString::new();
    for part in parts {
        if !whole.is_empty() {
            whole.push(":");
        }
        whole.push(part);
    }
    whole
}
