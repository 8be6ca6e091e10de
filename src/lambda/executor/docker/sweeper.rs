//! A process beside this server that removes its containers when somebody kills it.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use super::address::EngineAddress;
use super::engine::Engine;
use super::owner::Owner;
use super::sweep::sweep_own;

/// The first argument of a process of this program that sweeps instead of serving; the engine's address
/// and the server's name follow.
const SWEEPER: &str = "docker-sweeper";
/// What an engine was asked for when the server was killed is there by then.
const UNDER_WAY: Duration = Duration::from_secs(2);
/// How long an engine may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long everything may take.
const SWEEP_TIMEOUT: Duration = Duration::from_secs(60);
/// How long it may take to end when it is told to.
const END_TIMEOUT: Duration = Duration::from_secs(1);

/// The server's end. When the server is gone, the process sees its input end.
pub(super) struct Sweeper(Mutex<Option<Child>>);

impl Sweeper {
    /// Starts one from this `program`. Whoever ends the server's group of processes does not end it.
    pub(super) fn start(program: &Path, engine: &EngineAddress, owner: &Owner) -> io::Result<Self> {
        let child = Command::new(program)
            .args([SWEEPER, &engine.to_string(), &owner.to_string()])
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        Ok(Self(Mutex::new(Some(child))))
    }

    /// Lets it end: nothing is left to sweep.
    pub(super) async fn dismiss(&self) {
        let child = self.0.lock().ok().and_then(|mut child| child.take());
        let Some(mut child) = child else { return };
        if let Some(mut input) = child.stdin.take() {
            // One that is gone already needs no word.
            let _ = input.write_all(b"\n").await;
        }
        let _ = timeout(END_TIMEOUT, child.wait()).await;
    }
}

/// Waits for the server's end and sweeps, if the program was started for that.
pub(in crate::lambda) fn guard(mut arguments: impl Iterator<Item = OsString>) -> Option<ExitCode> {
    if arguments.nth(1)? != SWEEPER {
        return None;
    }
    let engine = arguments.next()?.into_string().ok()?;
    let engine = EngineAddress::parse(&engine).ok()?;
    let owner = Owner::parse(&arguments.next()?.into_string().ok()?)?;
    match io::stdin().read(&mut [0]) {
        Ok(0) => {}
        _ => return Some(ExitCode::SUCCESS),
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    Some(match runtime {
        Ok(runtime) => {
            let swept = async { timeout(SWEEP_TIMEOUT, sweep(&engine, &owner)).await };
            let swept = runtime.block_on(swept);
            ExitCode::from(u8::from(swept.is_err()))
        }
        Err(_) => ExitCode::FAILURE,
    })
}

async fn sweep(engine: &EngineAddress, owner: &Owner) {
    for pause in [Duration::ZERO, UNDER_WAY] {
        sleep(pause).await;
        if let Ok(engine) = Engine::connect(engine, PATIENCE).await {
            sweep_own(&engine, owner).await;
        }
    }
}
