//! Lifecycle: what becomes of objects and uploads by their age, as a bucket's rules have it.

pub(super) mod check;
pub(super) mod due;
pub(super) mod expiration;
pub(super) mod rules;
mod seen;
pub(super) mod sweeper;
