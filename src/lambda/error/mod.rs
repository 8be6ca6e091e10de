//! Every error that Lambda answers, as named constructors: AWS's texts live here and nowhere else.

pub(crate) mod access;
pub(crate) mod alias;
pub(crate) mod capacity_provider;
pub(crate) mod code_signing;
pub(crate) mod concurrency;
pub(crate) mod configuration;
pub(crate) mod durable;
pub(crate) mod event_invoke;
pub(crate) mod event_source;
pub(crate) mod invoke;
pub(crate) mod layer;
pub(crate) mod name;
pub(crate) mod network;
pub(crate) mod package;
pub(crate) mod policy;
pub(crate) mod request;
pub(crate) mod runtime;
pub(crate) mod tags;
pub(crate) mod tenancy;
pub(crate) mod url;
pub(crate) mod version;
pub(crate) mod wording;
