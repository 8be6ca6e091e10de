//! Environments that are processes of this machine. This is not a sandbox: a function can do what
//! RustStack's user can. It does keep functions from hurting RustStack by accident, and from
//! staying behind.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::time::Duration;

use tokio::sync::{Mutex, OnceCell, RwLock, watch};
use tokio::time::timeout;

mod command;
mod entrypoint;
mod home;
mod interpreter;
mod proc;
mod supervised;
mod unpacked;

use super::environment::RunningEnvironment;
use super::launch::{Launch, LaunchProblem};
use crate::lambda::functions::version::Code;
use command::Clients;
use entrypoint::Places;
use home::Home;
use interpreter::Interpreter;
use supervised::{Belongings, Supervised};
use unpacked::{Packages, UnpackedPackage};

/// Killed processes end at once, unless the kernel itself holds them.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// What a function that is a container image fails with.
const IMAGE_NEEDS_DOCKER: &str = "RustStack runs functions that are container images in Docker only: \
                                  start a Docker engine and set RUSTSTACK_LAMBDA_EXECUTOR=docker.";

/// Runs each environment as a supervised process of its own session. Until the first one starts, it
/// writes nothing.
#[derive(Default)]
pub(crate) struct ProcessExecutor {
    files: OnceCell<Files>,
    /// By runtime; a runtime that was not found is looked for again.
    interpreters: Mutex<HashMap<String, Interpreter>>,
    /// Each running environment holds a receiver; `true` tells all of them to end.
    stopping: watch::Sender<bool>,
    /// Held for reading while an environment starts, so that none slips past a stop.
    starting: RwLock<()>,
}

/// What environments share on disk.
struct Files {
    home: Home,
    clients: Clients,
    packages: Packages,
}

impl Files {
    fn create() -> io::Result<Self> {
        let home = Home::create()?;
        fs::create_dir(home.path().join("scratch"))?;
        Ok(Self {
            clients: Clients::write(home.path().join("clients"))?,
            packages: Packages::new(home.path().join("code")),
            home,
        })
    }
}

impl ProcessExecutor {
    /// Starts one environment.
    pub(crate) async fn start(&self, launch: Launch) -> Result<RunningEnvironment, LaunchProblem> {
        let failed = |error: io::Error| LaunchProblem::Failed(error.to_string());
        let files = self.files.get_or_try_init(async || {
            let created = tokio::task::spawn_blocking(Files::create).await;
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
        let interpreter = match directory.and_then(|directory| directory.interpreter()) {
            Some(own) => Interpreter::Python(own.to_owned()),
            None => self.interpreter(&launch.function.runtime).await?,
        };
        let layers = files
            .packages
            .layered(&launch.function.layers)
            .await
            .map_err(|problem| LaunchProblem::BadPackage(problem.to_string()))?;
        let places = Places {
            task: package.root(),
            opt: layers.as_deref().map(UnpackedPackage::root),
        };
        if interpreter == Interpreter::Bootstrap {
            entrypoint::find(&places).map_err(LaunchProblem::InvalidEntrypoint)?;
        }
        let _starting = self.starting.read().await;
        if *self.stopping.borrow() {
            return Err(LaunchProblem::Failed("RustStack is stopping".to_owned()));
        }
        let scratch = files.home.path().join("scratch");
        let scratch = scratch.join(&launch.environment_id);
        fs::create_dir(&scratch).map_err(failed)?;
        let command = files
            .clients
            .command(&launch, &interpreter, &places, &scratch);
        let belongings = Belongings {
            environment_id: launch.environment_id,
            logs: launch.logs,
            memory_mb: launch.function.memory_mb,
            scratch,
            _unpacked: (package, layers),
        };
        let process = Supervised::spawn(command, belongings).map_err(failed)?;
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
        if let Some(files) = self.files.get() {
            files.home.remove();
        }
    }
}
