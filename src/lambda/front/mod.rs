//! The front: plain HTTP to API Gateway events and back, and function URLs.

mod answer;
mod answer_v1;
mod answer_v2;
mod event_v1;
mod event_v2;
pub(crate) mod journal;
mod multi_map;
mod report;
mod request;
mod response;
mod serve;
pub(crate) mod url;
mod url_access;
mod url_cors;
mod url_stream;

pub(crate) use serve::front;
