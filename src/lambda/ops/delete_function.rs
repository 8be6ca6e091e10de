//! DeleteFunction: forgets a function, or one of its published versions.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::functions::version::version_number;
use crate::lambda::name::{LATEST, Target};

/// AWS's page: API_DeleteFunction. Deleting a version that is not there succeeds (recorded answer).
///
/// Errors: InvalidParameterValueException for `$LATEST` by its name and for an alias, before the
/// function is looked for; ResourceNotFoundException, which names the function without the qualifier;
/// ResourceConflictException for a version that an alias names.
pub(crate) fn delete_function(
    control: &ControlPlane,
    context: &RequestContext,
    target: &Target,
) -> Result<(), AwsError> {
    let scope = context.scope();
    let name = &target.name.name;
    match target.name.settle(scope, target.qualifier.as_deref())? {
        None => control.registry.remove(scope, name),
        Some(LATEST) => Err(error::version::latest_not_deletable()),
        Some(qualifier) if is_alias(qualifier) => Err(error::version::alias_not_deletable()),
        Some(qualifier) => control.registry.change(scope, name, |function| {
            let aliases = function.aliases_of(qualifier);
            if !aliases.is_empty() {
                return Err(error::version::version_has_aliases(&aliases));
            }
            version_number(qualifier).map(|number| function.unpublish(number));
            Ok(())
        }),
    }
}

/// A qualifier of digits alone is a version's number.
fn is_alias(qualifier: &str) -> bool {
    !qualifier.bytes().all(|byte| byte.is_ascii_digit())
}
