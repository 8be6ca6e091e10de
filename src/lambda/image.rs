//! What the control plane of a world holds, at one moment.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::durable::executions::DurableImage;
use super::event_source::mappings::MappingsImage;
use super::functions::registry::FunctionsImage;
use super::functions::version::CodePackage;
use super::invoke::accepted::AcceptedImage;
use super::layers::shelves::LayersImage;

/// Cloning it costs some pointers.
#[derive(Clone, Default)]
pub(crate) struct LambdaImage {
    pub(super) functions: FunctionsImage,
    pub(super) layers: LayersImage,
    pub(super) mappings: MappingsImage,
    /// On their way; no fork has them.
    pub(super) accepted: AcceptedImage,
    pub(super) executions: DurableImage,
    /// By their hashes, while an image is read back; nothing afterwards.
    pub(super) packages: Arc<BTreeMap<[u8; 32], Arc<CodePackage>>>,
}
