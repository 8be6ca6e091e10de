//! DeleteObjects: deletes up to 1000 keys, or versions of keys, at once.
//!
//! AWS: API_DeleteObjects. Left out: conditions of single keys (ETag, size, date). Errors in order:
//! a digest of the body is missing, the body, bucket, bypass; what goes wrong with one key is told in the
//! document.

use s3s::dto::{DeleteObjectsInput, DeleteObjectsOutput, ObjectIdentifier};

use crate::aws::error::AwsError;
use crate::s3::access::action::{BYPASS_GOVERNANCE, of_deletion};
use crate::s3::body::Claims;
use crate::s3::conditions::WriteCondition;
use crate::s3::document::Document;
use crate::s3::exchange::Exchange;
use crate::s3::notification::event::Event;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::object_lock::Attempt;
use crate::s3::objects::version_id::VersionId;
use crate::s3::objects::versioning::Status;
use crate::s3::{error, names, object_lock};

/// Keys in one request at most (API_DeleteObjects).
const KEYS_MAX: usize = 1000;

/// The delete marker that a deletion made, or removed.
type Marker = Option<VersionId>;

pub(in crate::s3) fn delete_objects(
    exchange: &Exchange,
    input: DeleteObjectsInput,
) -> Result<DeleteObjectsOutput, AwsError> {
    if !Claims::of(&exchange.headers)?.any_digest() {
        return Err(error::body::missing_body_digest());
    }
    let objects = &input.delete.objects;
    if objects.is_empty() || objects.len() > KEYS_MAX {
        return Err(error::malformed_xml());
    }
    let bucket = exchange.bucket(&input.bucket)?;
    let attempt = object_lock::attempt(exchange, &bucket)?;
    let outcomes: Vec<_> = objects
        .iter()
        .map(|object| (object, delete(exchange, &bucket, object, &attempt)))
        .collect();
    let quiet = input.delete.quiet.unwrap_or_default();
    let document = Document::write("DeleteResult", |xml| {
        for (object, outcome) in &outcomes {
            match outcome {
                Ok(_) if quiet => {}
                Ok(marker) => xml.nest("Deleted", |xml| {
                    xml.text("Key", &object.key);
                    xml.optional("VersionId", object.version_id.as_deref());
                    if let Some(id) = marker {
                        xml.boolean("DeleteMarker", true);
                        xml.text("DeleteMarkerVersionId", id.as_str());
                    }
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

fn delete(
    exchange: &Exchange,
    bucket: &Bucket,
    object: &ObjectIdentifier,
    attempt: &Attempt,
) -> Result<Marker, AwsError> {
    names::check_key(&object.key)?;
    if object.last_modified_time.is_some() || object.size.is_some() {
        return Err(error::not_implemented());
    }
    let version_id = object.version_id.as_deref();
    let need = of_deletion(version_id.is_some());
    exchange.permit(bucket, &object.key, version_id, need)?;
    if attempt.bypasses_governance {
        exchange.permit(bucket, &object.key, version_id, BYPASS_GOVERNANCE)?;
    }
    let condition = match &object.e_tag {
        Some(etag) => WriteCondition::EtagIs(etag.value().to_owned()),
        None => WriteCondition::Always,
    };
    let cause = exchange.cause(Event::ObjectRemovedDelete);
    let Some(asked) = &object.version_id else {
        return bucket.delete(&object.key, &condition, &cause);
    };
    let id = VersionId::parse(asked).ok_or_else(|| error::object::invalid_version_id(asked))?;
    let keeps_versions = bucket.versioning().status != Status::Never;
    // Recorded: here an id that was never given is no version, in DeleteObject it is no id.
    if !id.was_given_to(&object.key) || !keeps_versions && id != VersionId::Null {
        return Err(error::object::no_such_version(&object.key, asked));
    }
    let removed = bucket.delete_version(&object.key, &id, &condition, attempt, &cause)?;
    let marker = removed.filter(|version| version.object().is_none());
    Ok(marker.map(|marker| marker.id))
}
