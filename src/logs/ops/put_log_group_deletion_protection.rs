//! PutLogGroupDeletionProtection: whether a group and its streams can be deleted.

use crate::aws::error::AwsError;
use crate::logs::call::Call;
use crate::logs::input::Input;
use crate::logs::reply::Reply;
use crate::logs::{error, name};

/// API reference, PutLogGroupDeletionProtection.
///
/// Errors: InvalidParameterException, ResourceNotFoundException.
pub(in crate::logs) fn put_log_group_deletion_protection(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let identifier = input.text("logGroupIdentifier", 1, 2048)?;
    let identifier = input.must("logGroupIdentifier", identifier);
    let is_enabled = input.boolean("deletionProtectionEnabled")?;
    let is_enabled = input.must("deletionProtectionEnabled", is_enabled);
    input.finish()?;
    let identifier = identifier.unwrap_or_default();
    let name = name::of_identifier(call.scope, &identifier);
    let name = name.ok_or_else(error::no_such_group)?;
    let mut store = call.shared.store();
    let group = store.group(call.scope, name, call.now_ms())?;
    group.is_protected = is_enabled.unwrap_or_default();
    Ok(Reply::Nothing)
}
