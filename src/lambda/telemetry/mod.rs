//! What extensions learn of their environment: the Telemetry API and the older Logs API.

mod buffer;
pub(crate) mod delivery;
pub(crate) mod feed;
mod record;
pub(crate) mod request;
