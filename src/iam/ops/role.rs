//! CreateRole, GetRole, ListRoles, UpdateRole, UpdateRoleDescription, UpdateAssumeRolePolicy and
//! DeleteRole.

use std::collections::BTreeMap;

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::identity::unique_id;
use crate::aws::protocol::query::{self, Output, Parameters};
use crate::iam::account::{Role, arn};
use crate::iam::call::Call;
use crate::iam::document::{self, Kind};
use crate::iam::page::Page;
use crate::iam::wire::{Detail, write_role};
use crate::iam::{error, name, tags};

/// Characters of a trust policy (IAM quotas).
const TRUST_MAX: usize = 2048;
const ROLES_MAX: usize = 1000;

/// Makes a role. AWS page: API_CreateRole.
///
/// Errors: ValidationError, MalformedPolicyDocument, NoSuchEntity for a boundary that is not there,
/// EntityAlreadyExists, LimitExceeded.
pub(in crate::iam) fn create_role(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let name = call.name("RoleName", name::ROLE_MAX)?;
    let trust = call.required("AssumeRolePolicyDocument")?;
    let path = call.input.get("Path").unwrap_or("/");
    let mut violations = Violations::default();
    name::check_path(&mut violations, "path", path);
    let settings = Settings::read(call.input, &mut violations);
    violations.finish_query(Some(()))?;
    let tags = tags::read(call.input)?;
    check_trust(trust)?;
    let boundary = call.input.get("PermissionsBoundary");
    if let Some(boundary) = boundary {
        call.check_attachable(boundary)?;
    }
    let key = name.to_lowercase();
    if call.account.roles.contains_key(&key) {
        return Err(error::role_exists(name));
    }
    if call.account.roles.len() >= ROLES_MAX {
        return Err(error::quota("RolesPerAccount", ROLES_MAX));
    }
    let role = Role {
        path: path.to_owned(),
        name: name.to_owned(),
        id: unique_id("AROA", call.id, name),
        arn: arn(call.id, "role", path, name),
        created: call.clock.now(),
        trust: trust.to_owned(),
        description: settings.description,
        session_max_s: settings.session_max_s.unwrap_or(3600),
        boundary: boundary.map(str::to_owned),
        tags,
        inline: BTreeMap::new(),
        attached: Vec::new(),
    };
    call.account.roles.insert(key, role.clone());
    Ok(show(role, Detail::Created))
}

/// AWS page: API_GetRole.
///
/// Errors: ValidationError, NoSuchEntity.
pub(in crate::iam) fn get_role(call: &mut Call<'_>) -> Result<Output, AwsError> {
    Ok(show(call.role()?.clone(), Detail::Whole))
}

/// The roles below PathPrefix, in the order of their names. AWS page: API_ListRoles.
///
/// Errors: ValidationError.
pub(in crate::iam) fn list_roles(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let prefix = call.input.get("PathPrefix").unwrap_or("/");
    let roles = call.account.roles.values();
    let roles = roles.filter(|role| role.path.starts_with(prefix)).cloned();
    // Names are kept in lower case, and so must markers be.
    let keyed = roles.map(|role| (role.name.to_lowercase(), role));
    let page = Page::of(call.input, keyed, |(key, _)| key)?;
    Ok(query::output(move |result| {
        let end = page.end();
        result.list("Roles", page.items, |element, (_, role)| {
            write_role(element, &role, Detail::Listed);
        });
        end.write(result);
    }))
}

/// Changes description and longest session. AWS page: API_UpdateRole.
///
/// Errors: ValidationError, NoSuchEntity.
pub(in crate::iam) fn update_role(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let mut violations = Violations::default();
    let settings = Settings::read(call.input, &mut violations);
    violations.finish_query(Some(()))?;
    let role = call.role()?;
    role.description = settings.description.or(role.description.take());
    role.session_max_s = settings.session_max_s.unwrap_or(role.session_max_s);
    Ok(query::output(|_| {}))
}

/// The older form of [`update_role`]. AWS page: API_UpdateRoleDescription.
///
/// Errors: ValidationError, NoSuchEntity.
pub(in crate::iam) fn update_role_description(call: &mut Call<'_>) -> Result<Output, AwsError> {
    call.required("Description")?;
    update_role(call)?;
    Ok(show(call.role()?.clone(), Detail::Whole))
}

/// AWS page: API_UpdateAssumeRolePolicy.
///
/// Errors: ValidationError, NoSuchEntity, MalformedPolicyDocument, LimitExceeded.
pub(in crate::iam) fn update_assume_role_policy(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let trust = call.required("PolicyDocument")?;
    let role = call.role()?;
    check_trust(trust)?;
    role.trust = trust.to_owned();
    Ok(None)
}

/// Deletes a role without policies. AWS page: API_DeleteRole.
///
/// Errors: ValidationError, NoSuchEntity, DeleteConflict.
pub(in crate::iam) fn delete_role(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let role = call.role()?;
    if !role.attached.is_empty() {
        return Err(error::role_has_attached_policies());
    }
    if !role.inline.is_empty() {
        return Err(error::role_has_inline_policies());
    }
    let key = role.name.to_lowercase();
    call.account.roles.remove(&key);
    Ok(None)
}

struct Settings {
    description: Option<String>,
    session_max_s: Option<i64>,
}

impl Settings {
    fn read(input: &Parameters, violations: &mut Violations) -> Self {
        let description = input.get("Description");
        if let Some(description) = description {
            violations.length("description", description, 0, 1000);
        }
        let session_max_s = input.get("MaxSessionDuration");
        let session_max_s = session_max_s.map(|text| text.parse().unwrap_or_default());
        if let Some(seconds) = session_max_s {
            violations.range("maxSessionDuration", seconds, 3600, 43_200);
        }
        Self {
            description: description.map(str::to_owned),
            session_max_s,
        }
    }
}

fn check_trust(text: &str) -> Result<(), AwsError> {
    document::check(Kind::Trust, text)?;
    match text.chars().filter(|c| !c.is_whitespace()).count() > TRUST_MAX {
        true => Err(error::quota("ACLSizePerRole", TRUST_MAX)),
        false => Ok(()),
    }
}

fn show(role: Role, detail: Detail) -> Output {
    query::output(move |result| {
        result.element("Role", |element| write_role(element, &role, detail));
    })
}
