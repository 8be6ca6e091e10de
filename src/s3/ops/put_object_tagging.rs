//! PutObjectTagging: gives a version of an object other tags.
//!
//! AWS: API_PutObjectTagging. Errors in order: XML, bucket, version, tags.

use s3s::dto::{PutObjectTaggingInput, PutObjectTaggingOutput};

use crate::aws::error::AwsError;
use crate::s3::exchange::Exchange;
use crate::s3::found::{Found, reply_version_id};
use crate::s3::notification::event::Event;
use crate::s3::objects::object::Tag;
use crate::s3::{error, object_tags};

pub(in crate::s3) fn put_object_tagging(
    exchange: &Exchange,
    input: PutObjectTaggingInput,
) -> Result<PutObjectTaggingOutput, AwsError> {
    let tags: Option<Vec<Tag>> = input
        .tagging
        .tag_set
        .into_iter()
        .map(|tag| {
            Some(Tag {
                key: tag.key?,
                value: tag.value?,
            })
        })
        .collect();
    let tags = tags.ok_or_else(error::malformed_xml)?;
    let bucket = exchange.bucket(&input.bucket)?;
    let found = Found::of(&bucket, &input.key, input.version_id.as_deref(), "PUT")?;
    object_tags::check(&tags)?;
    let cause = exchange.cause(Event::ObjectTaggingPut);
    bucket.change_and_tell(&input.key, &found.id, &[cause], |object| {
        object.settings.tags = tags;
    })?;
    reply_version_id(exchange, found.version_id());
    Ok(PutObjectTaggingOutput::default())
}
