//! DynamoDB answered by another program: a DynamoDB Local that this process keeps running, or the URL
//! of any DynamoDB-compatible service.

mod admission;
mod java;
mod jvm;
mod keeper;
mod proxy;
mod reply;
mod upstream;

pub(crate) use proxy::Remote;
