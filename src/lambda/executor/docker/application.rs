//! What `ruststack serve` adds to a container: the application's adapter, and the libraries of its
//! virtual environment.

use std::io;
use std::path::Path;

use bollard::models::{Mount, MountType};
use bytes::Bytes;
use futures_util::stream;

use crate::lambda::executor::application::{PYTHON_APPLICATION, PYTHON_LIBRARIES};

use super::code::read_only;
use super::engine::{Engine, EngineProblem};
use super::owner::Owner;
use super::package::LAYERS_ROOT;
use super::tar::TarWriter;
use super::volumes::Volumes;
use super::writer::{Places, Shape, write_volumes};

const SERVED: &str = include_str!("served.py");
const WAITING: &str = include_str!("held.py");

/// What the runtime is told to import.
pub(super) const HANDLER: &str = "ruststack_served.handler";
/// The variable that keeps it waiting, and the value with which it loads libraries before.
pub(super) const HELD: &str = "RUSTSTACK_HELD";
pub(super) const HELD_WITH_LIBRARIES: &str = "libraries";

/// The adapter, written once for each runtime.
pub(super) struct Adapter {
    engine: Engine,
    owner: Owner,
    volumes: Volumes<String>,
}

impl Adapter {
    pub(super) fn new(engine: Engine, owner: Owner) -> Self {
        Self {
            volumes: Volumes::new(engine.clone()),
            engine,
            owner,
        }
    }

    /// The adapter, and beside it libraries of the engine's machine, where a layer would have both.
    pub(super) async fn mounts(
        &self,
        runtime: &str,
        libraries: Option<&Path>,
        shape: Shape<'_>,
    ) -> Result<Vec<Mount>, EngineProblem> {
        let place = format!("{LAYERS_ROOT}/python/lib/{runtime}/site-packages");
        let write = || self.write(runtime, &place, shape);
        let names = self.volumes.written(runtime.to_owned(), write).await?;
        let adapter = names.iter();
        let adapter = adapter.map(|name| read_only(MountType::VOLUME, name, LAYERS_ROOT));
        let libraries = libraries.map(Path::to_string_lossy);
        let libraries = libraries.map(|own| read_only(MountType::BIND, &own, &place));
        Ok(adapter.chain(libraries).collect())
    }

    async fn write(
        &self,
        runtime: &str,
        place: &str,
        shape: Shape<'_>,
    ) -> Result<Vec<String>, EngineProblem> {
        let name = format!("ruststack-{}-application-{runtime}", self.owner.prefix());
        let places = Places {
            volumes: &[(name.clone(), LAYERS_ROOT)],
            owner: &self.owner,
            function: None,
            shape,
        };
        let tar = stream::iter([Ok(Bytes::from(tar(place)))]);
        write_volumes(&self.engine, &places, tar, 0).await?;
        Ok(vec![name])
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
        for (name, text) in [
            ("application", PYTHON_APPLICATION),
            ("libraries", PYTHON_LIBRARIES),
            ("served", SERVED),
            ("held", WAITING),
        ] {
            let path = format!("{LAYERS_ROOT}/python/ruststack_{name}.py");
            tar.file(&path, 0o644, 0, text.len() as u64, &mut text.as_bytes())?;
        }
        tar.finish()
    };
    write().expect("memory takes whatever is written")
}
