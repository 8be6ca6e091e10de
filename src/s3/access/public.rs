//! Which policies and ACLs are public, in one place for the blocks and the judgement.
//!
//! AWS: user guide, "Blocking public access to your Amazon S3 storage", "The meaning of public".

use crate::aws::policy::document::Policy;
use crate::aws::policy::public;

use super::acl::{Acl, Grantee, Group};

/// Condition keys that keep a statement from being public when their values are fixed.
const FIXING_KEYS: &[&str] = &[
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
];

/// Whether a statement lets anyone in and no condition fixes who that is.
pub(in crate::s3) fn is_policy_public(policy: &Policy) -> bool {
    public::is_policy_public(policy, FIXING_KEYS)
}

/// Whether it grants anything to everyone, or to everyone with an account.
pub(in crate::s3) fn is_acl_public(acl: &Acl) -> bool {
    acl.grants
        .iter()
        .any(|grant| is_grantee_public(&grant.grantee))
}

fn is_grantee_public(grantee: &Grantee) -> bool {
    matches!(
        grantee,
        Grantee::Group(Group::AllUsers | Group::AuthenticatedUsers)
    )
}
