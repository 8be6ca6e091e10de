//! TagLogGroup, UntagLogGroup and ListTagsLogGroup: the older way to tag a group, by its name.

use serde_json::json;

use crate::aws::error::AwsError;
use crate::logs::call::Call;
use crate::logs::input::Input;
use crate::logs::reply::Reply;
use crate::logs::{name, tags};

/// API reference, TagLogGroup.
///
/// Errors: InvalidParameterException, ResourceNotFoundException, TooManyTagsException.
pub(in crate::logs) fn tag_log_group(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let name = name::required_group(input)?;
    let more = tags::read(input)?;
    let more = input.must("tags", more);
    input.finish()?;
    let name = name.unwrap_or_default();
    let mut store = call.shared.store();
    let group = store.group(call.scope, &name, call.now_ms())?;
    let arn = name::group_arn(call.scope, &name);
    tags::add(&mut group.tags, more.unwrap_or_default(), &arn)?;
    Ok(Reply::Nothing)
}

/// API reference, UntagLogGroup. Tags that are not there are no error.
///
/// Errors: InvalidParameterException, ResourceNotFoundException.
pub(in crate::logs) fn untag_log_group(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let name = name::required_group(input)?;
    let keys = input.texts("tags", [1, usize::MAX], [1, 128])?;
    let keys = input.must("tags", keys);
    input.finish()?;
    let mut store = call.shared.store();
    let group = store.group(call.scope, &name.unwrap_or_default(), call.now_ms())?;
    let keys = keys.unwrap_or_default();
    group.tags.retain(|key, _| !keys.contains(key));
    Ok(Reply::Nothing)
}

/// API reference, ListTagsLogGroup.
///
/// Errors: InvalidParameterException, ResourceNotFoundException.
pub(in crate::logs) fn list_tags_log_group(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let name = name::required_group(input)?;
    input.finish()?;
    let mut store = call.shared.store();
    let group = store.group(call.scope, &name.unwrap_or_default(), call.now_ms())?;
    Ok(Reply::Json(json!({ "tags": group.tags })))
}
