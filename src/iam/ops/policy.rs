//! CreatePolicy, GetPolicy, ListPolicies, ListEntitiesForPolicy and DeletePolicy: managed policies.

use std::collections::BTreeMap;

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::identity::unique_id;
use crate::aws::protocol::query::{self, Output};
use crate::iam::account::{Policy, PolicyVersion, arn};
use crate::iam::call::Call;
use crate::iam::page::Page;
use crate::iam::wire::{Detail, write_policy};
use crate::iam::{error, name, tags};

use super::policy_version::check_document;

const POLICIES_MAX: usize = 1500;

/// Makes a managed policy whose first version is its default. AWS page: API_CreatePolicy.
///
/// Errors: ValidationError, MalformedPolicyDocument, EntityAlreadyExists, LimitExceeded.
pub(in crate::iam) fn create_policy(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let name = call.name("PolicyName", name::POLICY_MAX)?;
    let document = call.required("PolicyDocument")?;
    let path = call.input.get("Path").unwrap_or("/");
    let description = call.input.get("Description");
    let mut violations = Violations::default();
    name::check_path(&mut violations, "path", path);
    violations.length("description", description.unwrap_or_default(), 0, 1000);
    violations.finish_query(Some(()))?;
    let tags = tags::read(call.input)?;
    check_document(document)?;
    let policies = &mut call.account.policies;
    if policies
        .values()
        .any(|own| own.name.eq_ignore_ascii_case(name))
    {
        return Err(error::policy_exists(name));
    }
    if policies.len() >= POLICIES_MAX {
        return Err(error::quota("PoliciesPerAccount", POLICIES_MAX));
    }
    let created = call.clock.now();
    let version = PolicyVersion {
        document: document.to_owned(),
        created,
    };
    let policy = Policy {
        path: path.to_owned(),
        name: name.to_owned(),
        id: unique_id("ANPA", call.id, name),
        arn: arn(call.id, "policy", path, name),
        created,
        updated: created,
        description: description.map(str::to_owned),
        tags,
        versions: BTreeMap::from([(1, version)]),
        default_version: 1,
        last_version: 1,
    };
    policies.insert(policy.arn.clone(), policy.clone());
    Ok(query::output(move |result| {
        result.element("Policy", |element| {
            write_policy(element, &policy, [0, 0], Detail::Created);
        });
    }))
}

/// AWS page: API_GetPolicy. Policies that AWS manages are not kept here.
///
/// Errors: ValidationError, InvalidInput, NoSuchEntity.
pub(in crate::iam) fn get_policy(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let policy = call.policy()?.clone();
    let uses = uses(call, &policy.arn);
    Ok(query::output(move |result| {
        result.element("Policy", |element| {
            write_policy(element, &policy, uses, Detail::Whole);
        });
    }))
}

/// The account's policies below PathPrefix, by ARN. AWS page: API_ListPolicies. With Scope `AWS`
/// there are none.
///
/// Errors: ValidationError.
pub(in crate::iam) fn list_policies(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let mut violations = Violations::default();
    let scope = call.input.get("Scope").unwrap_or("All");
    if !["All", "AWS", "Local"].contains(&scope) {
        violations.one_of("scope", scope, &["All", "Local", "AWS"]);
    }
    violations.finish_query(Some(()))?;
    let prefix = call.input.get("PathPrefix").unwrap_or("/");
    let only_attached = call.input.get("OnlyAttached") == Some("true");
    let policies = call.account.policies.values();
    let listed = policies
        .filter(|policy| scope != "AWS" && policy.path.starts_with(prefix))
        .map(|policy| (policy.clone(), uses(call, &policy.arn)))
        .filter(|(_, [attached, _])| !only_attached || *attached > 0);
    let page = Page::of(call.input, listed, |(policy, _)| &policy.arn)?;
    Ok(query::output(move |result| {
        result.list("Policies", &page.items, |element, (policy, uses)| {
            write_policy(element, policy, *uses, Detail::Listed);
        });
        page.end().write(result);
    }))
}

/// The roles that have a policy; there are no users and no groups. AWS page:
/// API_ListEntitiesForPolicy.
///
/// Errors: ValidationError, InvalidInput, NoSuchEntity.
pub(in crate::iam) fn list_entities_for_policy(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let arn = call.policy_arn()?;
    call.check_attachable(arn)?;
    let roles = matches!(call.input.get("EntityFilter"), None | Some("Role"));
    let is_boundary = call.input.get("PolicyUsageFilter") == Some("PermissionsBoundary");
    let names = |role: &crate::iam::account::Role| (role.name.clone(), role.id.clone());
    let entities: Vec<_> = match (roles, is_boundary) {
        (false, _) => Vec::new(),
        (true, false) => call.account.roles_with(arn).map(names).collect(),
        (true, true) => call.account.roles_within(arn).map(names).collect(),
    };
    let page = Page::of(call.input, entities.into_iter(), |(name, _)| name)?;
    Ok(query::output(move |result| {
        result.texts("PolicyGroups", []);
        result.texts("PolicyUsers", []);
        result.list("PolicyRoles", &page.items, |element, (name, id)| {
            element.text("RoleName", name);
            element.text("RoleId", id);
        });
        page.end().write(result);
    }))
}

/// Deletes a policy that no role has. AWS page: API_DeletePolicy.
///
/// Errors: ValidationError, InvalidInput, NoSuchEntity, DeleteConflict.
pub(in crate::iam) fn delete_policy(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let policy = call.policy()?.clone();
    if uses(call, &policy.arn) != [0, 0] {
        return Err(error::policy_is_attached());
    }
    if policy.versions.len() > 1 {
        return Err(error::policy_has_versions());
    }
    call.account.policies.remove(&policy.arn);
    Ok(None)
}

/// How many roles have a policy attached, and as their boundary.
fn uses(call: &Call<'_>, arn: &str) -> [usize; 2] {
    let account = &*call.account;
    [
        account.roles_with(arn).count(),
        account.roles_within(arn).count(),
    ]
}
