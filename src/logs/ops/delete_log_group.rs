//! DeleteLogGroup: removes a group with all that is in it.

use crate::aws::error::AwsError;
use crate::logs::call::Call;
use crate::logs::input::Input;
use crate::logs::reply::Reply;
use crate::logs::{error, name};

/// API reference, DeleteLogGroup.
///
/// Errors: InvalidParameterException, ResourceNotFoundException, ValidationException for a protected
/// group.
pub(in crate::logs) fn delete_log_group(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let name = name::required_group(input)?;
    input.finish()?;
    let name = name.unwrap_or_default();
    let mut store = call.shared.store();
    let groups = store.groups(call.scope);
    let group = groups.get(name.as_str()).ok_or_else(error::no_such_group)?;
    if group.is_protected {
        return Err(error::protected());
    }
    groups.remove(name.as_str());
    Ok(Reply::Nothing)
}
