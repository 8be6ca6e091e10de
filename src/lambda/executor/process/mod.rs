//! Environments that are processes of this machine, in AWS's folders and with their own processes
//! alone in sight where the kernel allows it. This holds back no enemy: a function can do what
//! RustStack's user can. It does keep functions from hurting RustStack by accident, and from
//! staying behind.

use std::collections::HashMap;
use std::io;
use std::time::Duration;

use tokio::sync::{Mutex, OnceCell, RwLock, watch};
use tokio::time::timeout;

mod command;
mod entrypoint;
mod files;
mod home;
mod interpreter;
mod output;
mod places;
mod proc;
mod start;
mod supervised;
mod unpacked;

#[cfg(target_os = "linux")]
mod bytecode;
#[cfg(target_os = "linux")]
mod images;
#[cfg(target_os = "linux")]
mod isolation;
#[cfg(target_os = "linux")]
mod nursery;
#[cfg(target_os = "linux")]
mod sandbox;
#[cfg(target_os = "linux")]
mod sandboxed;
#[cfg(target_os = "linux")]
pub(in crate::lambda) mod sandboxes;
#[cfg(target_os = "linux")]
mod spares;
#[cfg(target_os = "linux")]
mod waiting;

#[cfg(not(target_os = "linux"))]
#[path = "unsandboxed.rs"]
pub(in crate::lambda) mod sandboxes;

use super::environment::RunningEnvironment;
use super::launch::{Launch, LaunchProblem};
use crate::config::Config;
use crate::lambda::functions::version::Code;
use entrypoint::Holder;
use files::Files;
use interpreter::Interpreter;
use sandboxes::Sandboxes;
use start::Start;
use unpacked::UnpackedPackage;

/// Killed processes end at once, unless the kernel itself holds them.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// What a function that is a container image fails with.
const IMAGE_NEEDS_DOCKER: &str = "RustStack runs functions that are container images in Docker only: \
                                  start a Docker engine and set RUSTSTACK_LAMBDA_EXECUTOR=docker.";

/// Runs each environment in a sandbox, or as a supervised process of its own session. Until the
/// first one starts, it writes nothing.
pub(crate) struct ProcessExecutor {
    starts_ahead: bool,
    sandboxes: Sandboxes,
    files: OnceCell<Files>,
    /// By runtime; a runtime that was not found is looked for again.
    interpreters: Mutex<HashMap<String, Interpreter>>,
    /// Each running environment holds a receiver; `true` tells all of them to end.
    stopping: watch::Sender<bool>,
    /// Held for reading while an environment starts, so that none slips past a stop.
    starting: RwLock<()>,
}

impl ProcessExecutor {
    /// Nothing runs yet.
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            starts_ahead: config.lambda_start_ahead,
            sandboxes: Sandboxes::new(config),
            files: OnceCell::new(),
            interpreters: Mutex::default(),
            stopping: watch::Sender::default(),
            starting: RwLock::default(),
        }
    }

    /// Whether functions are initialised while they are Pending.
    pub(crate) fn starts_ahead(&self) -> bool {
        self.starts_ahead
    }

    /// Starts one environment.
    pub(crate) async fn start(&self, launch: Launch) -> Result<RunningEnvironment, LaunchProblem> {
        let files = self.files.get_or_try_init(async || {
            let made = || Files::create(sandboxes::lay_out);
            let created = tokio::task::spawn_blocking(made).await;
            created.map_err(io::Error::other)?
        });
        let files = files.await.map_err(failed)?;
        let package = match &launch.function.code {
            Code::Zip(code) => files.packages.unpacked(code).await,
            Code::Directory(directory) => unpacked::in_place(directory.path()),
            Code::Image(_) => {
                return Err(LaunchProblem::RuntimeMissing(IMAGE_NEEDS_DOCKER.to_owned()));
            }
        };
        let package = package.map_err(|problem| LaunchProblem::BadPackage(problem.to_string()))?;
        let directory = launch.function.code.directory();
        let interpreter = match directory.and_then(|directory| directory.python()) {
            Some(own) => Interpreter::Python(own.program.clone()),
            None => self.interpreter(&launch.function.runtime).await?,
        };
        if let Interpreter::Java(program) = &interpreter {
            files.clients.compile_java(program).await.map_err(failed)?;
        }
        let layers = files
            .packages
            .layered(&launch.function.layers)
            .await
            .map_err(|problem| LaunchProblem::BadPackage(problem.to_string()))?;
        let opt = layers.as_deref().map(UnpackedPackage::root);
        let holder = match interpreter {
            Interpreter::Bootstrap => {
                entrypoint::find(package.root(), opt).map_err(LaunchProblem::InvalidEntrypoint)?
            }
            _ => Holder::Task,
        };
        let _starting = self.starting.read().await;
        if *self.stopping.borrow() {
            return Err(LaunchProblem::Failed("RustStack is stopping".to_owned()));
        }
        let start = Start {
            files,
            launch,
            interpreter,
            holder,
            unpacked: (package, layers),
        };
        let stopping = self.stopping.subscribe();
        if let Some(environment) = self.sandboxes.run(&start, stopping).await? {
            return Ok(environment);
        }
        let process = start.supervised().map_err(failed)?;
        let (environment, keeper) = RunningEnvironment::new();
        tokio::spawn(process.keep(keeper, self.stopping.subscribe()));
        Ok(environment)
    }

    async fn interpreter(&self, runtime: &str) -> Result<Interpreter, LaunchProblem> {
        // Held while looking, so that a burst looks once.
        let mut interpreters = self.interpreters.lock().await;
        if let Some(known) = interpreters.get(runtime) {
            return Ok(known.clone());
        }
        let found = interpreter::find(runtime)
            .await
            .map_err(LaunchProblem::RuntimeMissing)?;
        interpreters.insert(runtime.to_owned(), found.clone());
        Ok(found)
    }

    /// Ends every environment, waits until they are gone, and removes what they shared.
    pub(crate) async fn stop(&self) {
        {
            let _nobody_starts = self.starting.write().await;
            self.stopping.send_replace(true);
        }
        if timeout(STOP_TIMEOUT, self.stopping.closed()).await.is_err() {
            tracing::warn!("some functions could not be ended");
        }
        self.sandboxes.stop().await;
        if let Some(files) = self.files.get() {
            files.home.remove();
        }
    }
}

fn failed(error: io::Error) -> LaunchProblem {
    LaunchProblem::Failed(error.to_string())
}
