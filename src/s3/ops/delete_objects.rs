//! DeleteObjects: removes up to 1000 keys at once.
//!
//! AWS: API_DeleteObjects. Left out: conditions of single keys (ETag, size, date). Errors in order:
//! a digest of the body is missing, the body, bucket; what goes wrong with one key is told in the
//! document.

use s3s::dto::{DeleteObjectsInput, DeleteObjectsOutput, ObjectIdentifier};

use crate::aws::error::AwsError;
use crate::s3::body::Claims;
use crate::s3::conditions::WriteCondition;
use crate::s3::document::Document;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::{error, names, version_id};

/// Keys in one request at most (API_DeleteObjects).
const KEYS_MAX: usize = 1000;

pub(in crate::s3) fn delete_objects(
    exchange: &Exchange,
    input: DeleteObjectsInput,
) -> Result<DeleteObjectsOutput, AwsError> {
    if !Claims::of(&exchange.headers)?.any_digest() {
        return Err(error::missing_body_digest());
    }
    let objects = &input.delete.objects;
    if objects.is_empty() || objects.len() > KEYS_MAX {
        return Err(error::malformed_xml());
    }
    let bucket = exchange.bucket(&input.bucket)?;
    let outcomes: Vec<_> = objects
        .iter()
        .map(|object| (object, delete(&bucket, object)))
        .collect();
    let quiet = input.delete.quiet.unwrap_or_default();
    let document = Document::write("DeleteResult", |xml| {
        for (object, outcome) in &outcomes {
            match outcome {
                Ok(()) if quiet => {}
                Ok(()) => xml.nest("Deleted", |xml| {
                    xml.text("Key", &object.key);
                    xml.optional("VersionId", object.version_id.as_deref());
                }),
                Err(problem) => xml.nest("Error", |xml| {
                    xml.text("Key", &object.key);
                    xml.optional("VersionId", object.version_id.as_deref());
                    xml.text("Code", problem.code());
                    xml.optional("Message", problem.message());
                }),
            }
        }
    });
    exchange.reply_body(document);
    Ok(DeleteObjectsOutput::default())
}

fn delete(bucket: &Bucket, object: &ObjectIdentifier) -> Result<(), AwsError> {
    names::check_key(&object.key)?;
    version_id::check(object.version_id.as_deref())?;
    if object.last_modified_time.is_some() || object.size.is_some() {
        return Err(error::not_implemented());
    }
    let condition = match &object.e_tag {
        Some(etag) => WriteCondition::EtagIs(etag.value().to_owned()),
        None => WriteCondition::Always,
    };
    bucket.delete(&object.key, &condition)
}
