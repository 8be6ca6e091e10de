//! Environments in sandboxes, as far as the kernel allows them; and what is ready for the next ones.

use std::fs;
use std::io;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;

use tokio::sync::watch;

use super::bytecode;
use super::command;
use super::images::{self, Images, Ingredients};
use super::interpreter::Interpreter;
use super::isolation::Isolation;
use super::nursery::{self, Fork, Nurseries};
use super::places::{self, Places};
pub(in crate::lambda) use super::sandbox::guard;
use super::sandbox::warden::Warden;
use super::sandbox::{PASSWD_LINE, Prepare, Run};
use super::sandboxed::{Sandbox, SandboxProblem, Sandboxed};
use super::spares::Spares;
use super::start::Start;
use super::waiting::{self, Kind};
use crate::config::{Config, LambdaFastStarts, LambdaIsolation};
use crate::lambda::executor::environment::RunningEnvironment;
use crate::lambda::executor::launch::LaunchProblem;

/// The sandboxes of one executor.
pub(super) struct Sandboxes {
    isolation: Isolation,
    fast_starts: LambdaFastStarts,
    nurseries: Nurseries,
    images: Images,
    spares: Spares,
}

/// Puts what all sandboxes share into the executor's folder.
pub(super) fn lay_out(home: &Path) -> io::Result<()> {
    fs::create_dir(home.join("root"))?;
    let known = fs::read_to_string("/etc/passwd").unwrap_or_default();
    fs::write(home.join("passwd"), known + PASSWD_LINE)
}

impl Sandboxes {
    /// Nothing runs yet.
    pub(super) fn new(config: &Config) -> Self {
        let program = match config.lambda_isolation {
            LambdaIsolation::Auto => config.program.clone(),
            LambdaIsolation::Off => None,
        };
        Self {
            isolation: Isolation::new(program),
            fast_starts: config.lambda_fast_starts,
            nurseries: Nurseries::default(),
            images: Images::default(),
            spares: Spares::default(),
        }
    }

    /// Runs an environment in a sandbox until its end, or until `stopping` says so; `None` where
    /// there are no sandboxes.
    pub(super) async fn run(
        &self,
        start: &Start<'_>,
        stopping: watch::Receiver<bool>,
    ) -> Result<Option<RunningEnvironment>, LaunchProblem> {
        let Some(warden) = self.isolation.warden().await else {
            return Ok(None);
        };
        match self.isolated(start, &warden).await {
            Ok(sandbox) => {
                let (environment, keeper) = RunningEnvironment::new();
                let sandboxed = Sandboxed {
                    sandbox,
                    address: address(start),
                    logs: start.launch.logs.clone(),
                    _unpacked: start.unpacked.clone(),
                };
                tokio::spawn(sandboxed.keep(keeper, stopping));
                Ok(Some(environment))
            }
            Err(SandboxProblem::NotRun(why)) => Err(not_run(start, &why)),
            Err(SandboxProblem::Refused(_)) if !warden.is_alive() => {
                let ended = "what guards functions was ended".to_owned();
                Err(LaunchProblem::Failed(ended))
            }
            Err(SandboxProblem::Refused(why)) => {
                self.isolation.refuse(&why).await;
                Ok(None)
            }
        }
    }

    /// Ends what is ready, and every sandbox.
    pub(super) async fn stop(&self) {
        self.spares.close();
        self.images.clear();
        self.nurseries.clear();
        self.isolation.stop().await;
    }

    /// Starts an environment in a sandbox: forked, handed to an interpreter that waits, or as a new
    /// process.
    async fn isolated(
        &self,
        start: &Start<'_>,
        warden: &Arc<Warden>,
    ) -> Result<Sandbox, SandboxProblem> {
        let home = start.files.home.path();
        let run = run(start);
        if let Interpreter::Node(program) = &start.interpreter
            && self.fast_starts.node
            && !start.launch.extensions
            && waiting::suits(&start.launch.function.environment)
        {
            let kind = Kind::new(program, &run);
            if let Some(waiting) = self.spares.waiting(warden, home, kind) {
                waiting.sandbox.prepare(prepare(start)).await?;
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
        sandbox.prepare(prepare(start)).await?;
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
            code_changes: function.code.directory().is_some(),
            command: run.command,
            variables: run.variables,
            address_space_kb: command::address_space_kb(&start.launch, &start.interpreter),
        };
        if self.fast_starts.imports {
            let kind = images::Kind::new(&prepare(start), &fork);
            let image = self.images.ready(&kind, || Ingredients {
                warden: Arc::clone(warden),
                home: start.files.home.path().to_owned(),
                nursery: Arc::clone(&nursery),
                prepare: prepare(start),
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
}

/// What a sandbox is to be for an environment.
fn prepare(start: &Start<'_>) -> Prepare {
    let function = &start.launch.function;
    Prepare {
        task: start.unpacked.0.root().to_owned(),
        opt: start.opt(),
        visible: start
            .interpreter
            .program()
            .map(places::prefixes)
            .unwrap_or_default(),
        address: address(start),
        tmp_mb: function.ephemeral_mb,
        memory_mb: function.memory_mb,
        address_space_kb: command::address_space_kb(&start.launch, &start.interpreter),
    }
}

/// A loopback address of its own: environments that listen by their name do not meet.
fn address(start: &Start<'_>) -> Ipv4Addr {
    let id = start.launch.environment_id.get(..6).unwrap_or_default();
    let [_, a, b, c] = u32::from_str_radix(id, 16)
        .unwrap_or_default()
        .to_be_bytes();
    // 127.0.0.1 and its neighbours are others'.
    Ipv4Addr::new(127, a | 0x40, b, c)
}

/// What runs in it.
fn run(start: &Start<'_>) -> Run {
    let places = Places::of_aws(start.holder);
    Run {
        command: command::arguments(&start.launch, &start.interpreter, &places),
        variables: command::variables(&start.launch, &start.interpreter, &places),
        at_work: true,
    }
}

/// A bootstrap that the kernel will not run is the function's mistake.
fn not_run(start: &Start<'_>, why: &str) -> LaunchProblem {
    match start.interpreter {
        Interpreter::Bootstrap => {
            let bootstrap = Places::of_aws(start.holder).bootstrap();
            LaunchProblem::InvalidEntrypoint(format!("fork/exec {}: {why}", bootstrap.display()))
        }
        _ => LaunchProblem::Failed(why.to_owned()),
    }
}
