//! DynamoDB answered by another program: a DynamoDB Local that this process keeps running, or the URL
//! of any DynamoDB-compatible service.

mod admission;
mod call;
mod credential;
mod java;
mod jvm;
mod keeper;
mod proxy;
mod reply;
mod stream_records;
mod streams;
mod upstream;

pub(crate) use proxy::Remote;
pub(crate) use streams::RemoteStreams;
