//! Every operation that is answered here, by name.

use super::call::Call;
use super::ops;
use crate::aws::error::AwsError;
use crate::aws::protocol::query::{Named, Output, named};

/// From a request to what its answer says.
pub(super) type Answer = fn(&mut Call<'_>) -> Result<Output, AwsError>;

/// Sorted by name.
pub(super) const OPERATIONS: &[Named<Answer>] = &[
    named(
        "AttachRolePolicy",
        ops::attach_role_policy::attach_role_policy,
    ),
    named("CreatePolicy", ops::policy::create_policy),
    named(
        "CreatePolicyVersion",
        ops::policy_version::create_policy_version,
    ),
    named("CreateRole", ops::role::create_role),
    named("DeletePolicy", ops::policy::delete_policy),
    named(
        "DeletePolicyVersion",
        ops::policy_version::delete_policy_version,
    ),
    named("DeleteRole", ops::role::delete_role),
    named(
        "DeleteRolePermissionsBoundary",
        ops::put_role_permissions_boundary::delete_role_permissions_boundary,
    ),
    named("DeleteRolePolicy", ops::role_policy::delete_role_policy),
    named(
        "DetachRolePolicy",
        ops::attach_role_policy::detach_role_policy,
    ),
    named("GetPolicy", ops::policy::get_policy),
    named("GetPolicyVersion", ops::policy_version::get_policy_version),
    named("GetRole", ops::role::get_role),
    named("GetRolePolicy", ops::role_policy::get_role_policy),
    named(
        "ListAttachedRolePolicies",
        ops::attach_role_policy::list_attached_role_policies,
    ),
    named(
        "ListEntitiesForPolicy",
        ops::policy::list_entities_for_policy,
    ),
    named(
        "ListInstanceProfilesForRole",
        ops::list_instance_profiles_for_role::list_instance_profiles_for_role,
    ),
    named("ListPolicies", ops::policy::list_policies),
    named("ListPolicyTags", ops::tag_policy::list_policy_tags),
    named(
        "ListPolicyVersions",
        ops::policy_version::list_policy_versions,
    ),
    named("ListRolePolicies", ops::role_policy::list_role_policies),
    named("ListRoleTags", ops::tag_role::list_role_tags),
    named("ListRoles", ops::role::list_roles),
    named(
        "PutRolePermissionsBoundary",
        ops::put_role_permissions_boundary::put_role_permissions_boundary,
    ),
    named("PutRolePolicy", ops::role_policy::put_role_policy),
    named(
        "SetDefaultPolicyVersion",
        ops::policy_version::set_default_policy_version,
    ),
    named("TagPolicy", ops::tag_policy::tag_policy),
    named("TagRole", ops::tag_role::tag_role),
    named("UntagPolicy", ops::tag_policy::untag_policy),
    named("UntagRole", ops::tag_role::untag_role),
    named(
        "UpdateAssumeRolePolicy",
        ops::role::update_assume_role_policy,
    ),
    named("UpdateRole", ops::role::update_role),
    named("UpdateRoleDescription", ops::role::update_role_description),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(OPERATIONS.is_sorted_by_key(|(name, _)| name));
    }
}
