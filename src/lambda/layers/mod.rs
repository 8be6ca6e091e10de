//! Layers: content that functions share, published in versions that never change.

pub(crate) mod attach;
pub(crate) mod layer;
pub(crate) mod lookup;
pub(crate) mod name;
mod pieces;
pub(crate) mod shelves;
