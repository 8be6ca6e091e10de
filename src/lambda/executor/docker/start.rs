//! Finds the engine, and starts each environment as a container of its own.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bollard::models::MountType;
use tokio::sync::{OnceCell, Semaphore};
use tokio::time::{Instant, timeout_at};

use crate::config::{Config, LambdaExecutor};
use crate::lambda::executor::environment::RunningEnvironment;
use crate::lambda::executor::extensions;
use crate::lambda::executor::launch::{Launch, LaunchProblem};
use crate::lambda::functions::version::{Code, FunctionVersion};

use super::application::{Adapter, HANDLER, HELD, HELD_WITH_LIBRARIES};
use super::code::{CodeStore, folder_mounts, read_only};
use super::container::{Program, container, foreign_platform};
use super::engine::{Engine, EngineProblem, Machine};
use super::entrypoint::invalid_entrypoint;
use super::find::{NoEngine, find_engine};
use super::forward::Forwarder;
use super::held::held;
use super::keeper::{Container, keep};
use super::layers::LayerStore;
use super::network::{HOST_NAME, Network};
use super::owner::Owner;
use super::pace::keeping_pace;
use super::package::LAYERS_ROOT;
use super::provide::Images;
use super::sweep::{sweep_orphans, sweep_own};
use super::sweeper::Sweeper;
use super::tmp::Tmp;
use super::writer::{Shape, UPLOAD_BYTES_PER_S};

/// An engine that has not answered by then is not there: one that was asked for may be busy.
const PATIENCE: Duration = Duration::from_secs(5);
const PATIENCE_BY_DEFAULT: Duration = Duration::from_millis(900);
/// Containers that start at the same time; more only make each other slow.
const LAUNCHES_MAX: u32 = 32;
/// What a start may take beyond the function's own time limit and the upload of its code.
const LAUNCH_GRACE: Duration = Duration::from_secs(4);
/// How long ending everything may take.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// Runs each environment as a container. Cheap to clone.
#[derive(Clone)]
pub(crate) struct DockerExecutor(Arc<Shared>);

struct Shared {
    engine: Engine,
    /// Of the engine's machine, in the words of images: `amd64`, `arm64`. Asked at the first start.
    architecture: OnceCell<String>,
    /// Asked with that.
    machine: OnceCell<Machine>,
    network: Network,
    owner: Owner,
    images: Images,
    code: CodeStore,
    layers: LayerStore,
    adapter: Adapter,
    /// Closed for good when the executor stops.
    launches: Arc<Semaphore>,
    /// Only where containers do not reach this server's own address.
    forwarder: Option<Forwarder>,
    starts_ahead: bool,
    /// Where this program can start another of itself.
    sweeper: Option<Sweeper>,
}

impl DockerExecutor {
    /// Looks for an engine where Docker's own client would. Fails with one line that says what was tried
    /// and what to do: within a second, or some where nothing but an engine will do. `port` is this
    /// server's own.
    pub(crate) async fn connect(config: &Config, port: u16) -> Result<Self, NoEngine> {
        let patience = match config.lambda_executor {
            LambdaExecutor::Docker => PATIENCE,
            LambdaExecutor::Auto | LambdaExecutor::Process => PATIENCE_BY_DEFAULT,
        };
        let engine = find_engine(&config.docker, patience).await?;
        let network = Network::find(&engine, config.lambda_network.as_deref());
        let network = network.await.map_err(NoEngine::out_of_reach)?;
        let server = SocketAddr::new(own_address(config), port);
        let forwarder = match &network {
            Network::Named { own, .. } => {
                Some(Forwarder::start(*own, server).await.map_err(|error| {
                    NoEngine::out_of_reach(format!(
                        "cannot listen on {own} for functions that call AWS: {error}"
                    ))
                })?)
            }
            Network::Desktop { .. } | Network::Host => None,
        };
        let owner = Owner::new();
        let start = |program: &PathBuf| Sweeper::start(program, &engine.address, &owner);
        let sweeper = config.program.as_ref().map(start).transpose();
        let sweeper = sweeper.unwrap_or_else(|error| {
            tracing::debug!(
                "containers stay until the next start if this server is killed: {error}"
            );
            None
        });
        let sweeping = engine.clone();
        tokio::spawn(async move { sweep_orphans(&sweeping).await });
        Ok(Self(Arc::new(Shared {
            code: CodeStore::new(engine.clone(), owner.clone()),
            images: Images::new(engine.clone(), config.lambda_images.clone()),
            layers: LayerStore::new(engine.clone(), owner.clone()),
            adapter: Adapter::new(engine.clone(), owner.clone()),
            engine,
            architecture: OnceCell::new(),
            machine: OnceCell::new(),
            network,
            owner,
            launches: Arc::new(Semaphore::new(LAUNCHES_MAX as usize)),
            forwarder,
            starts_ahead: config.lambda_start_ahead,
            sweeper,
        })))
    }

    /// Whether containers are to be started before events need them.
    pub(crate) fn starts_ahead(&self) -> bool {
        self.0.starts_ahead
    }

    /// Where a Runtime API listener must be bound so that containers reach it.
    pub(crate) fn listen_address(&self) -> IpAddr {
        self.0.network.listen_address()
    }

    /// How containers name this server.
    pub(crate) fn endpoint_url(&self, port: u16) -> String {
        match (&self.0.forwarder, &self.0.network) {
            (Some(forwarder), _) => format!("http://{}", forwarder.address),
            (None, Network::Desktop { .. }) => {
                format!("http://{}:{port}", HOST_NAME)
            }
            (None, _) => format!("http://localhost:{port}"),
        }
    }

    /// Starts a container; it runs when this returns. A caller that no longer waits leaves nothing
    /// behind.
    pub(crate) async fn start(&self, launch: Launch) -> Result<RunningEnvironment, LaunchProblem> {
        let shared = Arc::clone(&self.0);
        let started = tokio::spawn(async move { shared.start(launch).await }).await;
        started.unwrap_or_else(|panic| Err(LaunchProblem::Failed(panic.to_string())))
    }

    /// Removes every container and volume of this process. Nothing starts afterwards.
    pub(crate) async fn stop(&self) {
        let shared = &self.0;
        // Those that are starting come first: what they make must not be missed.
        let under_way = shared.launches.acquire_many(LAUNCHES_MAX);
        let _all = tokio::time::timeout(STOP_TIMEOUT, under_way).await;
        shared.launches.close();
        let swept = sweep_own(&shared.engine, &shared.owner);
        if tokio::time::timeout(STOP_TIMEOUT, swept).await.is_err() {
            return tracing::warn!("the Docker engine did not remove all containers in time");
        }
        if let Some(sweeper) = &shared.sweeper {
            sweeper.dismiss().await;
        }
    }
}

impl Shared {
    async fn start(&self, launch: Launch) -> Result<RunningEnvironment, LaunchProblem> {
        let function = Arc::clone(&launch.function);
        let Ok(_permit) = self.launches.acquire().await else {
            return Err(LaunchProblem::Failed("RustStack is stopping".to_owned()));
        };
        let limit = limit(&function);
        let mut deadline = Instant::now() + limit;
        let platform = self.platform(&function, deadline).await?;
        let provided = self.images.provide(&function, platform, limit);
        let (image, was_pulled) = provided.await?;
        if was_pulled {
            deadline = Instant::now() + limit;
        }
        let name = format!(
            "ruststack-{}-{}-{}",
            self.owner.prefix(),
            function.name,
            short(&launch.environment_id)
        );
        let run = self.run(launch, &name, &image, platform);
        let problem = match timeout_at(deadline, run).await {
            Ok(Ok(environment)) => return Ok(environment),
            Ok(Err(problem)) => problem,
            Err(_) => EngineProblem::Silent.into(),
        };
        // The engine may have got further than it could say.
        let engine = self.engine.clone();
        tokio::spawn(async move {
            if let Err(left) = engine.remove(&name, STOP_TIMEOUT).await {
                tracing::warn!("cannot remove the container {name}: {left}");
            }
        });
        Err(problem)
    }

    /// The image platform that a function needs, unless it is the engine's own.
    async fn platform(
        &self,
        function: &FunctionVersion,
        deadline: Instant,
    ) -> Result<Option<&'static str>, LaunchProblem> {
        let ask = async || Ok(self.engine.version().await?.arch.unwrap_or_default());
        let asked = self.architecture.get_or_try_init(ask);
        let answer = timeout_at(deadline, asked).await;
        let own = answer.unwrap_or(Err(EngineProblem::Silent))?;
        Ok(foreign_platform(function.architecture, own))
    }

    /// What a function's container may have of the engine's machine. A first process would hide from us
    /// that an image has no such entry point; those of runtimes have one.
    async fn machine(&self, function: &FunctionVersion) -> Machine {
        if function.code.is_image() {
            return Machine::default();
        }
        let asked = self.machine.get_or_try_init(|| self.engine.machine());
        asked.await.copied().unwrap_or_default()
    }

    /// What a function's container runs, with its code in place.
    async fn program(
        &self,
        function: &FunctionVersion,
        image: &str,
        platform: Option<&str>,
    ) -> Result<Program, LaunchProblem> {
        let shape = Shape { image, platform };
        let mut mounts = match &function.code {
            Code::Image(own) => {
                let command = self.engine.command_of(image).await?;
                return Ok(Program::of_image(image, own, command));
            }
            Code::Zip(package) => self.code.mounts(function, package, shape).await?,
            Code::Directory(directory) => folder_mounts(&function.runtime, directory.path()),
        };
        let directory = function.code.directory();
        let python = directory.and_then(|directory| directory.python());
        let handler = match python {
            Some(python) => {
                let libraries = python.libraries.as_deref();
                let adapter = self.adapter.mounts(&function.runtime, libraries, shape);
                mounts.extend(adapter.await?);
                HANDLER
            }
            None => &function.handler,
        };
        let layers = self.layers.volume(function, shape).await?;
        mounts.extend(layers.map(|volume| read_only(MountType::VOLUME, &volume, LAYERS_ROOT)));
        Ok(Program::of_runtime(image, handler, mounts))
    }

    async fn run(
        &self,
        launch: Launch,
        name: &str,
        image: &str,
        platform: Option<&str>,
    ) -> Result<RunningEnvironment, LaunchProblem> {
        let function = &launch.function;
        let mut program = self.program(function, image, platform).await?;
        let machine = self.machine(function).await;
        let tmp = Tmp::of(function, &machine);
        // An application's runtime waits itself, with its libraries loaded.
        let is_served = function
            .code
            .directory()
            .is_some_and(|own| own.python().is_some());
        let waits_itself = is_served && !launch.extensions;
        let is_held = launch.held && !waits_itself;
        if machine.lends_init || launch.extensions || is_held {
            let mut command = self.engine.entry_point_of(image).await?;
            if launch.extensions {
                let folder = format!("/{LAYERS_ROOT}/{}", extensions::FOLDER);
                command = extensions::starting_first(folder, command);
            }
            if is_held {
                command = held(command);
            }
            if machine.lends_init {
                let is_watched = tmp != Tmp::OnDisk;
                let bytes_max = is_watched.then_some(u64::from(function.memory_mb) * 1024 * 1024);
                command = keeping_pace(bytes_max, command);
            }
            program = program.behind(command);
        }
        let mut variables = launch.variables;
        let api = self.network.name_of(launch.runtime_api);
        variables.push(("AWS_LAMBDA_RUNTIME_API".to_owned(), api));
        if launch.held && waits_itself {
            variables.push((HELD.to_owned(), HELD_WITH_LIBRARIES.to_owned()));
        }
        let body = container(
            function,
            &program,
            &variables,
            &self.network,
            &self.owner,
            machine.lends_init,
            tmp,
        );
        let id = self.engine.create(name, platform, body).await?;
        for network in self.network.others() {
            self.engine.join(network, &id).await?;
        }
        // Both are asked before the start, so that no output and no early end is missed.
        let (engine, waiting) = (self.engine.clone(), id.clone());
        let waited = tokio::spawn(async move { engine.wait(&waiting).await });
        let output = self.engine.attach(&id).await?;
        self.engine.start(&id).await.map_err(unstarted)?;
        let container = Container {
            engine: self.engine.clone(),
            id,
            output,
            logs: launch.logs,
            network: self.network.clone(),
        };
        let (environment, keeper) = RunningEnvironment::new();
        let waited = async {
            let lost =
                |panic: tokio::task::JoinError| EngineProblem::Unreachable(panic.to_string());
            waited.await.map_err(lost)?
        };
        tokio::spawn(keep(container, keeper, waited));
        Ok(environment)
    }
}

/// What a start may take, pulling aside: an engine that hangs must not hold an invocation much
/// longer than the function itself could.
fn limit(function: &FunctionVersion) -> Duration {
    let layers = function.layers.iter();
    let layers: usize = layers.map(|layer| layer.content.zip_bytes()).sum();
    let upload_s = (function.code.bytes() + layers) as u64 / UPLOAD_BYTES_PER_S;
    Duration::from_secs(u64::from(function.timeout_s) + upload_s) + LAUNCH_GRACE
}

/// An entry point that is not there, or cannot run, is the function's own mistake.
fn unstarted(problem: EngineProblem) -> LaunchProblem {
    match invalid_entrypoint(&problem.to_string()) {
        Some(reason) => LaunchProblem::InvalidEntrypoint(reason),
        None => problem.into(),
    }
}

fn short(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}

/// Loopback if this server listens there, as functions see it through the forwarder.
fn own_address(config: &Config) -> IpAddr {
    let loopback = IpAddr::from([127, 0, 0, 1]);
    let is_served = |host: &IpAddr| *host == loopback || host.is_unspecified();
    match config.host.iter().any(is_served) {
        true => loopback,
        false => config.host.first().copied().unwrap_or(loopback),
    }
}
