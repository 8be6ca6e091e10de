//! AttachRolePolicy, DetachRolePolicy and ListAttachedRolePolicies: managed policies of a role.

use crate::aws::error::AwsError;
use crate::aws::protocol::query::{self, Output};
use crate::iam::call::Call;
use crate::iam::page::Page;
use crate::iam::{error, name};

/// Managed policies of a role (IAM quotas).
const ATTACHED_MAX: usize = 10;

/// Attaches a managed policy; a second time changes nothing. AWS page: API_AttachRolePolicy. Every
/// ARN of a policy that AWS could manage may be attached.
///
/// Errors: ValidationError, InvalidInput, NoSuchEntity, LimitExceeded.
pub(in crate::iam) fn attach_role_policy(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let arn = call.policy_arn()?;
    call.role()?;
    call.check_attachable(arn)?;
    let attached = &mut call.role()?.attached;
    if attached.iter().any(|own| own == arn) {
        return Ok(None);
    }
    if attached.len() >= ATTACHED_MAX {
        return Err(error::quota("PoliciesPerRole", ATTACHED_MAX));
    }
    attached.push(arn.to_owned());
    Ok(None)
}

/// AWS page: API_DetachRolePolicy.
///
/// Errors: ValidationError, InvalidInput, NoSuchEntity.
pub(in crate::iam) fn detach_role_policy(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let arn = call.policy_arn()?;
    let attached = &mut call.role()?.attached;
    let at = attached.iter().position(|own| own == arn);
    attached.remove(at.ok_or_else(|| error::no_such_policy(arn))?);
    Ok(None)
}

/// A role's managed policies below PathPrefix, by ARN. AWS page: API_ListAttachedRolePolicies.
///
/// Errors: ValidationError, NoSuchEntity.
pub(in crate::iam) fn list_attached_role_policies(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let input = call.input;
    let prefix = format!(":policy{}", input.get("PathPrefix").unwrap_or("/"));
    let attached = call.role()?.attached.iter();
    let mut arns: Vec<String> = attached
        .filter(|arn| arn.contains(&prefix))
        .cloned()
        .collect();
    arns.sort_unstable();
    let page = Page::of(input, arns.into_iter(), String::as_str)?;
    Ok(query::output(move |result| {
        result.list("AttachedPolicies", &page.items, |element, arn| {
            element.text("PolicyName", name::last_segment(arn));
            element.text("PolicyArn", arn);
        });
        page.end().write(result);
    }))
}
