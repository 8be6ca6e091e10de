//! RustStack: a local AWS in one process. [`Config`] says what to serve, [`Server`] serves it.

#![doc = include_str!("../README.md")]

mod aws;
mod bus;
mod clock;
mod config;
mod dynamodb;
mod gateway;
mod iam;
mod journal;
mod lambda;
mod logs;
mod s3;
mod seed;
mod server;
mod store;
mod sts;
mod world;

pub use cli::main;
pub use clock::Clock;
pub use config::{
    Auth, Command, Config, ConfigProblem, DockerSettings, DynamoDbBackend, EventFormat, KeySetting,
    LambdaExecutor, LambdaFastStarts, LambdaIsolation, RuntimeImage, S3Access, ServeOptions, Sync,
};
pub use server::{Server, StartProblem};
pub use store::disk::{Disk, DiskFault, DiskOperation};

mod cli;
