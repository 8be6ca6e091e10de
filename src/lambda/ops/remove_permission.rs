//! RemovePermission: takes a statement out of a policy.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::functions::registry::function_arn;
use crate::lambda::name::Target;

/// AWS's page: API_RemovePermission. The last statement takes the policy with it.
///
/// Errors: ResourceNotFoundException for the function, the policy, then the statement;
/// PreconditionFailedException (RevisionId).
pub(crate) fn remove_permission(
    control: &ControlPlane,
    context: &RequestContext,
    target: &Target,
    sid: &str,
    revision_id: Option<&str>,
) -> Result<(), AwsError> {
    let scope = context.scope();
    let name = &target.name.name;
    let qualifier = target.name.settle(scope, target.qualifier.as_deref())?;
    if !control.registry.shelf(scope).contains_key(name) {
        return Err(error::policy::no_policy_of(&function_arn(
            scope, name, None,
        )));
    }
    let key = qualifier.unwrap_or_default();
    let renewed = control.clock.uuid();
    control.registry.change(scope, name, |function| {
        let policy = function.policies.get_mut(key);
        let policy = policy.ok_or_else(error::policy::no_policy)?;
        let at = policy.statements.iter().position(|one| one.sid == sid);
        let at = at.ok_or_else(|| error::policy::statement_not_found(sid))?;
        if revision_id.is_some_and(|given| given != policy.revision_id) {
            return Err(error::policy::policy_revision_differs());
        }
        policy.statements.remove(at);
        policy.revision_id = renewed;
        if policy.statements.is_empty() {
            function.policies.remove(key);
        }
        Ok(())
    })
}
