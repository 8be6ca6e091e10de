//! The data plane: events in, answers out, over environments that are kept warm.

pub(crate) mod accepted;
mod accepted_pieces;
mod ahead;
pub(crate) mod destination;
mod ending;
mod environment;
mod initialization;
pub(crate) mod invocation;
pub(crate) mod invoker;
pub(crate) mod lineage;
pub(crate) mod payload;
mod platform_log;
mod pools;
mod provisioner;
mod provisions;
mod queue;
mod reservations;
mod result;
mod run;
pub(crate) mod shared;
mod standbys;
mod start;
pub(crate) mod streaming;
pub(crate) mod variables;
