//! The HTTP API that a function polls: one listener and one exchange for each environment.

pub(crate) mod answer;
pub(crate) mod debugger;
pub(crate) mod exchange;
pub(crate) mod extension;
mod extension_calls;
pub(crate) mod extensions;
mod gate;
pub(crate) mod listener;
mod pace;
mod refusal;
mod report;
pub(crate) mod served;
mod stream;
mod telemetry_calls;
