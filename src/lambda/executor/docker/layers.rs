//! The layers of functions in volumes: merged, one volume for each list of them.

use crate::lambda::executor::launch::LaunchProblem;
use crate::lambda::functions::version::{AttachedLayer, FunctionVersion, merged_sha256};

use super::engine::Engine;
use super::owner::Owner;
use super::package::{LAYERS_ROOT, layers_tar_stream};
use super::volumes::Volumes;
use super::writer::{Places, Shape, write_volumes};

/// Every list of layers that this process has brought to its engine.
pub(super) struct LayerStore {
    engine: Engine,
    owner: Owner,
    volumes: Volumes<[u8; 32]>,
}

impl LayerStore {
    pub(super) fn new(engine: Engine, owner: Owner) -> Self {
        Self {
            volumes: Volumes::new(engine.clone()),
            engine,
            owner,
        }
    }

    /// The volume with a function's layers, if it has any.
    pub(super) async fn volume(
        &self,
        function: &FunctionVersion,
        shape: Shape<'_>,
    ) -> Result<Option<String>, LaunchProblem> {
        let Some(sha256) = merged_sha256(&function.layers) else {
            return Ok(None);
        };
        let write = || self.write(sha256, &function.layers, shape);
        let names = self.volumes.written(sha256, write).await?;
        Ok(names.into_iter().next())
    }

    async fn write(
        &self,
        sha256: [u8; 32],
        layers: &[AttachedLayer],
        shape: Shape<'_>,
    ) -> Result<Vec<String>, LaunchProblem> {
        let digest: String = sha256[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let name = format!("ruststack-{}-layers-{digest}", self.owner.prefix());
        let places = Places {
            volumes: &[(name.clone(), LAYERS_ROOT)],
            owner: &self.owner,
            function: None,
            shape,
        };
        let tar = layers_tar_stream(layers);
        let zips = layers.iter().map(|layer| layer.content.zip_bytes() as u64);
        write_volumes(&self.engine, &places, tar, zips.sum()).await?;
        Ok(vec![name])
    }
}
