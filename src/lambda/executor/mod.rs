//! Starts and stops one environment, whatever it is made of; knows nothing of events.

use std::net::{IpAddr, SocketAddr};

pub(crate) mod application;
pub(crate) mod archive;
pub(crate) mod docker;
pub(crate) mod environment;
pub(crate) mod extensions;
pub(crate) mod launch;
pub(crate) mod log_stream;
pub(crate) mod logs;
pub(crate) mod process;

use docker::DockerExecutor;
use environment::RunningEnvironment;
use launch::{Launch, LaunchProblem};
use process::ProcessExecutor;

use crate::config::{Config, LambdaExecutor};

/// What environments are made of on this machine.
pub(crate) enum Executor {
    Process(Box<ProcessExecutor>),
    Docker(DockerExecutor),
}

impl Executor {
    /// The executor that the configuration asks for; `port` is this server's own. Fails within some
    /// seconds, with one line that says what to do, when Docker is asked for and no engine answers.
    pub(crate) async fn choose(config: &Config, port: u16) -> Result<Self, String> {
        let processes = || Self::Process(Box::new(ProcessExecutor::new(config)));
        match config.lambda_executor {
            LambdaExecutor::Process => Ok(processes()),
            LambdaExecutor::Docker => {
                let containers = DockerExecutor::connect(config, port).await;
                Ok(Self::Docker(containers.map_err(|why| why.to_string())?))
            }
            LambdaExecutor::Auto => match DockerExecutor::connect(config, port).await {
                Ok(containers) => Ok(Self::Docker(containers)),
                Err(why) => {
                    match why.was_meant {
                        true => tracing::warn!("functions run as processes: {why}"),
                        false => tracing::debug!("functions run as processes: {why}"),
                    }
                    Ok(processes())
                }
            },
        }
    }

    /// As the banner and the health page name it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Process(_) => "process".to_owned(),
            Self::Docker(_) => "docker".to_owned(),
        }
    }

    /// Starts one environment. It is running when this returns, but its runtime has not asked for
    /// an event yet. Dropping the answer ends the environment.
    pub(crate) async fn start(&self, launch: Launch) -> Result<RunningEnvironment, LaunchProblem> {
        match self {
            Self::Process(processes) => processes.start(launch).await,
            Self::Docker(containers) => containers.start(launch).await,
        }
    }

    /// Whether environments may be started before events need them.
    pub(crate) fn starts_ahead(&self) -> bool {
        match self {
            Self::Process(processes) => processes.starts_ahead(),
            Self::Docker(containers) => containers.starts_ahead(),
        }
    }

    /// Whether a start takes so long that every function in use has an environment more than it needs.
    pub(crate) fn keeps_spares(&self) -> bool {
        matches!(self, Self::Docker(_))
    }

    /// Whether there is anything between environments and this server.
    pub(crate) fn may_be_cut_off(&self) -> bool {
        matches!(self, Self::Docker(_))
    }

    /// What to say of an environment that has never called its Runtime API.
    pub(crate) fn cut_off(&self, runtime_api: SocketAddr) -> String {
        format!(
            "the function's environment never called its Runtime API at {runtime_api}: a firewall between \
             containers and this machine may drop what they send (with ufw: `ufw allow in on docker0`; with \
             firewalld: put docker0 into the zone trusted), or its code takes too long to load; \
             --lambda-network chooses another network, --lambda-executor process needs none"
        )
    }

    /// Where a Runtime API listener must be bound so that environments reach it.
    pub(crate) fn listen_address(&self) -> IpAddr {
        match self {
            Self::Process(_) => IpAddr::from([127, 0, 0, 1]),
            Self::Docker(containers) => containers.listen_address(),
        }
    }

    /// How an environment names this server: the value of `AWS_ENDPOINT_URL`.
    pub(crate) fn endpoint_url(&self, port: u16) -> String {
        match self {
            Self::Process(_) => format!("http://localhost:{port}"),
            Self::Docker(containers) => containers.endpoint_url(port),
        }
    }

    /// Ends what is still running and removes what was unpacked. Nothing starts afterwards.
    pub(crate) async fn stop(&self) {
        match self {
            Self::Process(processes) => processes.stop().await,
            Self::Docker(containers) => containers.stop().await,
        }
    }
}
