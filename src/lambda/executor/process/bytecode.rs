//! Python's bytecode, compiled once for each package: in a sandbox nobody can keep it beside the code.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UnixDatagram;
use tokio::time::{sleep, timeout};

use super::sandbox::socket;
use super::sandbox::warden::Warden;
use super::unpacked::UnpackedPackage;

/// Compiles below a folder what has no bytecode that is newer, behind all other work of the machine.
const COMPILE: &str = "import os,sys,compileall
os.nice(19)
compileall.compile_dir(sys.argv[1],stripdir=sys.argv[1],prependdir='/var/task',quiet=2)";
/// The first environment of a package goes first.
const DELAY: Duration = Duration::from_millis(500);
/// The largest packages compile in less; a package that does not is kept no longer for it.
const END_TIMEOUT: Duration = Duration::from_secs(120);

/// Begins to compile a package, unless somebody has begun already.
pub(super) fn compile(warden: &Arc<Warden>, interpreter: &Path, package: &Arc<UnpackedPackage>) {
    if !package.begin_to_compile() {
        return;
    }
    let (warden, package) = (Arc::clone(warden), Arc::clone(package));
    let interpreter = interpreter.to_string_lossy().into_owned();
    tokio::spawn(async move {
        sleep(DELAY).await;
        let root = package.root().to_string_lossy().into_owned();
        let arguments = ["-I", "-S", "-c", COMPILE].map(str::to_owned);
        let mut command = vec![interpreter];
        command.extend(arguments);
        command.push(root);
        match start(&warden, command) {
            // It says nothing: its end closes the socket.
            Ok(ended) => drop(timeout(END_TIMEOUT, ended.recv(&mut [0])).await),
            Err(error) => tracing::debug!("no bytecode: {error}"),
        }
        drop(package);
    });
}

fn start(warden: &Warden, command: Vec<String>) -> io::Result<UnixDatagram> {
    let (ended, theirs) = socket::pair()?;
    let nothing = std::fs::OpenOptions::new().write(true).open("/dev/null")?;
    warden.start_program(command, BTreeMap::new(), theirs, nothing)?;
    let ended = std::os::unix::net::UnixDatagram::from(ended);
    ended.set_nonblocking(true)?;
    UnixDatagram::from_std(ended)
}
