//! Replication: new versions of one bucket reach others, in their order.
//!
//! AWS: user guide, "What does Amazon S3 replicate?". While a bucket is locked, a version that a rule
//! takes is marked as pending and enters a queue; a task of its own carries it to each destination.

pub(super) mod courier;
pub(super) mod queue;
pub(super) mod rules;
