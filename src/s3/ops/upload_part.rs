//! UploadPart: one part of an upload.
//!
//! AWS: API_UploadPart. Errors in order: part number, headers, bucket, upload, encryption, lock,
//! checksum algorithm,
//! length, body and its digests.

use http::header::ETAG;
use s3s::dto::{UploadPartInput, UploadPartOutput};

use crate::aws::error::AwsError;
use crate::s3::body::{self, Claims, Length};
use crate::s3::checksum::{Claim, hex};
use crate::s3::exchange::Exchange;
use crate::s3::objects::upload::{Part, Plan};
use crate::s3::{encryption, error, object_lock};

pub(in crate::s3) async fn upload_part(
    exchange: &Exchange,
    input: UploadPartInput,
) -> Result<UploadPartOutput, AwsError> {
    let claims = Claims::of(&exchange.headers)?;
    let bucket = exchange.bucket(&input.bucket)?;
    let plan = bucket.upload(&input.key, &input.upload_id)?.plan;
    let encryption = &plan.settings.encryption;
    encryption::check_part(exchange, &bucket, &input.key, "UploadPart", encryption)?;
    let lock = object_lock::settle(exchange, &bucket, plan.settings.lock)?;
    object_lock::check_digest(&lock, &claims, error::object_lock::part_without_digest)?;
    check_algorithm(&plan, claims.checksum.as_ref())?;
    let (algorithm, _) = plan.effective_checksum();
    let (content, verified) =
        body::receive(exchange, &claims, algorithm, &Length::Declared).await?;
    let etag = encryption.part_etag(verified.md5, &input.upload_id, input.part_number);
    exchange.reply_header(ETAG, &format!("\"{}\"", hex(&etag)));
    encryption::reply(exchange, encryption);
    if let Some((algorithm, value)) = &verified.claimed {
        exchange.reply_amz(algorithm.header(), value);
    }
    let part = Part {
        content,
        etag,
        checksum: verified.checksum,
        last_modified: exchange.now(),
    };
    bucket.put_part(&input.key, &input.upload_id, input.part_number, part)?;
    Ok(UploadPartOutput::default())
}

/// A part brings the checksum that the upload was created with; an upload without one takes any
/// (recorded).
fn check_algorithm(plan: &Plan, claim: Option<&Claim>) -> Result<(), AwsError> {
    let Some((expected, _)) = plan.checksum else {
        return Ok(());
    };
    match claim.map(Claim::algorithm) {
        Some(actual) if actual == expected => Ok(()),
        actual => Err(error::body::checksum_type_mismatch(
            expected.lower_name(),
            actual.map_or("null", |actual| actual.lower_name()),
        )),
    }
}
