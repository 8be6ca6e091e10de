//! What every test stands on: a server in this process, and a raw client that hides nothing.

mod client;
pub(crate) mod engine;
mod lasting;
mod program;
mod server;
mod signer;

pub(crate) use client::{Reply, Request};
pub(crate) use lasting::{Incident, Lasting, any_incident};
pub(crate) use program::Program;
pub(crate) use server::{TestServer, executor};
pub(crate) use signer::{Signer, sha256};
