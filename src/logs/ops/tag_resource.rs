//! TagResource, UntagResource and ListTagsForResource: tags of a group, by its ARN.

use serde_json::json;

use crate::aws::error::AwsError;
use crate::logs::call::Call;
use crate::logs::input::Input;
use crate::logs::reply::Reply;
use crate::logs::{error, name, tags};

/// API reference, TagResource. Groups are what can be tagged here; AWS has destinations too.
///
/// Errors: InvalidParameterException, ResourceNotFoundException, TooManyTagsException.
pub(in crate::logs) fn tag_resource(call: &Call<'_>, input: &mut Input) -> Result<Reply, AwsError> {
    let arn = arn(input)?;
    let more = tags::read(input)?;
    let more = input.must("tags", more);
    input.finish()?;
    let mut store = call.shared.store();
    let group = store.group(call.scope, group_of(call, &arn)?, call.now_ms())?;
    tags::add(&mut group.tags, more.unwrap_or_default(), &arn)?;
    Ok(Reply::Nothing)
}

/// API reference, UntagResource. Tags that are not there are no error.
///
/// Errors: InvalidParameterException, ResourceNotFoundException.
pub(in crate::logs) fn untag_resource(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let arn = arn(input)?;
    let keys = input.texts("tagKeys", [0, 50], [1, 128])?;
    let keys = input.must("tagKeys", keys);
    input.finish()?;
    let mut store = call.shared.store();
    let group = store.group(call.scope, group_of(call, &arn)?, call.now_ms())?;
    let keys = keys.unwrap_or_default();
    group.tags.retain(|key, _| !keys.contains(key));
    Ok(Reply::Nothing)
}

/// API reference, ListTagsForResource.
///
/// Errors: InvalidParameterException, ResourceNotFoundException.
pub(in crate::logs) fn list_tags_for_resource(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let arn = arn(input)?;
    input.finish()?;
    let mut store = call.shared.store();
    let group = store.group(call.scope, group_of(call, &arn)?, call.now_ms())?;
    Ok(Reply::Json(json!({ "tags": group.tags })))
}

fn arn(input: &mut Input) -> Result<String, AwsError> {
    let arn = input.text("resourceArn", 1, 1011)?;
    Ok(input.must("resourceArn", arn).unwrap_or_default())
}

/// The group's name in an ARN.
fn group_of<'a>(call: &Call<'_>, arn: &'a str) -> Result<&'a str, AwsError> {
    let name = match arn.starts_with("arn:") {
        true => name::of_identifier(call.scope, arn),
        false => None,
    };
    name.ok_or_else(error::no_such_resource)
}
