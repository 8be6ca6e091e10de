//! Every integration test, in one binary: linking is paid once.

mod across;
mod dynamodb;
mod gateway;
mod harness;
mod lambda;
mod s3;
