//! Every error that IAM answers, in AWS's own words, as its users quote them.

use http::StatusCode;

use crate::aws::error::AwsError;

fn no_such_entity(message: String) -> AwsError {
    AwsError::new(StatusCode::NOT_FOUND, "NoSuchEntity", message)
}

fn delete_conflict(message: &'static str) -> AwsError {
    AwsError::new(StatusCode::CONFLICT, "DeleteConflict", message)
}

fn limit_exceeded(message: String) -> AwsError {
    AwsError::new(StatusCode::CONFLICT, "LimitExceeded", message)
}

fn invalid_input(message: String) -> AwsError {
    AwsError::new(StatusCode::BAD_REQUEST, "InvalidInput", message)
}

fn entity_exists(message: String) -> AwsError {
    AwsError::new(StatusCode::CONFLICT, "EntityAlreadyExists", message)
}

pub(super) fn no_such_role(name: &str) -> AwsError {
    no_such_entity(format!("The role with name {name} cannot be found."))
}

pub(super) fn no_such_role_policy(name: &str) -> AwsError {
    no_such_entity(format!("The role policy with name {name} cannot be found."))
}

pub(super) fn no_such_policy(arn: &str) -> AwsError {
    no_such_entity(format!("Policy {arn} was not found."))
}

pub(super) fn no_boundary(role: &str) -> AwsError {
    no_such_entity(format!(
        "Role with name {role} has no permissions boundary."
    ))
}

pub(super) fn not_attachable(arn: &str) -> AwsError {
    no_such_entity(format!("Policy {arn} does not exist or is not attachable."))
}

pub(super) fn no_such_version(arn: &str, version: &str) -> AwsError {
    no_such_entity(format!(
        "Policy {arn} version {version} does not exist or is not attachable."
    ))
}

pub(super) fn role_exists(name: &str) -> AwsError {
    entity_exists(format!("Role with name {name} already exists."))
}

pub(super) fn policy_exists(name: &str) -> AwsError {
    entity_exists(format!(
        "A policy called {name} already exists. Duplicate names are not allowed."
    ))
}

pub(super) fn role_has_attached_policies() -> AwsError {
    delete_conflict("Cannot delete entity, must detach all policies first.")
}

pub(super) fn role_has_inline_policies() -> AwsError {
    delete_conflict("Cannot delete entity, must delete policies first.")
}

pub(super) fn policy_is_attached() -> AwsError {
    delete_conflict("Cannot delete a policy attached to entities.")
}

pub(super) fn policy_has_versions() -> AwsError {
    delete_conflict(
        "This policy has more than one version. Before you delete a policy, you must delete the \
         policy's versions. The default version is deleted with the policy.",
    )
}

pub(super) fn default_version_stays() -> AwsError {
    delete_conflict("Cannot delete the default version of a policy.")
}

/// `quota` is AWS's name of it, such as `PoliciesPerRole`.
pub(super) fn quota(quota: &str, limit: usize) -> AwsError {
    limit_exceeded(format!("Cannot exceed quota for {quota}: {limit}"))
}

pub(super) fn inline_policies_too_long(role: &str, limit: usize) -> AwsError {
    limit_exceeded(format!(
        "Maximum policy size of {limit} bytes exceeded for role {role}"
    ))
}

pub(super) fn too_many_versions(limit: usize) -> AwsError {
    limit_exceeded(format!(
        "A managed policy can have up to {limit} versions. Before you create a new version, you must \
         delete an existing version."
    ))
}

pub(super) fn too_many_tags() -> AwsError {
    limit_exceeded("The number of tags has reached the maximum limit.".to_owned())
}

pub(super) fn duplicate_tags() -> AwsError {
    invalid_input(
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.".to_owned(),
    )
}

pub(super) fn invalid_arn(arn: &str) -> AwsError {
    invalid_input(format!("ARN {arn} is not valid."))
}

pub(super) fn invalid_marker() -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "ValidationError",
        "Invalid Marker.",
    )
}

/// 400: a policy document that says nothing, or too much.
pub(super) fn malformed_document(message: &'static str) -> AwsError {
    AwsError::new(StatusCode::BAD_REQUEST, "MalformedPolicyDocument", message)
}
