//! A function's code in volumes: written once for each package, mounted read-only ever after.

use std::path::Path;
use std::sync::Arc;

use bollard::models::{Mount, MountType};
use sha2::{Digest, Sha256};

use crate::lambda::executor::launch::LaunchProblem;
use crate::lambda::functions::version::{CodePackage, FunctionVersion};

use super::engine::Engine;
use super::image::brings_bootstrap;
use super::owner::Owner;
use super::package::{RUNTIME_ROOT, TASK_ROOT, check, tar_stream};
use super::volumes::Volumes;
use super::writer::{Places, Shape, write_volumes};

/// Mounts a folder of the engine's machine as code; where it brings its own runtime, that is looked
/// for in a place of its own.
pub(super) fn folder_mounts(runtime: &str, folder: &Path) -> Vec<Mount> {
    let folder = folder.to_string_lossy();
    let roots = match brings_bootstrap(runtime) {
        true => &[TASK_ROOT, RUNTIME_ROOT][..],
        false => &[TASK_ROOT],
    };
    let mount = |root: &&str| read_only(MountType::BIND, &folder, root);
    roots.iter().map(mount).collect()
}

pub(super) fn read_only(kind: MountType, source: &str, root: &str) -> Mount {
    Mount {
        typ: Some(kind),
        source: Some(source.to_owned()),
        target: Some(format!("/{root}")),
        read_only: Some(true),
        ..Mount::default()
    }
}

/// Every package that this process has brought to its engine.
pub(super) struct CodeStore {
    engine: Engine,
    owner: Owner,
    volumes: Volumes<Key>,
}

/// The same zip in another image has volumes of its own: each begins as a copy of its image's folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    sha256: [u8; 32],
    image: String,
}

impl CodeStore {
    pub(super) fn new(engine: Engine, owner: Owner) -> Self {
        Self {
            volumes: Volumes::new(engine.clone()),
            engine,
            owner,
        }
    }

    /// A function's package, and its bootstrap a second time where the runtime looks for that.
    pub(super) async fn mounts(
        &self,
        function: &FunctionVersion,
        code: &Arc<CodePackage>,
        shape: Shape<'_>,
    ) -> Result<Vec<Mount>, LaunchProblem> {
        let key = Key {
            sha256: code.sha256,
            image: shape.image.to_owned(),
        };
        let write = || self.write(function, code, shape);
        let names = self.volumes.written(key, write).await?;
        let mounts = names.iter().zip([TASK_ROOT, RUNTIME_ROOT]);
        let mounts = mounts.map(|(name, root)| read_only(MountType::VOLUME, name, root));
        Ok(mounts.collect())
    }

    async fn write(
        &self,
        function: &FunctionVersion,
        code: &Arc<CodePackage>,
        shape: Shape<'_>,
    ) -> Result<Vec<String>, LaunchProblem> {
        let volumes = self.volumes(function, code, shape.image);
        let places = Places {
            volumes: &volumes,
            owner: &self.owner,
            function: Some(&function.name),
            shape,
        };
        let tar = tar_stream(Arc::clone(code), brings_bootstrap(&function.runtime));
        let zip_bytes = code.zip_bytes() as u64;
        let written = write_volumes(&self.engine, &places, tar, zip_bytes).await;
        if let Err(problem) = written {
            let code = Arc::clone(code);
            let checked = tokio::task::spawn_blocking(move || check(&code)).await;
            return Err(match checked {
                Ok(Err(bad)) => LaunchProblem::BadPackage(bad.to_string()),
                _ => problem.into(),
            });
        }
        Ok(volumes.into_iter().map(|(name, _)| name).collect())
    }

    /// What a package's volumes are called, and where they lie: the second holds the bootstrap of a
    /// package that brings its own runtime.
    fn volumes(
        &self,
        function: &FunctionVersion,
        code: &CodePackage,
        image: &str,
    ) -> Vec<(String, &'static str)> {
        let mut hash = Sha256::new_with_prefix(code.sha256);
        hash.update(image);
        let digest: String = hash.finalize()[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let task = format!("ruststack-{}-{digest}", self.owner.prefix());
        let runtime = format!("{task}-runtime");
        let mut volumes = vec![(task, TASK_ROOT)];
        if brings_bootstrap(&function.runtime) {
            volumes.push((runtime, RUNTIME_ROOT));
        }
        volumes
    }
}
