//! The front: plain HTTP to API Gateway events and back.

mod answer;
mod answer_v1;
mod answer_v2;
mod event_v1;
mod event_v2;
mod multi_map;
mod request;
mod serve;

pub(crate) use serve::front;
