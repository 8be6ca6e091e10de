//! Environments that are processes of this machine, in AWS's folders and with their own processes
//! alone in sight where the kernel allows it. This holds back no enemy: a function can do what
//! RustStack's user can. It does keep functions from hurting RustStack by accident, and from
//! staying behind.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, OnceCell, RwLock, watch};
use tokio::time::timeout;

mod bytecode;
mod command;
mod entrypoint;
mod home;
mod images;
mod interpreter;
mod isolation;
mod nursery;
mod output;
mod places;
mod proc;
pub(in crate::lambda) mod sandbox;
mod sandboxed;
mod spares;
mod supervised;
mod unpacked;
mod waiting;

use super::environment::RunningEnvironment;
use super::launch::{Launch, LaunchProblem};
use crate::config::{Config, LambdaFastStarts, LambdaIsolation};
use crate::lambda::functions::version::Code;
use command::Clients;
use entrypoint::Holder;
use home::Home;
use images::{Images, Ingredients};
use interpreter::Interpreter;
use isolation::Isolation;
use nursery::{Fork, Nurseries};
use places::Places;
use sandbox::warden::Warden;
use sandbox::{Prepare, Run};
use sandboxed::{Sandbox, SandboxProblem, Sandboxed};
use spares::Spares;
use supervised::{Belongings, Supervised};
use unpacked::{Packages, Unpacked, UnpackedPackage};
use waiting::Kind;

/// Killed processes end at once, unless the kernel itself holds them.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// What a function that is a container image fails with.
const IMAGE_NEEDS_DOCKER: &str = "RustStack runs functions that are container images in Docker only: \
                                  start a Docker engine and set RUSTSTACK_LAMBDA_EXECUTOR=docker.";

/// Runs each environment in a sandbox, or as a supervised process of its own session. Until the
/// first one starts, it writes nothing.
pub(crate) struct ProcessExecutor {
    isolation: Isolation,
    fast_starts: LambdaFastStarts,
    starts_ahead: bool,
    nurseries: Nurseries,
    images: Images,
    spares: Spares,
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
        fs::create_dir(home.path().join("root"))?;
        let known = fs::read_to_string("/etc/passwd").unwrap_or_default();
        fs::write(home.path().join("passwd"), known + sandbox::PASSWD_LINE)?;
        Ok(Self {
            clients: Clients::write(home.path().join("clients"))?,
            packages: Packages::new(home.path().join("code")),
            home,
        })
    }
}

impl ProcessExecutor {
    /// Nothing runs yet.
    pub(crate) fn new(config: &Config) -> Self {
        let program = match config.lambda_isolation {
            LambdaIsolation::Auto => config.program.clone(),
            LambdaIsolation::Off => None,
        };
        Self {
            isolation: Isolation::new(program),
            fast_starts: config.lambda_fast_starts,
            starts_ahead: config.lambda_start_ahead,
            nurseries: Nurseries::default(),
            images: Images::default(),
            spares: Spares::default(),
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
        if let Some(warden) = self.isolation.warden().await {
            match self.isolated(&start, &warden).await {
                Ok(sandbox) => {
                    let (environment, keeper) = RunningEnvironment::new();
                    let sandboxed = Sandboxed {
                        sandbox,
                        address: start.address(),
                        logs: start.launch.logs,
                        _unpacked: start.unpacked,
                    };
                    tokio::spawn(sandboxed.keep(keeper, self.stopping.subscribe()));
                    return Ok(environment);
                }
                Err(SandboxProblem::NotRun(why)) => return Err(start.not_run(&why)),
                Err(SandboxProblem::Refused(_)) if !warden.is_alive() => {
                    let ended = "what guards functions was ended".to_owned();
                    return Err(LaunchProblem::Failed(ended));
                }
                Err(SandboxProblem::Refused(why)) => self.isolation.refuse(&why).await,
            }
        }
        let process = start.supervised().map_err(failed)?;
        let (environment, keeper) = RunningEnvironment::new();
        tokio::spawn(process.keep(keeper, self.stopping.subscribe()));
        Ok(environment)
    }

    /// Starts an environment in a sandbox: forked, handed to an interpreter that waits, or as a new
    /// process.
    async fn isolated(
        &self,
        start: &Start<'_>,
        warden: &Arc<Warden>,
    ) -> Result<Sandbox, SandboxProblem> {
        let home = start.files.home.path();
        let run = start.run();
        if let Interpreter::Node(program) = &start.interpreter
            && self.fast_starts.node
            && !start.launch.extensions
            && waiting::suits(&start.launch.function.environment)
        {
            let kind = Kind::new(program, &run);
            if let Some(waiting) = self.spares.waiting(warden, home, kind) {
                waiting.sandbox.prepare(start.prepare()).await?;
                if let Ok(sandbox) = waiting.begin(&run) {
                    return Ok(sandbox);
                }
            }
        }
        if let Interpreter::Python(program) = &start.interpreter
            && self.fast_starts.bytecode
        {
            bytecode::compile(warden, program, &start.unpacked.0);
        }
        let mut sandbox = match self.fast_starts.sandbox {
            true => self.spares.blank(warden, home).await?,
            false => Sandbox::start(warden, home).await?,
        };
        sandbox.prepare(start.prepare()).await?;
        let run = match self.fork(start, warden, run, &mut sandbox) {
            None => return Ok(sandbox),
            Some(run) => run,
        };
        sandbox.run(run, None).await?;
        Ok(sandbox)
    }

    /// Lets a nursery fork the function into its sandbox; gives the command back if none does.
    fn fork(
        &self,
        start: &Start<'_>,
        warden: &Arc<Warden>,
        run: Run,
        sandbox: &mut Sandbox,
    ) -> Option<Run> {
        let function = &start.launch.function;
        let Interpreter::Python(program) = &start.interpreter else {
            return Some(run);
        };
        let own_process = start.launch.extensions || !nursery::suits(&function.environment);
        if !self.fast_starts.fork || own_process {
            return Some(run);
        }
        let clients = start.files.clients.folder();
        let libraries = run
            .variables
            .get("LD_LIBRARY_PATH")
            .map_or("", String::as_str);
        let Some(nursery) = self.nurseries.ready(warden, program, clients, libraries) else {
            return Some(run);
        };
        let fork = Fork {
            is_image: false,
            command: run.command,
            variables: run.variables,
            address_space_kb: command::address_space_kb(&start.launch, &start.interpreter),
        };
        // Code in a folder changes, and its libraries with it.
        if self.fast_starts.imports && function.code.directory().is_none() {
            let kind = images::Kind::new(&start.prepare(), &fork);
            let image = self.images.ready(&kind, || Ingredients {
                warden: Arc::clone(warden),
                home: start.files.home.path().to_owned(),
                nursery: Arc::clone(&nursery),
                prepare: start.prepare(),
                fork: Fork {
                    is_image: true,
                    ..fork.clone()
                },
                unpacked: start.unpacked.clone(),
            });
            if let Some(image) = image {
                if sandbox.enter(&image.nursery, &fork).is_ok() {
                    return None;
                }
                self.images.forget(&kind);
            }
        }
        if sandbox.enter(&nursery, &fork).is_ok() {
            return None;
        }
        self.nurseries.forget(program);
        Some(Run {
            command: fork.command,
            variables: fork.variables,
            at_work: true,
        })
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
        self.spares.close();
        self.images.clear();
        self.nurseries.clear();
        self.isolation.stop().await;
        if let Some(files) = self.files.get() {
            files.home.remove();
        }
    }
}

fn failed(error: io::Error) -> LaunchProblem {
    LaunchProblem::Failed(error.to_string())
}

/// One environment about to start.
struct Start<'a> {
    files: &'a Files,
    launch: Launch,
    interpreter: Interpreter,
    /// Where its bootstrap is, if that runs it.
    holder: Holder,
    unpacked: Unpacked,
}

impl Start<'_> {
    /// What a sandbox is to be for it.
    fn prepare(&self) -> Prepare {
        let function = &self.launch.function;
        Prepare {
            task: self.unpacked.0.root().to_owned(),
            opt: self.opt(),
            visible: match &self.interpreter {
                Interpreter::Python(program) | Interpreter::Node(program) => {
                    places::prefixes(program)
                }
                Interpreter::Bootstrap => Vec::new(),
            },
            address: self.address(),
            tmp_mb: function.ephemeral_mb,
            memory_mb: function.memory_mb,
            address_space_kb: command::address_space_kb(&self.launch, &self.interpreter),
        }
    }

    /// A loopback address of its own: environments that listen by their name do not meet.
    fn address(&self) -> Ipv4Addr {
        let id = self.launch.environment_id.get(..6).unwrap_or_default();
        let [_, a, b, c] = u32::from_str_radix(id, 16)
            .unwrap_or_default()
            .to_be_bytes();
        // 127.0.0.1 and its neighbours are others'.
        Ipv4Addr::new(127, a | 0x40, b, c)
    }

    /// What runs in a sandbox.
    fn run(&self) -> Run {
        let places = Places::of_aws(self.holder);
        Run {
            command: command::arguments(&self.launch, &self.interpreter, &places),
            variables: command::variables(&self.launch, &self.interpreter, &places),
            at_work: true,
        }
    }

    /// The folder of its layers, if it has any.
    fn opt(&self) -> Option<PathBuf> {
        self.unpacked
            .1
            .as_deref()
            .map(|layers| layers.root().to_owned())
    }

    /// In folders of this machine.
    fn supervised(self) -> io::Result<Supervised> {
        let scratch = self.files.home.path().join("scratch");
        let scratch = scratch.join(&self.launch.environment_id);
        fs::create_dir(&scratch)?;
        let places = Places {
            task: self.unpacked.0.root().to_owned(),
            opt: self.opt(),
            runtime: self.files.clients.folder().to_owned(),
            scratch: Some(scratch.clone()),
            holder: self.holder,
        };
        let clients = &self.files.clients;
        let command = clients.supervised(&self.launch, &self.interpreter, &places);
        let belongings = Belongings {
            environment_id: self.launch.environment_id,
            logs: self.launch.logs,
            memory_mb: self.launch.function.memory_mb,
            scratch,
            _unpacked: self.unpacked,
        };
        Supervised::spawn(command, belongings)
    }

    /// A bootstrap that the kernel will not run is the function's mistake.
    fn not_run(&self, why: &str) -> LaunchProblem {
        match self.interpreter {
            Interpreter::Bootstrap => {
                let bootstrap = Places::of_aws(self.holder).bootstrap();
                LaunchProblem::InvalidEntrypoint(format!(
                    "fork/exec {}: {why}",
                    bootstrap.display()
                ))
            }
            _ => LaunchProblem::Failed(why.to_owned()),
        }
    }
}
