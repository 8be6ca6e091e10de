//! CopyObject: another object with the same bytes, which are shared, not copied.
//!
//! AWS: API_CopyObject.
//! Errors in order: directives, source's name, buckets, encryption, lock, source, conditions, copy onto itself, size,
//! condition of the destination.

use std::sync::Arc;

use s3s::dto::{CopyObjectInput, CopyObjectOutput};

use crate::aws::error::AwsError;
use crate::s3::access::action::PUT_OBJECT_TAGGING;
use crate::s3::checksum::{Algorithm, Checksum, Kind, hex};
use crate::s3::conditions::WriteCondition;
use crate::s3::copy_source::{self, CopySource};
use crate::s3::document::Document;
use crate::s3::exchange::Exchange;
use crate::s3::found::reply_new_version_id;
use crate::s3::lifecycle::expiration::reply_expiration;
use crate::s3::notification::event::Event;
use crate::s3::objects::encryption::Encryption;
use crate::s3::objects::object::Object;
use crate::s3::{acls, attributes, body, encryption, error, object_lock, settings};

pub(in crate::s3) async fn copy_object(
    exchange: &Exchange,
    input: CopyObjectInput,
) -> Result<CopyObjectOutput, AwsError> {
    let replaces = replaces_metadata(exchange)?;
    let replaces_tags = replaces_tags(exchange)?;
    let mut settings = settings::read(exchange, &input.bucket)?;
    let algorithm = match exchange.header("x-amz-checksum-algorithm") {
        Some(name) => Some(Algorithm::parse(name)?),
        None => None,
    };
    let source = CopySource::of(exchange)?;
    let condition = WriteCondition::of(&exchange.headers)?;
    let bucket = exchange.bucket(&input.bucket)?;
    let acl = acls::of_new_object(exchange, &bucket)?;
    settings.encryption = encryption::of_write(exchange, &bucket, &input.key, "CopyObject")?;
    settings.lock = object_lock::settle(exchange, &bucket, settings.lock)?;
    let found = source.open(exchange)?;
    let original = &found.object;
    let changes = replaces
        || algorithm.is_some()
        || encryption::is_asked_for(exchange)
        || original.settings.encryption.customer_key().is_some()
        || settings.website_redirect.is_some()
        // Also one that it has already.
        || exchange.header("x-amz-storage-class").is_some()
        || settings.storage_class != original.settings.storage_class;
    let onto_itself = source.bucket == input.bucket && source.key == input.key;
    if onto_itself && !source.names_version() && !changes {
        return Err(error::copy::illegal_self_copy());
    }
    copy_source::check_size(original.content.len())?;
    let (etag, checksum) = digests(exchange, original, algorithm, &settings.encryption).await?;
    let attributes = match replaces {
        true => attributes::read(exchange)?,
        false => Arc::clone(&original.attributes),
    };
    if !replaces_tags {
        if !original.settings.tags.is_empty() {
            if bucket.kind().is_directory() {
                let header = "x-amz-tagging-directive";
                return Err(error::header_not_implemented(header));
            }
            source.permit_tags(exchange)?;
            exchange.permit(&bucket, &input.key, None, PUT_OBJECT_TAGGING)?;
        }
        settings.tags.clone_from(&original.settings.tags);
    }
    let object = Arc::new(Object {
        content: original.content.clone(),
        etag: bucket.kind().etag(etag, &exchange.clock),
        checksum,
        last_modified: exchange.now(),
        attributes,
        settings: settings.into(),
        acl,
        restored_until: None,
        replication: None,
        parts: Vec::new(),
    });
    let version_id = bucket.put(
        &input.key,
        Arc::clone(&object),
        &condition,
        &exchange.cause(Event::ObjectCreatedCopy),
    )?;
    reply_new_version_id(exchange, version_id.as_ref());
    reply_expiration(exchange, &bucket, &input.key, &object);
    encryption::reply_to_writer(exchange, &object.settings.encryption);
    exchange.reply_body(Document::write("CopyObjectResult", |xml| {
        xml.moment("LastModified", object.last_modified);
        xml.etag(&object.etag);
        xml.checksum(&object.checksum);
    }));
    Ok(CopyObjectOutput::default())
}

fn replaces_metadata(exchange: &Exchange) -> Result<bool, AwsError> {
    match exchange.header("x-amz-metadata-directive") {
        None | Some("COPY") => Ok(false),
        Some("REPLACE") => Ok(true),
        Some(other) => Err(error::copy::unknown_metadata_directive(other)),
    }
}

fn replaces_tags(exchange: &Exchange) -> Result<bool, AwsError> {
    match exchange.header("x-amz-tagging-directive") {
        None | Some("COPY") => Ok(false),
        Some("REPLACE") => Ok(true),
        Some(other) => Err(error::object::unknown_tagging_directive(other)),
    }
}

/// The digests of the copy: the original's, unless it was uploaded in parts (a copy is one piece,
/// so its ETag is an MD5 again), another checksum was asked for, or either is encrypted with a key.
async fn digests(
    exchange: &Exchange,
    original: &Object,
    asked: Option<Algorithm>,
    encryption: &Encryption,
) -> Result<(String, Checksum), AwsError> {
    let algorithm = asked.unwrap_or(original.checksum.algorithm);
    let same = original.parts.is_empty() && algorithm == original.checksum.algorithm;
    match (&original.settings.encryption, encryption) {
        (Encryption::S3, Encryption::S3) if same => {
            return Ok((original.etag.clone(), original.checksum.clone()));
        }
        (_, Encryption::Kms(_) | Encryption::Customer(_)) if same => {
            let etag = hex(&encryption.etag([0; 16], &exchange.clock));
            return Ok((etag, original.checksum.clone()));
        }
        _ => {}
    }
    let (md5, value) = body::digest(&original.content, algorithm).await?;
    let checksum = Checksum {
        algorithm,
        kind: Kind::FullObject,
        value,
    };
    Ok((hex(&encryption.etag(md5, &exchange.clock)), checksum))
}
