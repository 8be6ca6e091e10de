//! Who may do what: the evaluation of bucket policies, ACLs, public access blocks and ownership.
//!
//! Pure: it knows no request, no bucket and no clock; [`judge::judge`] is told what it needs. The
//! language of policies is every service's: `aws/policy`.

pub(super) mod acl;
pub(super) mod action;
pub(super) mod judge;
pub(super) mod ownership;
pub(super) mod policy;
pub(super) mod public;
