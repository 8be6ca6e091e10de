//! The control plane: a registry of functions that starts nothing.

pub(crate) mod alias;
pub(crate) mod durable_config;
pub(crate) mod event_invoke;
pub(crate) mod function;
pub(crate) mod function_url;
pub(crate) mod image;
mod pieces;
pub(crate) mod policy;
pub(crate) mod provisioned;
pub(crate) mod provisions;
pub(crate) mod registry;
pub(crate) mod runtime_management;
pub(crate) mod shelved;
pub(crate) mod snapshot;
pub(crate) mod version;
