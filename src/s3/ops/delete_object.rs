//! DeleteObject: deletes a key, or one version of it for good.
//!
//! AWS: API_DeleteObject. What is not there is no error. Errors in order: headers, bucket, bypass,
//! version id, If-Match, lock.

use s3s::dto::{DeleteObjectInput, DeleteObjectOutput};

use crate::aws::error::AwsError;
use crate::s3::conditions::WriteCondition;
use crate::s3::exchange::Exchange;
use crate::s3::found::reply_version_id;
use crate::s3::notification::event::Event;
use crate::s3::objects::version_id::VersionId;
use crate::s3::objects::versioning::Status;
use crate::s3::{error, object_lock};

pub(in crate::s3) fn delete_object(
    exchange: &Exchange,
    input: DeleteObjectInput,
) -> Result<DeleteObjectOutput, AwsError> {
    let condition = match exchange.header("if-match") {
        None | Some("*") => WriteCondition::Always,
        Some(tags) => WriteCondition::EtagIs(tags.to_owned()),
    };
    let bucket = exchange.bucket(&input.bucket)?;
    let attempt = object_lock::attempt(exchange, &bucket)?;
    let keeps_versions = bucket.versioning().status != Status::Never;
    let cause = exchange.cause(Event::ObjectRemovedDelete);
    let Some(asked) = &input.version_id else {
        let marker = bucket.delete(&input.key, &condition, &cause)?;
        if marker.is_some() {
            exchange.reply_amz("x-amz-delete-marker", "true");
        }
        reply_version_id(exchange, marker.as_ref());
        return Ok(DeleteObjectOutput::default());
    };
    let id = VersionId::parse(asked)
        .filter(|id| id.was_given_to(&input.key))
        .filter(|id| keeps_versions || *id == VersionId::Null)
        .ok_or_else(|| error::object::invalid_version_id(asked))?;
    let removed = bucket.delete_version(&input.key, &id, &condition, &attempt, &cause)?;
    if removed.is_some_and(|version| version.object().is_none()) {
        exchange.reply_amz("x-amz-delete-marker", "true");
    }
    reply_version_id(exchange, keeps_versions.then_some(&id));
    Ok(DeleteObjectOutput::default())
}
