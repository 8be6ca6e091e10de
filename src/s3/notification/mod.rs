//! Notifications: which changes of a bucket's objects are told, to whom, and in which words.
//!
//! A change is put into the notifier's queue while its bucket is locked, so that the changes of a key
//! are told in their order; a task of its own takes it out and writes to everyone who wants it.

pub(super) mod cause;
pub(super) mod change;
pub(super) mod event;
pub(super) mod event_bridge;
pub(super) mod notifier;
pub(super) mod record;
pub(super) mod rules;
