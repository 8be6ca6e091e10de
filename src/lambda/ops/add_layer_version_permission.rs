//! AddLayerVersionPermission: shares a version of a layer with other accounts.

use std::sync::Arc;

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::functions::policy::{Conditions, Permission, Principal};
use crate::lambda::layers::lookup;
use crate::lambda::layers::name::LayerTarget;
use crate::lambda::wire::layer::{AddLayerVersionPermissionInput, AddLayerVersionPermissionOutput};
use crate::lambda::wire::policy;

use super::add_permission;

const ACTION: &str = "lambda:GetLayerVersion";
const PRINCIPAL_PATTERN: &str = r"\d{12}|\*|arn:(aws[a-zA-Z-]*):iam::\d{12}:root";
const ORGANIZATION_PATTERN: &str = "o-[a-z0-9]{10,32}";

/// AWS's page: API_AddLayerVersionPermission.
///
/// Errors, in this order: ValidationException; AccessDeniedException for another account's layer;
/// ResourceNotFoundException; PreconditionFailedException (RevisionId); ResourceConflictException for
/// a statement that is there.
pub(crate) fn add_layer_version_permission(
    control: &ControlPlane,
    context: &RequestContext,
    target: &LayerTarget,
    revision_id: Option<&str>,
    input: AddLayerVersionPermissionInput,
) -> Result<AddLayerVersionPermissionOutput, AwsError> {
    let permission = check(input)?;
    let layer = &target.layer;
    lookup::own(context, layer, "AddLayerVersionPermission")?;
    let arn = lookup::arn(target);
    let renewed = control.clock.uuid();
    control.layers.change(&layer.scope, &layer.name, |kept| {
        let version = kept.versions.get_mut(&target.number);
        let version = version.ok_or_else(|| error::layer::layer_version_not_found(&arn))?;
        let policy = &mut Arc::make_mut(version).policy;
        let own = policy.as_ref().map(|policy| policy.revision_id.as_str());
        if revision_id.is_some_and(|given| Some(given) != own) {
            return Err(error::layer::layer_policy_revision_differs());
        }
        let policy = policy.get_or_insert_default();
        if policy
            .statements
            .iter()
            .any(|one| one.sid == permission.sid)
        {
            return Err(error::policy::statement_exists(&permission.sid));
        }
        let statement = policy::statement(&permission, &arn);
        policy.statements.push(permission);
        policy.revision_id = renewed.clone();
        Ok(AddLayerVersionPermissionOutput {
            statement,
            revision_id: renewed,
        })
    })
}

/// Checks the request against the API model.
fn check(input: AddLayerVersionPermissionInput) -> Result<Permission, AwsError> {
    let mut violations = Violations::default();
    match &input.statement_id {
        Some(sid) => add_permission::check_statement_id(sid, &mut violations),
        None => violations.missing("statementId"),
    }
    match input.action.as_deref() {
        Some(ACTION) => {}
        Some(action) => violations.pattern("action", action, ACTION),
        None => violations.missing("action"),
    }
    match &input.principal {
        Some(text) if !is_principal(text) => {
            violations.pattern("principal", text, PRINCIPAL_PATTERN);
        }
        Some(_) => {}
        None => violations.missing("principal"),
    }
    if let Some(organization) = &input.organization_id
        && !is_organization(organization)
    {
        violations.pattern("organizationId", organization, ORGANIZATION_PATTERN);
    }
    let principal = input.principal.as_deref().and_then(Principal::parse);
    let (sid, principal) = violations.finish(input.statement_id.zip(principal))?;
    let conditions = Conditions {
        organization: input.organization_id,
        ..Conditions::default()
    };
    Ok(Permission::new(
        sid,
        ACTION.to_owned(),
        principal,
        conditions,
    ))
}

fn is_principal(text: &str) -> bool {
    let account = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let root = || {
        let (partition, rest) = text.strip_prefix("arn:aws")?.split_once(":iam::")?;
        let legal = |byte: u8| byte.is_ascii_alphabetic() || byte == b'-';
        Some(partition.bytes().all(legal) && account(rest.strip_suffix(":root")?))
    };
    text == "*" || account(text) || root().unwrap_or_default()
}

fn is_organization(text: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.strip_prefix("o-")
        .is_some_and(|rest| (10..=32).contains(&rest.len()) && rest.bytes().all(legal))
}
