//! The control plane: a registry of functions that starts nothing.

pub(crate) mod version;
