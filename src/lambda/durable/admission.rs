//! Who may begin a durable execution, and how.

use crate::aws::error::AwsError;
use crate::lambda::error::durable as refuse;
use crate::lambda::functions::version::FunctionVersion;

/// Nobody waits longer, in seconds (Developer Guide, "Invoking durable Lambda functions").
const WAITED_FOR_MAX: u32 = 900;

/// Errors: InvalidParameterValueException for a durable function without a version or an alias, or with
/// a timeout that is too long for who waits.
pub(crate) fn admit(
    function: &FunctionVersion,
    is_qualified: bool,
    synchronous: bool,
) -> Result<(), AwsError> {
    let Some(config) = &function.durable else {
        return Ok(());
    };
    if !is_qualified {
        return Err(refuse::unqualified());
    }
    match synchronous && config.execution_timeout_s > WAITED_FOR_MAX {
        true => Err(refuse::too_long_to_wait_for()),
        false => Ok(()),
    }
}

/// As [`admit`], for an ARN that may name a version or an alias.
pub(crate) fn admit_as(
    function: &FunctionVersion,
    invoked_arn: &str,
    synchronous: bool,
) -> Result<(), AwsError> {
    let is_qualified = invoked_arn.split(':').count() == 8;
    admit(function, is_qualified, synchronous)
}
