//! Starts and stops one environment, whatever it is made of; knows nothing of events.

use std::net::{IpAddr, SocketAddr};

pub(crate) mod archive;
pub(crate) mod environment;
pub(crate) mod launch;
pub(crate) mod logs;
pub(crate) mod process;

use environment::RunningEnvironment;
use launch::{Launch, LaunchProblem};
use process::ProcessExecutor;

/// What environments are made of on this machine.
pub(crate) enum Executor {
    Process(ProcessExecutor),
}

impl Executor {
    /// As the banner and the health page name it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Process(_) => "process".to_owned(),
        }
    }

    /// Starts one environment. It is running when this returns, but its runtime has not asked for
    /// an event yet. Dropping the answer ends the environment.
    pub(crate) async fn start(&self, launch: Launch) -> Result<RunningEnvironment, LaunchProblem> {
        match self {
            Self::Process(processes) => processes.start(launch).await,
        }
    }

    /// Where a Runtime API listener must be bound so that environments reach it.
    pub(crate) fn listen_address(&self) -> IpAddr {
        match self {
            Self::Process(_) => IpAddr::from([127, 0, 0, 1]),
        }
    }

    /// How an environment names a Runtime API listener: `host:port`, with neither scheme nor path,
    /// because AWS's clients take nothing else.
    pub(crate) fn runtime_api(&self, listener: SocketAddr) -> String {
        match self {
            Self::Process(_) => listener.to_string(),
        }
    }

    /// How an environment names this server: the value of `AWS_ENDPOINT_URL`.
    pub(crate) fn endpoint_url(&self, port: u16) -> String {
        match self {
            Self::Process(_) => format!("http://localhost:{port}"),
        }
    }

    /// Ends what is still running and removes what was unpacked. Nothing starts afterwards.
    pub(crate) async fn stop(&self) {
        match self {
            Self::Process(processes) => processes.stop().await,
        }
    }
}
