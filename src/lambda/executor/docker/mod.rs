//! Environments that are containers of a Docker engine.

mod address;
mod application;
mod code;
mod container;
mod context;
mod engine;
mod entrypoint;
mod find;
mod forward;
mod held;
mod image;
mod keeper;
mod layers;
mod memory;
mod network;
mod owner;
mod pace;
mod package;
mod provide;
mod pull;
mod start;
mod sweep;
pub(in crate::lambda) mod sweeper;
mod tar;
mod tmp;
mod volumes;
mod writer;

pub(crate) use start::DockerExecutor;
