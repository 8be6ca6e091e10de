//! PutObject: stores one object from one body.
//!
//! AWS: API_PutObject. Errors in order: headers, bucket, encryption, lock, condition, length, body and its digests.

use std::sync::Arc;

use http::header::ETAG;
use s3s::dto::{PutObjectInput, PutObjectOutput};

use crate::aws::error::AwsError;
use crate::s3::body::{self, Claims, Length};
use crate::s3::checksum::{Algorithm, Checksum, Claim, Kind, hex};
use crate::s3::conditions::WriteCondition;
use crate::s3::exchange::Exchange;
use crate::s3::found::reply_new_version_id;
use crate::s3::lifecycle::expiration::reply_expiration;
use crate::s3::notification::event::Event;
use crate::s3::objects::object::Object;
use crate::s3::{acls, attributes, encryption, error, object_lock, representation, settings};

pub(in crate::s3) async fn put_object(
    exchange: &Exchange,
    input: PutObjectInput,
) -> Result<PutObjectOutput, AwsError> {
    let (bucket, key, event) = (&input.bucket, &input.key, Event::ObjectCreatedPut);
    let object = store(exchange, bucket, key, Length::Declared, event).await?;
    exchange.reply_header(ETAG, &format!("\"{}\"", object.etag));
    Ok(PutObjectOutput::default())
}

/// Stores an object as the exchange's headers describe it, and answers with all headers of a new
/// object but its ETag.
pub(in crate::s3) async fn store(
    exchange: &Exchange,
    bucket: &str,
    key: &str,
    length: Length,
    event: Event,
) -> Result<Arc<Object>, AwsError> {
    let attributes = attributes::read(exchange)?;
    let mut settings = settings::read(exchange, bucket)?;
    let claims = Claims::of(&exchange.headers)?;
    let condition = WriteCondition::of(&exchange.headers)?;
    let bucket = exchange.bucket(bucket)?;
    let acl = acls::of_new_object(exchange, &bucket)?;
    settings.encryption = encryption::of_write(exchange, &bucket, key, "PutObject")?;
    settings.lock = object_lock::settle(exchange, &bucket, settings.lock)?;
    object_lock::check_digest(
        &settings.lock,
        &claims,
        error::object_lock::object_without_digest,
    )?;
    // A condition that fails already need not wait for the body; it is checked again at the end.
    let current = bucket.object(key).ok();
    condition.check(key, current.as_deref().map(|object| object.etag.as_str()))?;
    drop(current);
    let algorithm = claims
        .checksum
        .as_ref()
        .map_or(Algorithm::Crc64Nvme, Claim::algorithm);
    let (content, verified) = body::receive(exchange, &claims, algorithm, &length).await?;
    let etag = hex(&settings.encryption.etag(verified.md5, &exchange.clock));
    let object = Object {
        content,
        etag: bucket.kind().etag(etag, &exchange.clock),
        checksum: Checksum {
            algorithm,
            kind: Kind::FullObject,
            value: verified.checksum,
        },
        last_modified: exchange.now(),
        attributes,
        settings: settings.into(),
        acl,
        restored_until: None,
        replication: None,
        parts: Vec::new(),
    };
    let object = Arc::new(object);
    let version_id = bucket.put(key, Arc::clone(&object), &condition, &exchange.cause(event))?;
    reply_new_version_id(exchange, version_id.as_ref());
    reply_expiration(exchange, &bucket, key, &object);
    encryption::reply_to_writer(exchange, &object.settings.encryption);
    representation::reply_checksum(exchange, &object.checksum);
    Ok(object)
}
