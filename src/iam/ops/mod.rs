//! One file for each family of operations.

pub(super) mod attach_role_policy;
pub(super) mod list_instance_profiles_for_role;
pub(super) mod policy;
pub(super) mod policy_version;
pub(super) mod put_role_permissions_boundary;
pub(super) mod role;
pub(super) mod role_policy;
pub(super) mod tag_policy;
pub(super) mod tag_role;
