//! The layers of functions in volumes: merged and written once, mounted read-only ever after.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use crate::lambda::executor::launch::LaunchProblem;
use crate::lambda::functions::version::{AttachedLayer, FunctionVersion, merged_sha256};

use super::engine::{Engine, EngineProblem};
use super::owner::Owner;
use super::package::{LAYERS_ROOT, layers_tar_stream};
use super::writer::{Places, REMOVE_TIMEOUT, write_volumes};

/// Merged layers kept at once; beyond them, those that no container uses are removed.
const MERGED_MAX: usize = 64;

/// Every list of layers that this process has brought to its engine.
pub(super) struct LayerStore {
    engine: Engine,
    owner: Owner,
    volumes: Mutex<HashMap<[u8; 32], Volume>>,
}

/// The name of a volume, once it is written.
type Volume = Arc<OnceCell<String>>;

impl LayerStore {
    pub(super) fn new(engine: Engine, owner: Owner) -> Self {
        Self {
            engine,
            owner,
            volumes: Mutex::default(),
        }
    }

    /// The volume with a function's layers, if it has any; whoever comes first writes it, the others
    /// wait. The image only lends its shape to the container that takes the files.
    pub(super) async fn volume(
        &self,
        function: &FunctionVersion,
        image: &str,
        platform: Option<&str>,
    ) -> Result<Option<String>, LaunchProblem> {
        let failed = |problem: EngineProblem| LaunchProblem::Failed(problem.to_string());
        let Some(sha256) = merged_sha256(&function.layers) else {
            return Ok(None);
        };
        loop {
            let (volume, surplus) = self.place(sha256);
            for name in surplus {
                // One that is still in use stays until the end.
                let _ = self.engine.remove_volume(&name).await;
            }
            let write = || self.write(sha256, &function.layers, image, platform);
            let name = volume.get_or_try_init(write).await.map_err(failed)?;
            // The engine would put an empty volume in the place of one that its owner has pruned.
            if self.engine.has_volume(name).await.map_err(failed)? {
                return Ok(Some(name.clone()));
            }
            self.forget(&sha256, &volume);
        }
    }

    async fn write(
        &self,
        sha256: [u8; 32],
        layers: &[AttachedLayer],
        image: &str,
        platform: Option<&str>,
    ) -> Result<String, EngineProblem> {
        let digest: String = sha256[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let name = format!("ruststack-{}-layers-{digest}", self.owner.prefix());
        let writer = format!("{name}-writer");
        let places = Places {
            volumes: vec![(&name, LAYERS_ROOT)],
            labels: self.owner.labels(None),
            writer: &writer,
            writer_labels: self.owner.labels(None),
            image,
            platform,
        };
        let tar = layers_tar_stream(layers);
        let zips = layers.iter().map(|layer| layer.content.zip_bytes() as u64);
        let written = write_volumes(&self.engine, &places, tar, zips.sum()).await;
        let removed = self.engine.remove(&writer, REMOVE_TIMEOUT).await;
        written.and(removed).map(|()| name)
    }

    /// The place of a list, and the volumes that must make room for it.
    fn place(&self, sha256: [u8; 32]) -> (Volume, Vec<String>) {
        let mut volumes = self.volumes.lock().unwrap_or_else(PoisonError::into_inner);
        let mut surplus = Vec::new();
        if !volumes.contains_key(&sha256) && volumes.len() >= MERGED_MAX {
            volumes.retain(|_, volume| match volume.get() {
                Some(name) => {
                    surplus.push(name.clone());
                    false
                }
                None => true,
            });
        }
        (Arc::clone(volumes.entry(sha256).or_default()), surplus)
    }

    /// Forgets a volume, unless somebody has written it anew.
    fn forget(&self, sha256: &[u8; 32], volume: &Volume) {
        let mut volumes = self.volumes.lock().unwrap_or_else(PoisonError::into_inner);
        if volumes
            .get(sha256)
            .is_some_and(|own| Arc::ptr_eq(own, volume))
        {
            volumes.remove(sha256);
        }
    }
}
