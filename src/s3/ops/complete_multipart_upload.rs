//! CompleteMultipartUpload: makes one object of an upload's parts, without moving a byte.
//!
//! AWS: API_CompleteMultipartUpload. Completing twice with the same parts answers as the first
//! time. Errors in order: XML, no parts, bucket, upload, its key, order of parts, each part, its size and
//! checksum, checksum type, object size, the object's checksum, condition.

use std::sync::Arc;

use md5::{Digest, Md5};
use s3s::dto::{CompleteMultipartUploadInput, CompleteMultipartUploadOutput, CompletedPart};

use crate::aws::error::AwsError;
use crate::s3::checksum::{self, Algorithm, Kind, PartSum, hex};
use crate::s3::conditions::WriteCondition;
use crate::s3::document::Document;
use crate::s3::exchange::Exchange;
use crate::s3::found::reply_new_version_id;
use crate::s3::lifecycle::expiration::reply_expiration;
use crate::s3::notification::event::Event;
use crate::s3::objects::object::{Object, PartSpan};
use crate::s3::objects::upload::{Completed, Part, Plan, Upload};
use crate::s3::{customer_key, encryption, error, object_lock};
use crate::store::content::Content;

/// Smallest part but for the last (docs, "Amazon S3 multipart upload limits").
const PART_BYTES_MIN: u64 = 5 * 1024 * 1024;

/// One part as the request lists it.
struct Listed {
    number: i32,
    /// Without quotes.
    etag: String,
    checksums: Vec<(Algorithm, String)>,
}

pub(in crate::s3) fn complete_multipart_upload(
    exchange: &Exchange,
    input: CompleteMultipartUploadInput,
) -> Result<CompleteMultipartUploadOutput, AwsError> {
    let parts = input.multipart_upload.and_then(|upload| upload.parts);
    let listed = listed(parts.unwrap_or_default())?;
    let condition = WriteCondition::of(&exchange.headers)?;
    let bucket = exchange.bucket(&input.bucket)?;
    let completed = match bucket.upload(&input.key, &input.upload_id) {
        Ok(upload) => {
            check_key(exchange, &upload.plan)?;
            let has_gaps = listed.iter().zip(1..).any(|(part, own)| part.number != own);
            if has_gaps && bucket.kind().is_directory() {
                return Err(error::directory::parts_with_gaps());
            }
            let mut object = assemble(exchange, &upload, &listed)?;
            object.etag = bucket.kind().etag(object.etag, &exchange.clock);
            let lock = &mut object.settings.lock;
            *lock = object_lock::settle(exchange, &bucket, *lock)?;
            let mut completed = Completed {
                upload_id: input.upload_id,
                key: input.key.as_str().into(),
                listed: names(&listed),
                etag: object.etag.clone(),
                checksum: object.checksum.clone(),
                encryption: object.settings.encryption.clone(),
                version_id: None,
            };
            completed.version_id = bucket.complete_upload(
                completed.clone(),
                Arc::new(object),
                &condition,
                &exchange.cause(Event::ObjectCreatedCompleteMultipartUpload),
            )?;
            completed
        }
        Err(gone) => match bucket.completed_upload(&input.key, &input.upload_id) {
            Some(completed) if completed.listed == names(&listed) => completed,
            _ => return Err(gone),
        },
    };
    let location = exchange.object_url(&bucket.name, &input.key);
    reply_new_version_id(exchange, completed.version_id.as_ref());
    if let Ok(object) = bucket.object(&input.key) {
        reply_expiration(exchange, &bucket, &input.key, &object);
    }
    encryption::reply(exchange, &completed.encryption);
    exchange.reply_body(Document::write("CompleteMultipartUploadResult", |xml| {
        xml.text("Location", &location);
        xml.text("Bucket", &bucket.name);
        xml.text("Key", &input.key);
        xml.etag(&completed.etag);
        xml.checksum(&completed.checksum);
    }));
    Ok(CompleteMultipartUploadOutput::default())
}

/// A customer's key is needed again where there are checksums, and is looked at wherever it comes
/// (API_CompleteMultipartUpload).
fn check_key(exchange: &Exchange, plan: &Plan) -> Result<(), AwsError> {
    match plan.checksum.is_some() || customer_key::OWN.are_in(exchange) {
        true => customer_key::check_upload(exchange, &plan.settings.encryption),
        false => Ok(()),
    }
}

fn names(listed: &[Listed]) -> Vec<(i32, String)> {
    listed
        .iter()
        .map(|part| (part.number, part.etag.clone()))
        .collect()
}

/// Reads the request's list; a part without number or ETag does not fit the schema.
fn listed(parts: Vec<CompletedPart>) -> Result<Vec<Listed>, AwsError> {
    if parts.is_empty() {
        return Err(error::multipart::no_parts());
    }
    let read = |part: CompletedPart| {
        let checksums = [
            (Algorithm::Crc32, part.checksum_crc32),
            (Algorithm::Crc32c, part.checksum_crc32c),
            (Algorithm::Crc64Nvme, part.checksum_crc64nvme),
            (Algorithm::Sha1, part.checksum_sha1),
            (Algorithm::Sha256, part.checksum_sha256),
        ];
        Some(Listed {
            number: part.part_number?,
            etag: part.e_tag?.into_value(),
            checksums: checksums
                .into_iter()
                .filter_map(|(algorithm, value)| Some((algorithm, value?)))
                .collect(),
        })
    };
    let listed: Option<Vec<_>> = parts.into_iter().map(read).collect();
    listed.ok_or_else(error::malformed_xml)
}

/// Checks everything that the request says, and joins the parts.
fn assemble(exchange: &Exchange, upload: &Upload, listed: &[Listed]) -> Result<Object, AwsError> {
    let plan = &upload.plan;
    if !listed.is_sorted_by(|before, after| before.number < after.number) {
        return Err(error::multipart::invalid_part_order(&plan.id));
    }
    let mut parts: Vec<(&Listed, &Part)> = Vec::with_capacity(listed.len());
    for own in listed {
        let part = upload.parts.get(&own.number);
        match part.filter(|part| hex(&part.etag) == own.etag) {
            Some(part) => parts.push((own, part)),
            None => {
                return Err(error::multipart::invalid_part(
                    &plan.id, own.number, &own.etag,
                ));
            }
        }
    }
    check_sizes(&parts)?;
    check_part_checksums(plan, &parts)?;
    check_type(exchange, plan)?;
    let content = Content::join(parts.iter().map(|(_, part)| &part.content));
    check_size(exchange, content.len())?;
    let (algorithm, kind) = plan.effective_checksum();
    let sums: Vec<_> = parts
        .iter()
        .map(|(_, part)| PartSum {
            value: &part.checksum,
            bytes: part.content.len(),
        })
        .collect();
    let checksum = checksum::join(algorithm, kind, &sums);
    check_checksum(exchange, &checksum)?;
    Ok(Object {
        etag: etag(&parts),
        parts: spans(plan, &parts),
        content,
        checksum,
        last_modified: exchange.now(),
        attributes: Arc::clone(&plan.attributes),
        settings: plan.settings.clone().into(),
        acl: plan.acl.clone(),
        restored_until: None,
        replication: None,
    })
}

fn check_sizes(parts: &[(&Listed, &Part)]) -> Result<(), AwsError> {
    let Some((_, all_but_last)) = parts.split_last() else {
        return Ok(());
    };
    for (listed, part) in all_but_last {
        let bytes = part.content.len();
        if bytes < PART_BYTES_MIN {
            return Err(error::multipart::entity_too_small(
                bytes,
                PART_BYTES_MIN,
                listed.number,
                &listed.etag,
            ));
        }
    }
    Ok(())
}

/// A composite upload wants each part's checksum; whatever is sent must be right (recorded).
fn check_part_checksums(plan: &Plan, parts: &[(&Listed, &Part)]) -> Result<(), AwsError> {
    let Some((algorithm, kind)) = plan.checksum else {
        return Ok(());
    };
    for (listed, part) in parts {
        let wrong = |(claimed, value): &&(Algorithm, String)| {
            *claimed != algorithm || *value != part.checksum
        };
        if let Some((claimed, _)) = listed.checksums.iter().find(wrong) {
            return Err(error::multipart::part_checksum_mismatch(
                claimed.lower_name(),
                listed.number,
            ));
        }
        if listed.checksums.is_empty() && kind == Kind::Composite {
            return Err(error::multipart::part_checksum_missing(
                algorithm.lower_name(),
                listed.number,
            ));
        }
    }
    Ok(())
}

fn check_type(exchange: &Exchange, plan: &Plan) -> Result<(), AwsError> {
    let Some(claimed) = exchange.header("x-amz-checksum-type") else {
        return Ok(());
    };
    match plan.checksum {
        Some((_, kind)) if kind.name() == claimed => Ok(()),
        None if claimed == Kind::FullObject.name() => Ok(()),
        other => Err(error::multipart::checksum_mode_mismatch(
            other.map_or("null", |(_, kind)| kind.name()),
        )),
    }
}

fn check_size(exchange: &Exchange, computed: u64) -> Result<(), AwsError> {
    let Some(claimed) = exchange.header("x-amz-mp-object-size") else {
        return Ok(());
    };
    match claimed.parse::<i64>() {
        Ok(claimed) if u64::try_from(claimed) == Ok(computed) => Ok(()),
        Ok(claimed) => Err(error::multipart::object_size_mismatch(claimed, computed)),
        Err(_) => Err(error::body::invalid_checksum_header("x-amz-mp-object-size")),
    }
}

/// The checksum of the whole object, if the request claims one.
fn check_checksum(exchange: &Exchange, computed: &checksum::Checksum) -> Result<(), AwsError> {
    let claimed = Algorithm::ALL
        .into_iter()
        .find_map(|algorithm| Some((algorithm, exchange.header(algorithm.header())?)));
    let Some((algorithm, value)) = claimed else {
        return Ok(());
    };
    // A composite value may come without its count of parts.
    let value = value.split_once('-').map_or(value, |(value, _)| value);
    algorithm.check_value(value)?;
    let own = computed.value.split('-').next().unwrap_or_default();
    if algorithm != computed.algorithm || value != own {
        return Err(error::body::checksum_mismatch(algorithm.name()));
    }
    Ok(())
}

/// The MD5 of the parts' ETags, and their number (recorded).
fn etag(parts: &[(&Listed, &Part)]) -> String {
    let mut md5 = Md5::new();
    for (_, part) in parts {
        md5.update(part.etag);
    }
    format!("{}-{}", hex(&md5.finalize()), parts.len())
}

fn spans(plan: &Plan, parts: &[(&Listed, &Part)]) -> Vec<PartSpan> {
    let mut start = 0;
    parts
        .iter()
        .map(|(listed, part)| {
            let end = start + part.content.len();
            let range = std::mem::replace(&mut start, end)..end;
            PartSpan {
                number: listed.number,
                range,
                checksum: plan.checksum.map(|_| part.checksum.clone()),
            }
        })
        .collect()
}
