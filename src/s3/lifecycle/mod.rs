//! Lifecycle: what becomes of objects and uploads by their age, as a bucket's rules have it.

pub(super) mod act;
pub(super) mod check;
mod due;
pub(super) mod expiration;
mod midnight;
pub(super) mod rules;
mod seen;
pub(super) mod sweeper;
