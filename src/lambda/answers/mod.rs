//! From a request to its answer, an operation at a time: what it takes out of the request, what works on
//! it, and what leaves.

pub(super) mod aliases;
pub(super) mod call;
pub(super) mod capacity_providers;
pub(super) mod code_signing;
pub(super) mod concurrency;
pub(super) mod durable_executions;
pub(super) mod event_invoke;
pub(super) mod event_sources;
pub(super) mod functions;
pub(super) mod invocations;
pub(super) mod layers;
pub(super) mod policies;
pub(super) mod settings;
pub(super) mod tags;
pub(super) mod urls;
