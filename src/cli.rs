//! The program itself: options in, log and banner out, signals, exit codes.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

use crate::config::{self, Command, Config, ConfigProblem, ServeOptions};
use crate::server::{Server, StartProblem};

mod filter;
mod health;
mod serve;

/// This program's file, as the kernel names it even if it has been replaced.
const THIS_PROGRAM: &str = "/proc/self/exe";

/// Runs the program: serves, or does what a subcommand asks. Exit code 1 comes with one line of why.
pub fn main() -> ExitCode {
    if let Some(code) = crate::lambda::guard(config::arguments()) {
        return code;
    }
    let mut config = match Config::from_environment() {
        Ok(config) => config,
        Err(ConfigProblem::Asked(text)) => {
            print!("{text}");
            return ExitCode::SUCCESS;
        }
        Err(ConfigProblem::Mistake(line)) => return fail(&line),
    };
    config.program = Some(THIS_PROGRAM.into());
    let runtime = match Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("cannot start threads: {error}")),
    };
    let outcome = match config.command.take() {
        Some(Command::Health) => runtime.block_on(health::ask(&config)),
        Some(Command::Serve(options)) => {
            let folder = options.directory.canonicalize().unwrap_or_default();
            serve::start_console(options.show_events, &folder);
            raise_descriptor_limit();
            runtime.block_on(serve_application(config, options))
        }
        None => {
            start_log();
            raise_descriptor_limit();
            runtime.block_on(serve(config, Server::bind, |server| server.banner()))
        }
    };
    // A background task that never ends must not keep the program.
    runtime.shutdown_background();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(line) => fail(&line),
    }
}

fn fail(line: &str) -> ExitCode {
    eprintln!("ruststack: {line}");
    ExitCode::FAILURE
}

fn start_log() {
    let (filter, problem) = filter::of("ruststack=info,warn,s3s=off");
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal() && !config::no_color())
        .init();
    filter::tell(problem);
}

/// Shells hand out 1,024 descriptors where the system allows many more; each connection takes one.
fn raise_descriptor_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::debug!("descriptors stay at {:?}: {error}", limit.current);
    }
}

async fn serve_application(mut config: Config, options: ServeOptions) -> Result<(), String> {
    serve::adapt(&mut config, &options)?;
    let application = serve::find(&options)?;
    let bind = async |config| Server::bind_with(config, &options, &application).await;
    let banner = |server: &Server| {
        let port = server.application_port().unwrap_or_default();
        let own = serve::banner(&application, &options, port);
        format!("{}{own}", server.banner())
    };
    serve(config, bind, banner).await
}

async fn serve(
    config: Config,
    bind: impl AsyncFnOnce(Config) -> Result<Server, StartProblem>,
    banner: impl Fn(&Server) -> String,
) -> Result<(), String> {
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let exposed: Vec<_> = config
        .host
        .iter()
        .filter(|host| !host.is_loopback())
        .cloned()
        .collect();
    let mut signalled = async move || {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    };
    let server = tokio::select! {
        bound = bind(config.clone()) => bound.map_err(|problem| problem.to_string())?,
        // A JVM may take long to start; whoever asks for the end meanwhile gets it.
        () = signalled() => return Ok(()),
    };
    let seeding = server.seed(&config);
    let seeding = seeding.map_err(|problem| problem.to_string())?;
    say(&banner(&server));
    for address in exposed {
        tracing::warn!(
            "listening on {address}: whoever reaches this address can run code on this machine"
        );
    }
    let (drain, drained) = tokio::sync::oneshot::channel::<()>();
    let running = server.run(async {
        let _ = drained.await;
    });
    tokio::pin!(running);
    let seed = async {
        seeding.await.map_err(|problem| problem.to_string())?;
        say("Ready.\n");
        std::future::pending().await
    };
    let outcome = tokio::select! {
        failed = seed => failed,
        () = signalled() => Ok(()),
        () = &mut running => return Ok(()),
    };
    let _ = drain.send(());
    tokio::select! {
        () = signalled() => {}
        () = running => {}
    }
    outcome
}

/// Standard output may be closed; serving goes on.
fn say(text: &str) {
    let _ = write!(std::io::stdout(), "{text}");
    let _ = std::io::stdout().flush();
}
