//! Which ACLs are public, in one place for the blocks and the judgement.
//!
//! AWS: user guide, "Blocking public access to your Amazon S3 storage", "The meaning of public".

use super::acl::{Acl, Grantee, Group};

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
