//! Roles and policies as answers show them.

use crate::aws::percent;
use crate::aws::protocol::query::Document;
use crate::aws::time::iso_seconds;

use super::account::{Policy, PolicyVersion, Role};
use super::tags;

/// How much of something an answer shows: lists show less (API_ListRoles, API_ListPolicies).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    Listed,
    Created,
    Whole,
}

/// The members of a role. Documents are percent-encoded (API_GetRole).
pub(super) fn write_role(element: &mut Document, role: &Role, detail: Detail) {
    element.text("Path", &role.path);
    element.text("RoleName", &role.name);
    element.text("RoleId", &role.id);
    element.text("Arn", &role.arn);
    element.text("CreateDate", &iso_seconds(role.created));
    let document = percent::encode_query(&role.trust);
    element.text("AssumeRolePolicyDocument", &document);
    element.optional("Description", role.description.as_deref());
    if detail != Detail::Created {
        element.text("MaxSessionDuration", &role.session_max_s.to_string());
    }
    if detail == Detail::Listed {
        return;
    }
    if let Some(boundary) = &role.boundary {
        element.element("PermissionsBoundary", |element| {
            element.text("PermissionsBoundaryType", "Policy");
            element.text("PermissionsBoundaryArn", boundary);
        });
    }
    if !role.tags.is_empty() {
        tags::write(element, &role.tags);
    }
    if detail == Detail::Whole {
        element.element("RoleLastUsed", |_| {});
    }
}

/// The members of a policy; `attachments` and `boundaries` count the roles that have it.
pub(super) fn write_policy(
    element: &mut Document,
    policy: &Policy,
    [attachments, boundaries]: [usize; 2],
    detail: Detail,
) {
    element.text("PolicyName", &policy.name);
    element.text("PolicyId", &policy.id);
    element.text("Arn", &policy.arn);
    element.text("Path", &policy.path);
    element.text("DefaultVersionId", &format!("v{}", policy.default_version));
    element.text("AttachmentCount", &attachments.to_string());
    element.text("PermissionsBoundaryUsageCount", &boundaries.to_string());
    element.text("IsAttachable", "true");
    element.text("CreateDate", &iso_seconds(policy.created));
    element.text("UpdateDate", &iso_seconds(policy.updated));
    if detail == Detail::Whole {
        element.optional("Description", policy.description.as_deref());
    }
    if detail != Detail::Listed && !policy.tags.is_empty() {
        tags::write(element, &policy.tags);
    }
}

/// The members of a policy's version; lists leave the document out.
pub(super) fn write_version(
    element: &mut Document,
    number: u32,
    version: &PolicyVersion,
    is_default: bool,
    detail: Detail,
) {
    if detail == Detail::Whole {
        element.text("Document", &percent::encode_query(&version.document));
    }
    element.text("VersionId", &format!("v{number}"));
    let is_default = if is_default { "true" } else { "false" };
    element.text("IsDefaultVersion", is_default);
    element.text("CreateDate", &iso_seconds(version.created));
}
