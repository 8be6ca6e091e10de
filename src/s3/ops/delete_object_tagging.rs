//! DeleteObjectTagging: takes all tags from a version of an object.
//!
//! AWS: API_DeleteObjectTagging. Errors in order: bucket, version.

use s3s::dto::{DeleteObjectTaggingInput, DeleteObjectTaggingOutput};

use crate::aws::error::AwsError;
use crate::s3::exchange::Exchange;
use crate::s3::found::{Found, reply_version_id};
use crate::s3::notification::event::Event;

pub(in crate::s3) fn delete_object_tagging(
    exchange: &Exchange,
    input: DeleteObjectTaggingInput,
) -> Result<DeleteObjectTaggingOutput, AwsError> {
    let bucket = exchange.bucket(&input.bucket)?;
    let found = Found::of(&bucket, &input.key, input.version_id.as_deref(), "DELETE")?;
    let cause = exchange.cause(Event::ObjectTaggingDelete);
    bucket.change_and_tell(&input.key, &found.id, &[cause], |object| {
        object.settings.tags.clear();
    })?;
    reply_version_id(exchange, found.version_id());
    Ok(DeleteObjectTaggingOutput::default())
}
