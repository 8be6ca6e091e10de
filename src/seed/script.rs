//! Scripts: run with this server as their AWS, their output in the log.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::Command;

use super::found::Kind;
use crate::config::search_path_of;

/// `awslocal` where only `aws` is installed: it reads AWS_ENDPOINT_URL.
const AWSLOCAL: &str = "#!/bin/sh\nexec aws \"$@\"\n";

/// What scripts are run with.
#[derive(Clone, Debug)]
pub(super) struct Surroundings {
    /// `http://localhost:4566`, with the path of a world
    pub(super) endpoint: String,
    pub(super) region: String,
    /// Access key id and secret.
    pub(super) key: (String, String),
    /// Folders where programs are looked for.
    pub(super) search_path: Vec<PathBuf>,
}

/// Runs a script to its end, in its folder. What it writes goes to the log, line by line.
///
/// Errors: a program that is missing, an exit code other than 0.
pub(super) async fn run(path: &Path, kind: Kind, around: &Surroundings) -> Result<(), String> {
    let own_programs = programs().map_err(|error| format!("cannot make a folder: {error}"))?;
    let mut command = interpreter(path, kind, around)?;
    // What the user has comes first.
    let folders = around.search_path.iter().map(PathBuf::as_path);
    let search_path = search_path_of(folders.chain([own_programs.path()]))?;
    command
        .current_dir(path.parent().unwrap_or(Path::new("/")))
        .env("PATH", search_path)
        .env("AWS_ENDPOINT_URL", &around.endpoint)
        .env("AWS_ACCESS_KEY_ID", &around.key.0)
        .env("AWS_SECRET_ACCESS_KEY", &around.key.1)
        .env("AWS_DEFAULT_REGION", &around.region)
        .env_remove("AWS_SESSION_TOKEN")
        .env_remove("AWS_PROFILE")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut child = command
        .spawn()
        .map_err(|error| format!("cannot be run: {error}"))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (_, _, ended) = tokio::join!(log(&name, stdout), log(&name, stderr), child.wait());
    match ended {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(match status.code() {
            Some(code) => format!("exit code {code}"),
            None => status.to_string(),
        }),
        Err(error) => Err(error.to_string()),
    }
}

/// A script that may be executed runs by its first line; another by what its name says.
fn interpreter(path: &Path, kind: Kind, around: &Surroundings) -> Result<Command, String> {
    let is_executable = fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o111 != 0);
    let has_first_line = fs::read(path).is_ok_and(|text| text.starts_with(b"#!"));
    if is_executable && has_first_line {
        return Ok(Command::new(path));
    }
    let names: &[&str] = match kind {
        Kind::Python => &["python3", "python"],
        _ => &["bash", "sh"],
    };
    let places = names.iter().flat_map(|name| {
        around
            .search_path
            .iter()
            .map(move |folder| folder.join(name))
    });
    let found = places.into_iter().find(|program| program.is_file());
    let program = found.ok_or_else(|| {
        format!(
            "there is no {} in PATH to run it; a declaration (.json, .yaml) needs none",
            names[0]
        )
    })?;
    let mut command = Command::new(program);
    command.arg(path);
    Ok(command)
}

fn programs() -> std::io::Result<TempDir> {
    let folder = tempfile::tempdir()?;
    let awslocal = folder.path().join("awslocal");
    fs::write(&awslocal, AWSLOCAL)?;
    fs::set_permissions(&awslocal, fs::Permissions::from_mode(0o755))?;
    Ok(folder)
}

async fn log(script: &str, output: Option<impl AsyncRead + Unpin>) {
    let Some(output) = output else {
        return;
    };
    let mut output = BufReader::new(output);
    let mut line = Vec::new();
    while output
        .read_until(b'\n', &mut line)
        .await
        .is_ok_and(|read| read > 0)
    {
        tracing::info!("{script}: {}", String::from_utf8_lossy(&line).trim_end());
        line.clear();
    }
}
