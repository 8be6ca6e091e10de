//! CreateMultipartUpload: begins an upload in parts.
//!
//! AWS: API_CreateMultipartUpload. Errors in order: headers, bucket, encryption, lock.

use s3s::dto::{CreateMultipartUploadInput, CreateMultipartUploadOutput};

use crate::aws::error::AwsError;
use crate::s3::checksum::{Algorithm, Kind};
use crate::s3::document::Document;
use crate::s3::exchange::Exchange;
use crate::s3::lifecycle::expiration::reply_abort;
use crate::s3::objects::upload::Plan;
use crate::s3::{acls, attributes, encryption, error, object_lock, settings};

/// What an upload id is made of, and how long AWS's are.
const ID_ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
const ID_LENGTH: usize = 128;

pub(in crate::s3) fn create_multipart_upload(
    exchange: &Exchange,
    input: CreateMultipartUploadInput,
) -> Result<CreateMultipartUploadOutput, AwsError> {
    let attributes = attributes::read(exchange)?;
    let mut settings = settings::read(exchange, &input.bucket)?;
    let checksum = checksum(exchange)?;
    let bucket = exchange.bucket(&input.bucket)?;
    let acl = acls::of_new_object(exchange, &bucket)?;
    let action = "CreateMultipartUpload";
    settings.encryption = encryption::of_write(exchange, &bucket, &input.key, action)?;
    // The default retention begins with the object, not with its upload.
    object_lock::settle(exchange, &bucket, settings.lock)?;
    encryption::reply_to_writer(exchange, &settings.encryption);
    let id = exchange.clock.random_text(ID_ALPHABET, ID_LENGTH);
    let document = Document::write("InitiateMultipartUploadResult", |xml| {
        xml.text("Bucket", &bucket.name);
        xml.text("Key", &input.key);
        xml.text("UploadId", &id);
    });
    bucket.begin_upload(Plan {
        id,
        key: input.key.as_str().into(),
        initiated: exchange.now(),
        attributes,
        settings,
        initiator: exchange.principal(),
        acl,
        checksum,
    })?;
    reply_abort(exchange, &bucket, &input.key, exchange.now());
    if let Some((algorithm, kind)) = checksum {
        exchange.reply_amz("x-amz-checksum-algorithm", algorithm.name());
        exchange.reply_amz("x-amz-checksum-type", kind.name());
    }
    exchange.reply_body(document);
    Ok(CreateMultipartUploadOutput::default())
}

/// What the upload's checksum is to be (recorded: a CRC64NVME is always of the full object, the
/// others are composite unless asked, the SHA family cannot be anything else).
fn checksum(exchange: &Exchange) -> Result<Option<(Algorithm, Kind)>, AwsError> {
    let kind = exchange.header("x-amz-checksum-type");
    let Some(algorithm) = exchange.header("x-amz-checksum-algorithm") else {
        return match kind {
            None => Ok(None),
            Some(_) => Err(error::multipart::checksum_type_without_algorithm()),
        };
    };
    let algorithm = Algorithm::parse(algorithm)?;
    let kind = match kind {
        None if algorithm == Algorithm::Crc64Nvme => Kind::FullObject,
        None => Kind::Composite,
        Some(kind) if kind.eq_ignore_ascii_case("COMPOSITE") => Kind::Composite,
        Some(kind) if kind.eq_ignore_ascii_case("FULL_OBJECT") => Kind::FullObject,
        Some(_) => return Err(error::body::invalid_checksum_header("x-amz-checksum-type")),
    };
    match (algorithm, kind) {
        (Algorithm::Crc64Nvme, Kind::Composite)
        | (Algorithm::Sha1 | Algorithm::Sha256, Kind::FullObject) => Err(
            error::multipart::checksum_type_not_for_algorithm(kind.name(), algorithm.lower_name()),
        ),
        pair => Ok(Some(pair)),
    }
}
