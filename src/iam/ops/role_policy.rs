//! PutRolePolicy, GetRolePolicy, ListRolePolicies and DeleteRolePolicy: policies inside a role.

use crate::aws::error::AwsError;
use crate::aws::percent;
use crate::aws::protocol::query::{self, Output};
use crate::iam::call::Call;
use crate::iam::document::{self, Kind};
use crate::iam::page::Page;
use crate::iam::{error, name};

/// Characters of all inline policies of a role together, white space aside (IAM quotas).
const INLINE_MAX: usize = 10_240;

/// Adds or replaces an inline policy. AWS page: API_PutRolePolicy.
///
/// Errors: ValidationError, NoSuchEntity, MalformedPolicyDocument, LimitExceeded.
pub(in crate::iam) fn put_role_policy(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let name = call.name("PolicyName", name::POLICY_MAX)?;
    let document = call.required("PolicyDocument")?;
    let role = call.role()?;
    document::check(Kind::Permissions, document)?;
    let others = role.inline.iter().filter(|(own, _)| *own != name);
    let length = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let total = others.map(|(_, text)| length(text)).sum::<usize>() + length(document);
    if total > INLINE_MAX {
        return Err(error::inline_policies_too_long(&role.name, INLINE_MAX));
    }
    role.inline.insert(name.to_owned(), document.to_owned());
    Ok(None)
}

/// AWS page: API_GetRolePolicy.
///
/// Errors: ValidationError, NoSuchEntity.
pub(in crate::iam) fn get_role_policy(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let name = call.name("PolicyName", name::POLICY_MAX)?;
    let role = call.role()?;
    let document = role.inline.get(name);
    let document = document.ok_or_else(|| error::no_such_role_policy(name))?;
    let document = percent::encode_query(document);
    let (role, name) = (role.name.clone(), name.to_owned());
    Ok(query::output(move |result| {
        result.text("RoleName", &role);
        result.text("PolicyName", &name);
        result.text("PolicyDocument", &document);
    }))
}

/// The names of a role's inline policies. AWS page: API_ListRolePolicies.
///
/// Errors: ValidationError, NoSuchEntity.
pub(in crate::iam) fn list_role_policies(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let input = call.input;
    let names = call.role()?.inline.keys().cloned();
    let page = Page::of(input, names, String::as_str)?;
    Ok(query::output(move |result| {
        result.texts("PolicyNames", page.items.iter().map(String::as_str));
        page.end().write(result);
    }))
}

/// AWS page: API_DeleteRolePolicy.
///
/// Errors: ValidationError, NoSuchEntity.
pub(in crate::iam) fn delete_role_policy(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let name = call.name("PolicyName", name::POLICY_MAX)?;
    match call.role()?.inline.remove(name) {
        Some(_) => Ok(None),
        None => Err(error::no_such_role_policy(name)),
    }
}
