//! Who may do what: the evaluation of bucket policies, ACLs, public access blocks and ownership.
//!
//! Pure: it knows no request, no bucket and no clock; [`judge::judge`] is told what it needs.

pub(super) mod acl;
pub(super) mod action;
pub(super) mod condition;
pub(super) mod network;
pub(super) mod ownership;
mod pattern;
pub(super) mod policy;
pub(super) mod principal;
pub(super) mod public;
mod statement;

pub(super) mod judge;

/// The values of a condition key, by its lower-case name; none when the request has no such key.
pub(super) type Facts<'a> = dyn Fn(&str) -> Vec<String> + 'a;
