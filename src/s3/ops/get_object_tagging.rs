//! GetObjectTagging: the tags of a version of an object.
//!
//! AWS: API_GetObjectTagging. Errors in order: bucket, version.

use s3s::dto::{GetObjectTaggingInput, GetObjectTaggingOutput};

use crate::aws::error::AwsError;
use crate::s3::document::Document;
use crate::s3::exchange::Exchange;
use crate::s3::found::{Found, reply_version_id};

pub(in crate::s3) fn get_object_tagging(
    exchange: &Exchange,
    input: GetObjectTaggingInput,
) -> Result<GetObjectTaggingOutput, AwsError> {
    let bucket = exchange.bucket(&input.bucket)?;
    let found = Found::of(&bucket, &input.key, input.version_id.as_deref(), "GET")?;
    reply_version_id(exchange, found.version_id());
    // AWS promises no order; the public suite expects that of the keys.
    let mut tags: Vec<_> = found.object.settings.tags.iter().collect();
    tags.sort_by(|one, other| one.key.cmp(&other.key));
    exchange.reply_body(Document::write("Tagging", |xml| {
        xml.nest("TagSet", |xml| {
            for tag in tags {
                xml.nest("Tag", |xml| {
                    xml.text("Key", &tag.key);
                    xml.text("Value", &tag.value);
                });
            }
        });
    }));
    Ok(GetObjectTaggingOutput {
        tag_set: Vec::new(),
        version_id: None,
    })
}
