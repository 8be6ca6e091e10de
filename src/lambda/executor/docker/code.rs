//! A function's code in volumes: written once for each package, mounted read-only ever after.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use bollard::models::{Mount, MountType};
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use crate::lambda::executor::launch::LaunchProblem;
use crate::lambda::functions::version::{CodePackage, FunctionVersion};

use super::engine::{Engine, EngineProblem};
use super::image::brings_bootstrap;
use super::owner::Owner;
use super::package::{RUNTIME_ROOT, TASK_ROOT, check, tar_stream};
use super::writer::{Places, REMOVE_TIMEOUT, write_volumes};

/// Packages kept at once; beyond them, those that no container uses are removed.
const PACKAGES_MAX: usize = 64;

/// The volumes that hold one package.
#[derive(Clone, Debug)]
pub(super) struct CodeVolumes {
    pub(super) task: String,
    /// Only for packages that bring their own runtime.
    pub(super) runtime: Option<String>,
}

impl CodeVolumes {
    pub(super) fn mounts(&self) -> Vec<Mount> {
        let task = read_only(MountType::VOLUME, &self.task, TASK_ROOT);
        let runtime = self.runtime.iter();
        let runtime = runtime.map(|own| read_only(MountType::VOLUME, own, RUNTIME_ROOT));
        std::iter::once(task).chain(runtime).collect()
    }
}

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
    packages: Mutex<HashMap<Key, Arc<OnceCell<CodeVolumes>>>>,
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
            engine,
            owner,
            packages: Mutex::default(),
        }
    }

    /// The volumes with a function's code; whoever comes first for a package writes them, the others
    /// wait.
    pub(super) async fn volumes(
        &self,
        function: &FunctionVersion,
        code: &Arc<CodePackage>,
        image: &str,
        platform: Option<&str>,
    ) -> Result<CodeVolumes, LaunchProblem> {
        let key = Key {
            sha256: code.sha256,
            image: image.to_owned(),
        };
        loop {
            let (package, surplus) = self.package(&key);
            for volumes in surplus {
                // One that is still in use stays until the end.
                let _ = self.remove(&volumes).await;
            }
            let write = || self.write(function, code, image, platform);
            let volumes = package.get_or_try_init(write).await?;
            // The engine would put an empty volume in the place of one that its owner has pruned.
            let is_there = self.engine.has_volume(&volumes.task).await;
            if is_there.map_err(|problem| LaunchProblem::Failed(problem.to_string()))? {
                return Ok(volumes.clone());
            }
            self.forget(&key, &package);
        }
    }

    /// Forgets a package, unless somebody has brought it anew.
    fn forget(&self, key: &Key, package: &Arc<OnceCell<CodeVolumes>>) {
        let mut packages = self.packages.lock().unwrap_or_else(PoisonError::into_inner);
        if packages
            .get(key)
            .is_some_and(|own| Arc::ptr_eq(own, package))
        {
            packages.remove(key);
        }
    }

    /// The place of a package, and the packages that must make room for it.
    fn package(&self, key: &Key) -> (Arc<OnceCell<CodeVolumes>>, Vec<CodeVolumes>) {
        let mut packages = self.packages.lock().unwrap_or_else(PoisonError::into_inner);
        let mut surplus = Vec::new();
        if !packages.contains_key(key) && packages.len() >= PACKAGES_MAX {
            packages.retain(|_, package| match package.get() {
                Some(volumes) => {
                    surplus.push(volumes.clone());
                    false
                }
                None => true,
            });
        }
        (
            Arc::clone(packages.entry(key.clone()).or_default()),
            surplus,
        )
    }

    async fn write(
        &self,
        function: &FunctionVersion,
        code: &Arc<CodePackage>,
        image: &str,
        platform: Option<&str>,
    ) -> Result<CodeVolumes, LaunchProblem> {
        let volumes = self.name(function, code, image);
        let writer = format!("{}-writer", volumes.task);
        let written = self
            .write_through(&writer, function, code, &volumes, image, platform)
            .await;
        let removed = self.engine.remove(&writer, REMOVE_TIMEOUT).await;
        match (written, removed) {
            (Ok(()), Ok(())) => Ok(volumes),
            (Ok(()), Err(problem)) => Err(LaunchProblem::Failed(problem.to_string())),
            (Err(problem), _) => {
                let code = Arc::clone(code);
                let checked = tokio::task::spawn_blocking(move || check(&code)).await;
                match checked {
                    Ok(Err(bad)) => Err(LaunchProblem::BadPackage(bad.to_string())),
                    _ => Err(LaunchProblem::Failed(problem.to_string())),
                }
            }
        }
    }

    async fn write_through(
        &self,
        writer: &str,
        function: &FunctionVersion,
        code: &Arc<CodePackage>,
        volumes: &CodeVolumes,
        image: &str,
        platform: Option<&str>,
    ) -> Result<(), EngineProblem> {
        let runtime = volumes.runtime.iter();
        let places = Places {
            volumes: std::iter::once((&volumes.task, TASK_ROOT))
                .chain(runtime.map(|volume| (volume, RUNTIME_ROOT)))
                .collect(),
            labels: self.owner.labels(Some(&function.name)),
            writer,
            writer_labels: self.owner.labels(None),
            image,
            platform,
        };
        let tar = tar_stream(Arc::clone(code), volumes.runtime.is_some());
        let zip_bytes = code.zip_bytes() as u64;
        write_volumes(&self.engine, &places, tar, zip_bytes).await
    }

    fn name(&self, function: &FunctionVersion, code: &CodePackage, image: &str) -> CodeVolumes {
        let mut hash = Sha256::new_with_prefix(code.sha256);
        hash.update(image);
        let digest: String = hash.finalize()[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let task = format!("ruststack-{}-{digest}", self.owner.prefix());
        let runtime = brings_bootstrap(&function.runtime).then(|| format!("{task}-runtime"));
        CodeVolumes { task, runtime }
    }

    async fn remove(&self, volumes: &CodeVolumes) -> Result<(), EngineProblem> {
        if let Some(runtime) = &volumes.runtime {
            self.engine.remove_volume(runtime).await?;
        }
        self.engine.remove_volume(&volumes.task).await
    }
}
