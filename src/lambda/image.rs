//! What the control plane of a world holds, at one moment.

use super::event_source::mappings::MappingsImage;
use super::functions::registry::FunctionsImage;
use super::layers::shelves::LayersImage;

/// Cloning it costs some pointers.
#[derive(Clone, Default)]
pub(crate) struct LambdaImage {
    pub(super) functions: FunctionsImage,
    pub(super) layers: LayersImage,
    pub(super) mappings: MappingsImage,
}
