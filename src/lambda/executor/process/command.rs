//! The command of one environment: supervisor, limits, interpreter and variables.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tokio::process::Command;
use tokio::sync::OnceCell;

use super::interpreter::Interpreter;
use super::places::Places;
use crate::config;
use crate::lambda::executor::application::{PYTHON_APPLICATION, PYTHON_LIBRARIES};
use crate::lambda::executor::extensions;
use crate::lambda::executor::launch::Launch;

const SUPERVISOR: &str = include_str!("supervisor.sh");
const PYTHON_CLIENT: &str = include_str!("python.py");
const PYTHON_NURSERY: &str = include_str!("nursery.py");
const PYTHON_HOOKS: &str = include_str!("snapshot_restore_py.py");
const NODE_CLIENT: &str = include_str!("node.mjs");
const JAVA_CLIENT: &str = include_str!("RustStackRuntime.java");
const RUBY_CLIENT: &str = include_str!("ruby.rb");
const RUBY_FILE: &str = "ruststack-runtime.rb";
/// What its resources are told of snapshots by, in a package of AWS's runtime.
const JAVA_PACKAGE: &str = "com/amazonaws/services/lambda/crac";
const JAVA_CRAC: [(&str, &str); 5] = [
    (
        "CheckpointException",
        include_str!("crac/CheckpointException.java"),
    ),
    ("Context", include_str!("crac/Context.java")),
    ("Core", include_str!("crac/Core.java")),
    ("Resource", include_str!("crac/Resource.java")),
    (
        "RestoreException",
        include_str!("crac/RestoreException.java"),
    ),
];
/// The client's class, and its folder among the clients.
const JAVA_CLASS: &str = "RustStackRuntime";
const JAVA_FOLDER: &str = "java";
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
    /// The client of Java has been compiled.
    java: OnceCell<()>,
}

impl Clients {
    pub(super) fn write(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir(&folder)?;
        fs::create_dir(folder.join(JAVA_FOLDER))?;
        fs::write(folder.join("ruststack_runtime.py"), PYTHON_CLIENT)?;
        fs::write(folder.join("ruststack_application.py"), PYTHON_APPLICATION)?;
        fs::write(folder.join("ruststack_nursery.py"), PYTHON_NURSERY)?;
        fs::write(folder.join("ruststack_libraries.py"), PYTHON_LIBRARIES)?;
        fs::write(folder.join("snapshot_restore_py.py"), PYTHON_HOOKS)?;
        fs::write(folder.join("ruststack-runtime.mjs"), NODE_CLIENT)?;
        fs::write(folder.join(RUBY_FILE), RUBY_CLIENT)?;
        let setsid = config::search_path()
            .into_iter()
            .map(|place| place.join("setsid"))
            .find(|program| program.is_file());
        Ok(Self {
            folder,
            setsid,
            java: OnceCell::new(),
        })
    }

    /// Compiles the client of Java, with the compiler beside this `java`.
    pub(super) async fn compile_java(&self, java: &Path) -> io::Result<()> {
        let classes = self.java.get_or_try_init(async || {
            let source = self.folder.join(format!("{JAVA_CLASS}.java"));
            fs::write(&source, JAVA_CLIENT)?;
            let package = self.folder.join(JAVA_PACKAGE);
            fs::create_dir_all(&package)?;
            for (class, text) in JAVA_CRAC {
                fs::write(package.join(format!("{class}.java")), text)?;
            }
            let ran = Command::new(java.with_file_name("javac"))
                .args(["-nowarn", "-Xlint:-options", "-source", "8", "-target", "8"])
                .arg("-sourcepath")
                .arg(&self.folder)
                .arg("-d")
                .arg(self.folder.join(JAVA_FOLDER))
                .arg(source)
                .arg(package.join("Core.java"))
                .kill_on_drop(true)
                .output();
            let ran = ran.await?;
            match ran.status.success() {
                true => Ok(()),
                false => Err(io::Error::other(format!(
                    "javac does not compile the runtime's client: {}",
                    String::from_utf8_lossy(&ran.stderr)
                ))),
            }
        });
        classes.await.copied()
    }

    /// The folder of all clients.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs a command under a supervisor, in places of this machine.
    pub(super) fn supervised(
        &self,
        launch: &Launch,
        interpreter: &Interpreter,
        places: &Places,
    ) -> Command {
        let address_space = match address_space_kb(launch, interpreter) {
            Some(kb) => kb.to_string(),
            None => "unlimited".to_owned(),
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
            .args(arguments(launch, interpreter, places))
            .current_dir(&places.task)
            .env_clear()
            .envs(variables(launch, interpreter, places));
        command
    }
}

/// What runs a function's code: a program and its arguments, behind the launcher of its extensions if
/// it has any.
pub(super) fn arguments(
    launch: &Launch,
    interpreter: &Interpreter,
    places: &Places,
) -> Vec<String> {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let runtime = match interpreter {
        Interpreter::Python(program) => vec![
            text(program),
            // No packages of the developer's home; output is not kept back.
            "-s".into(),
            "-u".into(),
            "-c".into(),
            PYTHON_START.into(),
            text(&places.runtime),
        ],
        Interpreter::Node(program) => vec![
            text(program),
            // Collect garbage before the memory limit is reached, as Lambda's bootstrap does.
            format!(
                "--max-old-space-size={}",
                u64::from(launch.function.memory_mb) * 9 / 10
            ),
            text(&places.runtime.join("ruststack-runtime.mjs")),
        ],
        Interpreter::Java(program) => {
            let heap_mb = u64::from(launch.function.memory_mb) * 85 / 100;
            let class_path = [
                Some(places.runtime.join(JAVA_FOLDER)),
                Some(places.task.clone()),
                Some(places.task.join("lib/*")),
                places.opt.as_ref().map(|opt| opt.join("java/lib/*")),
            ];
            vec![
                text(program),
                format!("-Xmx{heap_mb}m"),
                // As AWS starts it: short lives need little of a compiler.
                "-XX:+UseSerialGC".into(),
                "-XX:TieredStopAtLevel=1".into(),
                "-Xshare:auto".into(),
                "-cp".into(),
                joined(class_path.into_iter().flatten()),
                JAVA_CLASS.into(),
            ]
        }
        Interpreter::Ruby(program) => {
            vec![text(program), text(&places.runtime.join(RUBY_FILE))]
        }
        Interpreter::Bootstrap => vec![text(&places.bootstrap())],
    };
    match places.opt.as_ref().filter(|_| launch.extensions) {
        Some(opt) => extensions::starting_first(text(&opt.join(extensions::FOLDER)), runtime),
        None => runtime,
    }
}

/// What a function may map, in KiB, if that is limited at all.
pub(super) fn address_space_kb(launch: &Launch, interpreter: &Interpreter) -> Option<u64> {
    let memory_kb = u64::from(launch.function.memory_mb) * 1024;
    match interpreter {
        // Extensions may be of any language.
        Interpreter::Python(_) if !launch.extensions => {
            Some(memory_kb * 4 + ADDRESS_SPACE_EXTRA_KB)
        }
        // V8, Java and some languages' allocators reserve address space without any measure.
        Interpreter::Python(_)
        | Interpreter::Node(_)
        | Interpreter::Java(_)
        | Interpreter::Ruby(_)
        | Interpreter::Bootstrap => None,
    }
}

/// Variables that depend on places and interpreter; what the launch brings wins over them.
pub(super) fn variables(
    launch: &Launch,
    interpreter: &Interpreter,
    places: &Places,
) -> BTreeMap<String, String> {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let task = |name: &str| places.task.join(name);
    let opt = |name: &str| places.opt.as_ref().map(|opt| opt.join(name));
    let mut variables = BTreeMap::new();
    let mut set = |name: &str, value: String| {
        variables.insert(name.to_owned(), value);
    };
    set(
        "PATH",
        joined(path(interpreter).into_iter().chain(opt("bin"))),
    );
    let libraries = [Some(places.task.clone()), Some(task("lib")), opt("lib")];
    set("LD_LIBRARY_PATH", joined(libraries.into_iter().flatten()));
    if let Some(scratch) = &places.scratch {
        set("TMPDIR", text(scratch));
    }
    match interpreter {
        Interpreter::Python(_) => {
            set("PYTHONPATH", text(&places.runtime));
            if let Some(opt) = &places.opt {
                // The client takes it away.
                set("RUSTSTACK_LAYERS", text(opt));
            }
        }
        Interpreter::Node(_) => {
            let version = launch.function.runtime.trim_start_matches("nodejs");
            let version = version.trim_end_matches(".x");
            let folders = [
                opt(&format!("nodejs/node{version}/node_modules")),
                opt("nodejs/node_modules"),
                Some(task("node_modules")),
                Some(places.runtime.clone()),
                Some(places.task.clone()),
            ];
            set("NODE_PATH", joined(folders.into_iter().flatten()));
        }
        // AWS docs, "Working with layers for Ruby Lambda functions".
        Interpreter::Ruby(_) => {
            let version = launch.function.runtime.trim_start_matches("ruby");
            let gems = [
                Some(task(&format!("vendor/bundle/ruby/{version}.0"))),
                opt(&format!("ruby/gems/{version}.0")),
            ];
            set("GEM_PATH", joined(gems.into_iter().flatten()));
            let libraries = [Some(places.task.clone()), opt("ruby/lib")];
            set("RUBYLIB", joined(libraries.into_iter().flatten()));
        }
        Interpreter::Java(_) | Interpreter::Bootstrap => {}
    }
    // Recorded for managed runtimes alone.
    if !matches!(interpreter, Interpreter::Bootstrap) {
        set("PWD", text(&places.task));
        set("SHLVL", "0".to_owned());
    }
    for (name, value) in &launch.variables {
        set(name, value.clone());
    }
    set("LAMBDA_TASK_ROOT", text(&places.task));
    set("LAMBDA_RUNTIME_DIR", text(&places.runtime));
    set("AWS_LAMBDA_RUNTIME_API", launch.runtime_api.to_string());
    variables
}

/// The interpreter's own folder, then the system's.
fn path(interpreter: &Interpreter) -> Vec<PathBuf> {
    let system = ["/usr/local/bin", "/usr/bin", "/bin"].map(PathBuf::from);
    let own = interpreter.program().and_then(Path::parent);
    own.map(Path::to_owned).into_iter().chain(system).collect()
}

fn joined(folders: impl IntoIterator<Item = PathBuf>) -> String {
    let folders = folders.into_iter();
    let texts: Vec<_> = folders
        .map(|folder| folder.to_string_lossy().into_owned())
        .collect();
    texts.join(":")
}
