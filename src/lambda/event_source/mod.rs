//! Event source mappings: functions that run for what streams of changes say.
//!
//! `request` checks what is asked, `mapping` and `mappings` keep it. A `poller` runs each mapping in
//! `lane`s, which read the stream, gather batches, and run the function for each until `outcome` says
//! that it is done.

mod batch;
mod discard;
mod event;
mod lane;
pub(crate) mod mapping;
pub(crate) mod mappings;
mod outcome;
mod pieces;
pub(crate) mod poller;
mod progress;
pub(crate) mod request;
pub(crate) mod settings;
pub(crate) mod source;
mod tools;
mod tumbling;
