//! GetPolicy: who may do what with a function, a version, or an alias.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::functions::registry::function_arn;
use crate::lambda::name::Target;
use crate::lambda::wire::policy::{self, GetPolicyOutput};

/// AWS's page: API_GetPolicy.
///
/// Errors: ResourceNotFoundException for the function, and for one without a policy.
pub(crate) fn get_policy(
    control: &ControlPlane,
    context: &RequestContext,
    target: &Target,
) -> Result<GetPolicyOutput, AwsError> {
    let scope = context.scope();
    let qualifier = target.qualifier.as_deref();
    let found = control.registry.find(scope, &target.name, qualifier)?;
    let qualifier = found.qualifier.as_deref();
    let policy = found.function.policies.get(qualifier.unwrap_or_default());
    let policy = policy.ok_or_else(error::policy::resource_not_found)?;
    let arn = function_arn(scope, &target.name.name, qualifier);
    Ok(GetPolicyOutput {
        policy: policy::document(policy, &arn),
        revision_id: policy.revision_id.clone(),
    })
}
