//! CreateLogStream: makes an empty stream in a group.

use std::sync::Arc;

use crate::aws::error::AwsError;
use crate::logs::call::Call;
use crate::logs::group::STREAMS_MAX;
use crate::logs::input::Input;
use crate::logs::reply::Reply;
use crate::logs::stream::Stream;
use crate::logs::{error, name};

/// API reference, CreateLogStream.
///
/// Errors: InvalidParameterException, ResourceNotFoundException, ResourceAlreadyExistsException;
/// LimitExceededException beyond 10,000 streams, where AWS has no limit.
pub(in crate::logs) fn create_log_stream(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let group = name::required_group(input)?;
    let stream = name::required_stream(input)?;
    input.finish()?;
    let (group, stream) = (group.unwrap_or_default(), stream.unwrap_or_default());
    let mut store = call.shared.store();
    let group = store.group(call.scope, &group, call.now_ms())?;
    if group.streams.contains_key(stream.as_str()) {
        return Err(error::stream_exists());
    }
    if group.streams.len() >= STREAMS_MAX {
        return Err(error::limit_exceeded());
    }
    let stream = Stream::new(&stream, call.now_ms());
    group.streams.insert(Arc::clone(&stream.name), stream);
    Ok(Reply::Nothing)
}
