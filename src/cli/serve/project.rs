//! Finds what `ruststack serve` is to run: the application's file, its virtual environment, its Python.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::config::{ServeOptions, search_path};
use crate::lambda::application::Application;
use crate::lambda::directory::Python;

/// Where a project keeps its virtual environment, most usual first.
const ENVIRONMENTS: [&str; 4] = [".venv", "venv", "env", ".env"];
/// Extensions of Node.js modules.
const NODE: [&str; 3] = ["mjs", "js", "cjs"];
/// Tells the runtime's adapter where debuggers come from.
const DEBUG_PORT: &str = "RUSTSTACK_DEBUG_PORT";
/// Tells it where the debugger's user sees the code, which the runtime has elsewhere.
const DEBUG_FOLDER: &str = "RUSTSTACK_DEBUG_FOLDER";
/// Says its version, where it is, and where libraries are that are installed for it.
const PROBE: &str = "import sys, sysconfig; print('%d.%d' % sys.version_info[:2]); print(sys.executable); print(sysconfig.get_path('purelib'))";

/// Finds everything, or says in one line what is missing and what would help.
pub(crate) fn find(options: &ServeOptions) -> Result<Application, String> {
    let folder = options.directory.canonicalize();
    let folder =
        folder.map_err(|_| format!("there is no folder {}", options.directory.display()))?;
    let module = module(&options.application)?;
    let path = folder.join(module.replace('.', "/"));
    let is_python = path.with_extension("py").is_file() || path.is_dir();
    let is_node = NODE.iter().any(|kind| path.with_extension(kind).is_file());
    let (python, runtime) = match (is_python, is_node) {
        (false, true) => (None, node()?),
        (true, _) => python(options, &folder).map(|(python, runtime)| (Some(python), runtime))?,
        (false, false) => return Err(missing(options, &folder, module)),
    };
    let mut variables: BTreeMap<_, _> = options.variables.iter().cloned().collect();
    if let Some(port) = options.debug_port {
        variables.insert(DEBUG_PORT.to_owned(), port.to_string());
        variables.insert(DEBUG_FOLDER.to_owned(), folder.display().to_string());
    }
    Ok(Application {
        name: name(module),
        python,
        runtime,
        target: options.application.clone(),
        timeout_s: options.timeout,
        memory_mb: options.memory,
        variables,
        folder,
    })
}

/// The module of `module:app`, `module:create_app()` or `module.handler`.
fn module(target: &str) -> Result<&str, String> {
    let split = target.split_once(':').or_else(|| target.rsplit_once('.'));
    match split {
        Some((module, name)) if !module.is_empty() && !name.is_empty() => Ok(module),
        _ => Err(format!(
            "'{target}' names no application: write module:app for a web application, module.handler for a Lambda handler"
        )),
    }
}

fn missing(options: &ServeOptions, folder: &Path, module: &str) -> String {
    let path = module.replace('.', "/");
    let usual = ["app", "wsgi", "asgi", "main", "application"];
    let there = usual
        .iter()
        .find(|name| folder.join(format!("{name}.py")).is_file());
    let hint = there.map_or(String::new(), |name| {
        format!(" There is {name}.py: ruststack serve {name}:app?")
    });
    format!(
        "there is no {path}.py in {} for '{}'.{hint} Start it in the application's folder, or name that with --directory",
        folder.display(),
        options.application,
    )
}

/// A function's name has letters, digits, hyphens and underscores, at most 64.
fn name(module: &str) -> String {
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let last = module.rsplit(['.', '/']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| legal(*c)).take(64).collect();
    match name.is_empty() {
        true => "app".to_owned(),
        false => name,
    }
}

/// The project's Python and the runtime that it stands for.
fn python(options: &ServeOptions, folder: &Path) -> Result<(Python, String), String> {
    if let Some(python) = &options.python {
        let own = probe(python);
        return own.ok_or_else(|| format!("{} does not run as Python", python.display()));
    }
    if let Some(environment) = environment(options, folder) {
        let python = environment.join("bin/python");
        return probe(&python).ok_or_else(|| {
            format!(
                "the virtual environment {} has no Python that runs: make it anew, or name another with --python",
                environment.display()
            )
        });
    }
    let folders = search_path();
    let names = ["python3", "python"];
    let programs = names
        .iter()
        .flat_map(|name| folders.iter().map(move |own| own.join(name)));
    programs
        .filter(|program| program.is_file())
        .find_map(|program| probe(&program))
        .ok_or_else(|| {
            "there is no python3 in PATH: install Python, or name one with --python".to_owned()
        })
}

/// The one that the shell has activated, or else the one in the project's folder or above it.
fn environment(options: &ServeOptions, folder: &Path) -> Option<PathBuf> {
    if let Some(activated) = &options.activated {
        return Some(activated.clone());
    }
    let places = folder.ancestors().take(3);
    let mut candidates = places.flat_map(|place| ENVIRONMENTS.map(|name| place.join(name)));
    candidates.find(|candidate| candidate.join("pyvenv.cfg").is_file())
}

/// The program itself, not what it links to: its place says which environment it is of.
fn probe(python: &Path) -> Option<(Python, String)> {
    let lines = run(python, &["-c", PROBE])?;
    let [version, program, libraries] = lines.try_into().ok()?;
    let libraries = Some(PathBuf::from(libraries)).filter(|folder| folder.is_dir());
    let python = Python {
        program: PathBuf::from(program),
        libraries,
    };
    Some((python, format!("python{version}")))
}

fn node() -> Result<String, String> {
    let version = search_path().into_iter().find_map(|folder| {
        let version = run(&folder.join("node"), &["--version"])?.pop()?;
        let major = version.strip_prefix('v')?.split('.').next()?.to_owned();
        Some(format!("nodejs{major}.x"))
    });
    version.ok_or_else(|| "there is no node in PATH: install Node.js".to_owned())
}

/// The lines that a program prints, if it ends well.
fn run(program: &Path, arguments: &[&str]) -> Option<Vec<String>> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.lines().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_names_its_module() {
        assert_eq!(module("app:app"), Ok("app"));
        assert_eq!(module("shop.web:create_app()"), Ok("shop.web"));
        assert_eq!(module("src/app.handler"), Ok("src/app"));
        for wrong in ["app", ":app", "app:", ""] {
            assert!(module(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_module_gives_its_function_a_name() {
        assert_eq!(name("shop.web"), "web");
        assert_eq!(name("src/über app"), "berapp");
        assert_eq!(name("ü"), "app");
    }
}
