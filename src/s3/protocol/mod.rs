//! How s3s is driven: what it may see of a request, and what becomes of its answer.
//!
//! s3s routes, parses names, headers and XML into typed inputs, and writes header-only answers. It
//! never sees signatures, conditions, ranges or bodies that stream, and none of its error texts
//! leaves the house.

mod adapter;
mod call;
mod configurations;
mod cross_origin;
mod directories;
mod features;
mod numbers;
mod objects;
mod request;
mod respond;
mod route;

pub(super) use call::Protocol;
pub(super) use cross_origin::{CrossOrigin, preflight};
