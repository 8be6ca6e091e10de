//! DeleteLogStream: removes a stream with its events.

use crate::aws::error::AwsError;
use crate::logs::call::Call;
use crate::logs::input::Input;
use crate::logs::reply::Reply;
use crate::logs::{error, name};

/// API reference, DeleteLogStream.
///
/// Errors: InvalidParameterException, ResourceNotFoundException, ValidationException for a protected
/// group.
pub(in crate::logs) fn delete_log_stream(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let group = name::required_group(input)?;
    let stream = name::required_stream(input)?;
    input.finish()?;
    let (group, stream) = (group.unwrap_or_default(), stream.unwrap_or_default());
    let mut store = call.shared.store();
    let group = store.group(call.scope, &group, call.now_ms())?;
    if !group.streams.contains_key(stream.as_str()) {
        return Err(error::no_such_stream());
    }
    if group.is_protected {
        return Err(error::protected());
    }
    group.remove_stream(&stream);
    Ok(Reply::Nothing)
}
