//! Brings files into volumes of the engine.

use std::io;
use std::time::Duration;

use bollard::models::{ContainerCreateBody, HostConfig, Mount, MountType};
use bytes::Bytes;
use futures_util::Stream;

use super::engine::{Engine, EngineProblem};
use super::owner::Owner;

/// The least that the engine's disk does in a second.
pub(super) const UPLOAD_BYTES_PER_S: u64 = 8 * 1024 * 1024;

/// How long the container that takes the files may take to go.
const REMOVE_TIMEOUT: Duration = Duration::from_secs(10);

/// The image of the container that takes files: it only lends its shape.
#[derive(Clone, Copy)]
pub(super) struct Shape<'a> {
    pub(super) image: &'a str,
    pub(super) platform: Option<&'a str>,
}

/// Where files go.
pub(super) struct Places<'a> {
    /// Names of volumes to make, one at least, and where the tar's paths lead into them.
    pub(super) volumes: &'a [(String, &'static str)],
    pub(super) owner: &'a Owner,
    /// Whose files they are, unless functions share them.
    pub(super) function: Option<&'a str>,
    pub(super) shape: Shape<'a>,
}

/// Makes volumes and unpacks a tar into them; `zip_bytes` says how long that may take.
///
/// An engine takes files through a container only; this one is never started, and gone when this ends.
pub(super) async fn write_volumes(
    engine: &Engine,
    places: &Places<'_>,
    tar: impl Stream<Item = Result<Bytes, io::Error>> + Send + 'static,
    zip_bytes: u64,
) -> Result<(), EngineProblem> {
    let first = places.volumes.first();
    let writer = format!("{}-writer", first.map_or("", |(name, _)| name));
    let limit = Duration::from_secs(10 + zip_bytes / UPLOAD_BYTES_PER_S);
    let written = async {
        let labels = places.owner.labels(places.function);
        for (volume, _) in places.volumes {
            engine.create_volume(volume, labels.clone()).await?;
        }
        // One of an attempt that was given up.
        engine.remove(&writer, REMOVE_TIMEOUT).await?;
        let platform = places.shape.platform;
        engine.create(&writer, platform, container(places)).await?;
        engine.upload(&writer, tar, limit).await
    };
    let written = written.await;
    written.and(engine.remove(&writer, REMOVE_TIMEOUT).await)
}

/// The container that takes the files.
fn container(places: &Places<'_>) -> ContainerCreateBody {
    let mount = |(volume, root): &(String, &'static str)| Mount {
        typ: Some(MountType::VOLUME),
        source: Some(volume.clone()),
        target: Some(format!("/{root}")),
        ..Mount::default()
    };
    ContainerCreateBody {
        image: Some(places.shape.image.to_owned()),
        cmd: Some(vec!["none".to_owned()]),
        labels: Some(places.owner.labels(None)),
        network_disabled: Some(true),
        host_config: Some(HostConfig {
            mounts: Some(places.volumes.iter().map(mount).collect()),
            ..HostConfig::default()
        }),
        ..ContainerCreateBody::default()
    }
}
