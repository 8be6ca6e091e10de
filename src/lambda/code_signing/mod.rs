//! Code signing: whose packages functions take.

pub(crate) mod arn;
pub(crate) mod config;
pub(crate) mod request;
pub(crate) mod verdict;
