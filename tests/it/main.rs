//! Every integration test, in one binary: linking is paid once.

// Tests may unwrap; clippy knows that of functions marked as tests, but not of those they call.
#![allow(clippy::unwrap_used)]

mod across;
mod durable;
mod dynamodb;
mod gateway;
mod harness;
mod iam;
mod lambda;
mod logs;
mod s3;
mod sts;
