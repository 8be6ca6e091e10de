//! AddPermission: adds a statement to the policy of a function, a version, or an alias.

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::functions::policy::{Conditions, Permission, Principal};
use crate::lambda::functions::registry::function_arn;
use crate::lambda::name::{LATEST, Target};
use crate::lambda::wire::policy::{self, AddPermissionInput, AddPermissionOutput};

/// Developer Guide, "Lambda quotas": a resource-based policy.
const POLICY_BYTES_MAX: usize = 20_480;
const STATEMENT_PATTERN: &str = "([a-zA-Z0-9-_]+)";
const ACTION_PATTERN: &str = "(lambda:[*]|lambda:[a-zA-Z]+|[*])";

/// AWS's page: API_AddPermission.
///
/// Errors, in this order: ValidationException; InvalidParameterValueException for `$LATEST`;
/// ResourceNotFoundException; InvalidParameterValueException for the principal;
/// PreconditionFailedException (RevisionId); ResourceConflictException for a statement that is there;
/// PolicyLengthExceededException.
pub(crate) fn add_permission(
    control: &ControlPlane,
    context: &RequestContext,
    target: &Target,
    input: AddPermissionInput,
) -> Result<AddPermissionOutput, AwsError> {
    let (sid, action, principal) = check(&input)?;
    let scope = context.scope();
    let name = &target.name.name;
    let qualifier = target.name.settle(scope, target.qualifier.as_deref())?;
    if qualifier == Some(LATEST) {
        return Err(error::policy::no_policy_for_latest());
    }
    let arn = function_arn(scope, name, qualifier);
    let revision_id = control.clock.uuid();
    control.registry.change(scope, name, |function| {
        if let Some(qualifier) = qualifier
            && function.qualified(qualifier).is_none()
        {
            return Err(error::name::qualifier_not_found(&arn, qualifier));
        }
        let principal =
            Principal::parse(&principal).ok_or_else(error::policy::invalid_principal)?;
        let key = qualifier.unwrap_or_default().to_owned();
        let policy = function.policies.entry(key).or_default();
        if let Some(given) = &input.revision_id
            && *given != policy.revision_id
        {
            return Err(error::policy::policy_revision_differs());
        }
        if policy.statements.iter().any(|one| one.sid == sid) {
            return Err(error::policy::statement_exists(&sid));
        }
        let conditions = Conditions {
            source_arn: input.source_arn,
            source_account: input.source_account,
            organization: input.principal_org_id,
            event_source_token: input.event_source_token,
            function_url_auth_type: input.function_url_auth_type,
            invoked_via_function_url: input.invoked_via_function_url,
        };
        let permission = Permission::new(sid, action, principal, conditions);
        let statement = policy::statement(&permission, &arn);
        policy.statements.push(permission);
        let length = policy::document(policy, &arn).len();
        if length > POLICY_BYTES_MAX {
            return Err(error::policy::policy_too_long(length, POLICY_BYTES_MAX));
        }
        policy.revision_id = revision_id;
        Ok(AddPermissionOutput { statement })
    })
}

/// Checks the request against the API model, and hands out what it must have.
fn check(input: &AddPermissionInput) -> Result<(String, String, String), AwsError> {
    let mut violations = Violations::default();
    match &input.statement_id {
        Some(sid) => check_statement_id(sid, &mut violations),
        None => violations.missing("statementId"),
    }
    match &input.action {
        Some(action) if !is_action(action) => violations.pattern("action", action, ACTION_PATTERN),
        Some(_) => {}
        None => violations.missing("action"),
    }
    match &input.principal {
        Some(text) if text.is_empty() || text.contains(char::is_whitespace) => {
            violations.pattern("principal", text, r"[^\s]+");
        }
        Some(_) => {}
        None => violations.missing("principal"),
    }
    if let Some(auth_type) = &input.function_url_auth_type
        && !["NONE", "AWS_IAM"].contains(&auth_type.as_str())
    {
        violations.one_of("functionUrlAuthType", auth_type, &["NONE", "AWS_IAM"]);
    }
    if let Some(account) = &input.source_account
        && !(account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()))
    {
        violations.pattern("sourceAccount", account, r"\d{12}");
    }
    let given = input.statement_id.clone().zip(input.action.clone());
    let given = given.zip(input.principal.clone());
    violations.finish(given.map(|((sid, action), principal)| (sid, action, principal)))
}

/// Notes what is wrong with a StatementId.
pub(super) fn check_statement_id(sid: &str, violations: &mut Violations) {
    violations.length("statementId", sid, 1, 100);
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if sid.is_empty() || !sid.bytes().all(word) {
        violations.pattern("statementId", sid, STATEMENT_PATTERN);
    }
}

fn is_action(text: &str) -> bool {
    let named = |action: &str| {
        action == "*" || (!action.is_empty() && action.bytes().all(|b| b.is_ascii_alphabetic()))
    };
    text == "*" || text.strip_prefix("lambda:").is_some_and(named)
}
