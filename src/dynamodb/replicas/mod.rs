//! Global tables: which regions have a replica, and what all replicas share.

pub(crate) mod auto_scaling;
pub(crate) mod change;
pub(crate) mod delete;
pub(crate) mod join;
pub(crate) mod plan;
pub(crate) mod regions;
pub(crate) mod settings;
pub(crate) mod view;
