//! Brings files into volumes of the engine.

use std::collections::HashMap;
use std::io;
use std::time::Duration;

use bollard::models::{ContainerCreateBody, HostConfig, Mount, MountType};
use bytes::Bytes;
use futures_util::Stream;

use super::engine::{Engine, EngineProblem};

/// The least that the engine's disk does in a second.
pub(super) const UPLOAD_BYTES_PER_S: u64 = 8 * 1024 * 1024;

/// How long the container that takes the files may take to go.
pub(super) const REMOVE_TIMEOUT: Duration = Duration::from_secs(10);

/// Where files go.
pub(super) struct Places<'a> {
    /// Names of volumes to make, and where the tar's paths lead into them.
    pub(super) volumes: Vec<(&'a String, &'static str)>,
    pub(super) labels: HashMap<String, String>,
    /// The name of the container that takes the files, for the caller to remove.
    pub(super) writer: &'a str,
    pub(super) writer_labels: HashMap<String, String>,
    pub(super) image: &'a str,
    pub(super) platform: Option<&'a str>,
}

/// Makes volumes and unpacks a tar into them; `zip_bytes` says how long that may take.
///
/// An engine takes files through a container only; this one is never started.
pub(super) async fn write_volumes(
    engine: &Engine,
    places: &Places<'_>,
    tar: impl Stream<Item = Result<Bytes, io::Error>> + Send + 'static,
    zip_bytes: u64,
) -> Result<(), EngineProblem> {
    let mut mounts = Vec::new();
    for (volume, root) in &places.volumes {
        engine.create_volume(volume, places.labels.clone()).await?;
        mounts.push(Mount {
            typ: Some(MountType::VOLUME),
            source: Some((*volume).clone()),
            target: Some(format!("/{root}")),
            ..Mount::default()
        });
    }
    let container = ContainerCreateBody {
        image: Some(places.image.to_owned()),
        cmd: Some(vec!["none".to_owned()]),
        labels: Some(places.writer_labels.clone()),
        network_disabled: Some(true),
        host_config: Some(HostConfig {
            mounts: Some(mounts),
            ..HostConfig::default()
        }),
        ..ContainerCreateBody::default()
    };
    // One of an attempt that was given up.
    engine.remove(places.writer, REMOVE_TIMEOUT).await?;
    engine
        .create(places.writer, places.platform, container)
        .await?;
    let limit = Duration::from_secs(10 + zip_bytes / UPLOAD_BYTES_PER_S);
    engine.upload(places.writer, tar, limit).await
}
