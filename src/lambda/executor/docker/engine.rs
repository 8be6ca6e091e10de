//! The Docker engine as this room uses it: few calls, each with a time limit, each failing in words.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bollard::container::{AttachContainerResults, LogOutput};
use bollard::errors::Error;
use bollard::models::{
    ContainerCreateBody, ContainerInspectResponse, NetworkConnectRequest, NetworkInspect,
    SystemVersion, VolumeCreateRequest,
};
use bollard::query_parameters::{
    AttachContainerOptionsBuilder, CreateContainerOptionsBuilder, CreateImageOptionsBuilder,
    InspectNetworkOptions, KillContainerOptionsBuilder, ListContainersOptionsBuilder,
    ListVolumesOptionsBuilder, RemoveContainerOptionsBuilder, RemoveVolumeOptions,
    StartContainerOptions, UploadToContainerOptionsBuilder, WaitContainerOptionsBuilder,
};
use bollard::{API_DEFAULT_VERSION, Docker};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};

use crate::lambda::executor::launch::LaunchProblem;
use crate::lambda::executor::logs::Source;

use super::address::EngineAddress;
use super::owner::OWNER_LABEL;
use super::pull::Progress;

/// What an engine knows at once is not waited for longer while it works for an event.
const PING_TIMEOUT: Duration = Duration::from_millis(900);
/// An engine may be busy, but not longer than this.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);
/// A pull that shows no progress for so long has stalled.
const PULL_STALL: Duration = Duration::from_secs(120);
/// bollard limits the wait for an answer's head itself; our own limits are shorter, or mean to wait.
const CLIENT_TIMEOUT_S: u64 = 7 * 24 * 3600;

/// One engine. Cheap to clone.
#[derive(Clone)]
pub(super) struct Engine {
    docker: Docker,
    /// How long it may take to say what is asked before anything starts.
    patience: Duration,
    pub(super) address: EngineAddress,
}

/// What the engine's machine has.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Machine {
    /// A program that can be a container's first process.
    pub(super) lends_init: bool,
    pub(super) memory_mb: u64,
}

/// Why the engine did not do what it was asked.
#[derive(Debug)]
pub(super) enum EngineProblem {
    /// There is no such container, image, network or volume.
    Missing(String),
    /// It said no.
    Refused(String),
    /// It said nothing in time.
    Silent,
    /// It cannot be reached.
    Unreachable(String),
}

impl fmt::Display for EngineProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(message) | Self::Refused(message) => f.write_str(message),
            Self::Silent => f.write_str("the Docker engine does not answer"),
            Self::Unreachable(why) => write!(f, "the Docker engine cannot be reached: {why}"),
        }
    }
}

impl From<EngineProblem> for LaunchProblem {
    fn from(problem: EngineProblem) -> Self {
        Self::Failed(problem.to_string())
    }
}

impl From<Error> for EngineProblem {
    fn from(error: Error) -> Self {
        match error {
            Error::DockerResponseServerError {
                status_code: 404,
                message,
            } => Self::Missing(message),
            Error::DockerResponseServerError { message, .. } => Self::Refused(message),
            Error::DockerStreamError { error } => Self::Refused(error),
            Error::RequestTimeoutError => Self::Silent,
            other => Self::Unreachable(chain(&other)),
        }
    }
}

/// An error with its causes, which often say more than it does.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}

async fn within<T>(
    limit: Duration,
    call: impl Future<Output = Result<T, Error>>,
) -> Result<T, EngineProblem> {
    match tokio::time::timeout(limit, call).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(EngineProblem::Silent),
    }
}

/// A boxed stream of an attached container's output.
pub(super) type Output = Pin<Box<dyn Stream<Item = (Source, Bytes)> + Send>>;

fn piece(frame: LogOutput) -> (Source, Bytes) {
    let source = match frame {
        LogOutput::StdErr { .. } => Source::Stderr,
        _ => Source::Stdout,
    };
    (source, frame.into_bytes())
}

impl Engine {
    /// Asks the engine at an address who it is; says within `patience` whether there is one.
    pub(super) async fn connect(
        address: &EngineAddress,
        patience: Duration,
    ) -> Result<Self, EngineProblem> {
        let docker = match address {
            EngineAddress::Socket(path) => Docker::connect_with_unix(
                &path.to_string_lossy(),
                CLIENT_TIMEOUT_S,
                API_DEFAULT_VERSION,
            ),
            EngineAddress::Tcp(host) => {
                Docker::connect_with_http(host, CLIENT_TIMEOUT_S, API_DEFAULT_VERSION)
            }
        }?;
        // An older engine refuses the newest API version, though it answers a ping.
        let docker = within(patience, docker.negotiate_version()).await?;
        Ok(Self {
            docker,
            patience,
            address: address.clone(),
        })
    }

    /// What the engine says of itself; it takes some milliseconds.
    pub(super) async fn version(&self) -> Result<SystemVersion, EngineProblem> {
        within(CALL_TIMEOUT, self.docker.version()).await
    }

    pub(super) async fn machine(&self) -> Result<Machine, EngineProblem> {
        let info = within(CALL_TIMEOUT, self.docker.info()).await?;
        let bytes = info.mem_total.unwrap_or_default();
        Ok(Machine {
            lends_init: info.init_binary.is_some_and(|name| !name.is_empty()),
            memory_mb: u64::try_from(bytes).unwrap_or_default() / 1024 / 1024,
        })
    }

    /// Makes a container. `platform` is needed only where it is not the engine's own.
    pub(super) async fn create(
        &self,
        name: &str,
        platform: Option<&str>,
        container: ContainerCreateBody,
    ) -> Result<String, EngineProblem> {
        let mut options = CreateContainerOptionsBuilder::default().name(name);
        if let Some(platform) = platform {
            options = options.platform(platform);
        }
        let call = self
            .docker
            .create_container(Some(options.build()), container);
        Ok(within(CALL_TIMEOUT, call).await?.id)
    }

    pub(super) async fn start(&self, container: &str) -> Result<(), EngineProblem> {
        let call = self
            .docker
            .start_container(container, None::<StartContainerOptions>);
        within(CALL_TIMEOUT, call).await
    }

    /// Everything that a container writes from now on; ends when it does.
    pub(super) async fn attach(&self, container: &str) -> Result<Output, EngineProblem> {
        let options = AttachContainerOptionsBuilder::default()
            .stdout(true)
            .stderr(true)
            .stream(true);
        let call = self
            .docker
            .attach_container(container, Some(options.build()));
        let AttachContainerResults { output, input } = within(CALL_TIMEOUT, call).await?;
        let pieces = output.filter_map(|frame| async { frame.ok().map(piece) });
        // The engine takes a closed input for a client that has left.
        Ok(Box::pin(pieces.map(move |piece| {
            let _open = &input;
            piece
        })))
    }

    /// Waits, without a limit, until a container that has yet to start has ended; its exit code.
    pub(super) async fn wait(&self, container: &str) -> Result<i64, EngineProblem> {
        let options = WaitContainerOptionsBuilder::default()
            .condition("next-exit")
            .build();
        match Box::pin(self.docker.wait_container(container, Some(options)))
            .next()
            .await
        {
            Some(Ok(answer)) => Ok(answer.status_code),
            Some(Err(Error::DockerContainerWaitError { code, .. })) => Ok(code),
            Some(Err(error)) => Err(error.into()),
            None => Err(EngineProblem::Unreachable(
                "the connection closed".to_owned(),
            )),
        }
    }

    /// Sends SIGTERM to a container's first process, which passes it on if it is the engine's own.
    pub(super) async fn terminate(
        &self,
        container: &str,
        limit: Duration,
    ) -> Result<(), EngineProblem> {
        let options = KillContainerOptionsBuilder::default().signal("SIGTERM");
        let call = self.docker.kill_container(container, Some(options.build()));
        within(limit, call).await
    }

    /// Kills a container and removes it with its unnamed volumes. None to remove is fine.
    pub(super) async fn remove(
        &self,
        container: &str,
        limit: Duration,
    ) -> Result<(), EngineProblem> {
        let options = RemoveContainerOptionsBuilder::default()
            .force(true)
            .v(true)
            .build();
        match within(
            limit,
            self.docker.remove_container(container, Some(options)),
        )
        .await
        {
            Err(EngineProblem::Missing(_)) => Ok(()),
            // It is ending by itself at this moment.
            Err(EngineProblem::Refused(why)) if why.contains("already in progress") => Ok(()),
            other => other,
        }
    }

    /// Unpacks a tar below `/` of a container.
    pub(super) async fn upload(
        &self,
        container: &str,
        tar: impl Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static,
        limit: Duration,
    ) -> Result<(), EngineProblem> {
        let options = UploadToContainerOptionsBuilder::default().path("/").build();
        let body = bollard::body_try_stream(tar);
        within(
            limit,
            self.docker
                .upload_to_container(container, Some(options), body),
        )
        .await
    }

    pub(super) async fn has_image(
        &self,
        image: &str,
        limit: Duration,
    ) -> Result<bool, EngineProblem> {
        match within(limit, self.docker.inspect_image(image)).await {
            Ok(_) => Ok(true),
            Err(EngineProblem::Missing(_)) => Ok(false),
            Err(problem) => Err(problem),
        }
    }

    /// The command that an image has of its own.
    pub(super) async fn command_of(&self, image: &str) -> Result<Vec<String>, EngineProblem> {
        let image = within(CALL_TIMEOUT, self.docker.inspect_image(image)).await?;
        let command = image.config.and_then(|config| config.cmd);
        Ok(command.unwrap_or_default())
    }

    /// What an image runs its command with.
    pub(super) async fn entry_point_of(&self, image: &str) -> Result<Vec<String>, EngineProblem> {
        let image = within(CALL_TIMEOUT, self.docker.inspect_image(image)).await?;
        let entry_point = image.config.and_then(|config| config.entrypoint);
        Ok(entry_point.unwrap_or_default())
    }

    /// Fetches an image from its registry; shows in the log how it goes.
    pub(super) async fn pull(
        &self,
        image: &str,
        platform: Option<&str>,
    ) -> Result<(), EngineProblem> {
        tracing::info!("pulling the image {image}");
        let mut options = CreateImageOptionsBuilder::default().from_image(image);
        // Without a tag the engine would fetch every one of them.
        if !image
            .rsplit('/')
            .next()
            .is_some_and(|last| last.contains([':', '@']))
        {
            options = options.tag("latest");
        }
        if let Some(platform) = platform {
            options = options.platform(platform);
        }
        let mut steps = Box::pin(self.docker.create_image(Some(options.build()), None, None));
        let mut progress = Progress::new();
        loop {
            match tokio::time::timeout(PULL_STALL, steps.next()).await {
                // What goes wrong is told in the stream, whose status has been sent by then.
                Ok(Some(step)) => {
                    if let Some(line) = progress.step(step?) {
                        tracing::info!("pulling the image {image}: {line}");
                    }
                }
                Ok(None) => break,
                Err(_) => return Err(EngineProblem::Silent),
            }
        }
        tracing::info!("pulled the image {image}");
        Ok(())
    }

    pub(super) async fn network(&self, name: &str) -> Result<NetworkInspect, EngineProblem> {
        let call = self
            .docker
            .inspect_network(name, None::<InspectNetworkOptions>);
        within(self.patience, call).await
    }

    /// Joins a network that exists.
    pub(super) async fn join(&self, network: &str, container: &str) -> Result<(), EngineProblem> {
        let request = NetworkConnectRequest {
            container: container.to_owned(),
            ..NetworkConnectRequest::default()
        };
        within(CALL_TIMEOUT, self.docker.connect_network(network, request)).await
    }

    pub(super) async fn container(
        &self,
        name: &str,
    ) -> Result<ContainerInspectResponse, EngineProblem> {
        within(PING_TIMEOUT, self.docker.inspect_container(name, None)).await
    }

    pub(super) async fn create_volume(
        &self,
        name: &str,
        labels: HashMap<String, String>,
    ) -> Result<(), EngineProblem> {
        let volume = VolumeCreateRequest {
            name: Some(name.to_owned()),
            labels: Some(labels),
            ..VolumeCreateRequest::default()
        };
        within(CALL_TIMEOUT, self.docker.create_volume(volume))
            .await
            .map(|_| ())
    }

    pub(super) async fn has_volume(&self, name: &str) -> Result<bool, EngineProblem> {
        match within(CALL_TIMEOUT, self.docker.inspect_volume(name)).await {
            Ok(_) => Ok(true),
            Err(EngineProblem::Missing(_)) => Ok(false),
            Err(problem) => Err(problem),
        }
    }

    pub(super) async fn remove_volume(&self, name: &str) -> Result<(), EngineProblem> {
        let call = self.docker.remove_volume(name, None::<RemoveVolumeOptions>);
        within(CALL_TIMEOUT, call).await
    }

    /// The containers that some RustStack made, each with its owner.
    pub(super) async fn owned_containers(&self) -> Result<Vec<(String, String)>, EngineProblem> {
        let filters = HashMap::from([("label", vec![OWNER_LABEL])]);
        let options = ListContainersOptionsBuilder::default()
            .all(true)
            .filters(&filters)
            .build();
        let list = within(CALL_TIMEOUT, self.docker.list_containers(Some(options))).await?;
        let owned = |labels: Option<HashMap<String, String>>| labels?.remove(OWNER_LABEL);
        Ok(list
            .into_iter()
            .filter_map(|one| Some((one.id?, owned(one.labels)?)))
            .collect())
    }

    /// The volumes that some RustStack made, each with its owner.
    pub(super) async fn owned_volumes(&self) -> Result<Vec<(String, String)>, EngineProblem> {
        let filters = HashMap::from([("label", vec![OWNER_LABEL])]);
        let options = ListVolumesOptionsBuilder::default()
            .filters(&filters)
            .build();
        let list = within(CALL_TIMEOUT, self.docker.list_volumes(Some(options))).await?;
        let volumes = list.volumes.unwrap_or_default().into_iter();
        Ok(volumes
            .filter_map(|mut one| Some((one.name, one.labels.remove(OWNER_LABEL)?)))
            .collect())
    }
}
