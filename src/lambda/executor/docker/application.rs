//! What `ruststack serve` adds to a container: the application's adapter, and the libraries of its
//! virtual environment.

use std::io;
use std::path::Path;

use bollard::models::{Mount, MountType};
use bytes::Bytes;
use futures_util::stream;
use tokio::sync::OnceCell;

use crate::lambda::executor::application::PYTHON_APPLICATION;

use super::code::read_only;
use super::engine::{Engine, EngineProblem};
use super::owner::Owner;
use super::package::LAYERS_ROOT;
use super::tar::TarWriter;
use super::writer::{Places, REMOVE_TIMEOUT, write_volumes};

const SERVED: &str = include_str!("served.py");

/// What the runtime is told to import.
pub(super) const HANDLER: &str = "ruststack_served.handler";

/// The adapter, written once.
pub(super) struct Adapter {
    engine: Engine,
    owner: Owner,
    volume: OnceCell<String>,
}

impl Adapter {
    pub(super) fn new(engine: Engine, owner: Owner) -> Self {
        Self {
            engine,
            owner,
            volume: OnceCell::new(),
        }
    }

    /// The adapter, and beside it libraries of the engine's machine, where a layer would have both.
    pub(super) async fn mounts(
        &self,
        runtime: &str,
        libraries: Option<&Path>,
        image: &str,
        platform: Option<&str>,
    ) -> Result<Vec<Mount>, EngineProblem> {
        let place = format!("{LAYERS_ROOT}/python/lib/{runtime}/site-packages");
        let write = || self.write(&place, image, platform);
        let volume = self.volume.get_or_try_init(write).await?;
        let mut mounts = vec![read_only(MountType::VOLUME, volume, LAYERS_ROOT)];
        let libraries = libraries.map(Path::to_string_lossy);
        mounts.extend(libraries.map(|own| read_only(MountType::BIND, &own, &place)));
        Ok(mounts)
    }

    async fn write(
        &self,
        place: &str,
        image: &str,
        platform: Option<&str>,
    ) -> Result<String, EngineProblem> {
        let name = format!("ruststack-{}-application", self.owner.prefix());
        let writer = format!("{name}-writer");
        let places = Places {
            volumes: vec![(&name, LAYERS_ROOT)],
            labels: self.owner.labels(None),
            writer: &writer,
            writer_labels: self.owner.labels(None),
            image,
            platform,
        };
        let tar = stream::iter([Ok(Bytes::from(tar(place)))]);
        let written = write_volumes(&self.engine, &places, tar, 0).await;
        let removed = self.engine.remove(&writer, REMOVE_TIMEOUT).await;
        written.and(removed).map(|()| name)
    }
}

/// The adapter's files, and an empty folder for libraries.
fn tar(place: &str) -> Vec<u8> {
    let write = || -> io::Result<Vec<u8>> {
        let mut tar = TarWriter::new(Vec::new());
        let mut parents: Vec<&Path> = Path::new(place).ancestors().collect();
        // Neither nothing, nor the mount itself.
        parents.truncate(parents.len() - 2);
        for parent in parents.iter().rev() {
            tar.directory(&parent.to_string_lossy())?;
        }
        for (name, text) in [("application", PYTHON_APPLICATION), ("served", SERVED)] {
            let path = format!("{LAYERS_ROOT}/python/ruststack_{name}.py");
            tar.file(&path, 0o644, 0, text.len() as u64, &mut text.as_bytes())?;
        }
        tar.finish()
    };
    write().expect("memory takes whatever is written")
}
