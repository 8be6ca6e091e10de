//! ListParts: the parts of an upload in progress.
//!
//! AWS: API_ListParts. Errors in order: numbers, encoding type, bucket, upload.

use s3s::dto::{ListPartsInput, ListPartsOutput};

use crate::aws::error::AwsError;
use crate::s3::checksum::hex;
use crate::s3::document::Document;
use crate::s3::exchange::Exchange;
use crate::s3::lifecycle::expiration::reply_abort;
use crate::s3::owners::Owners;
use crate::s3::page::Encoding;

/// Parts in one page at most (API_ListParts).
const PARTS_MAX: usize = 1000;

pub(in crate::s3) fn list_parts(
    exchange: &Exchange,
    input: ListPartsInput,
) -> Result<ListPartsOutput, AwsError> {
    let encoding = Encoding::parse(exchange.query.get("encoding-type"))?;
    let bucket = exchange.bucket(&input.bucket)?;
    let upload = bucket.upload(&input.key, &input.upload_id)?;
    let max = input
        .max_parts
        .map_or(PARTS_MAX, |max| PARTS_MAX.min(max as usize));
    let marker = match exchange.query.get("part-number-marker") {
        Some(marker) => marker.parse().unwrap_or(0),
        None => 0,
    };
    let mut behind = upload.parts.range(marker + 1..);
    let parts: Vec<_> = behind.by_ref().take(max).collect();
    let truncated = max > 0 && behind.next().is_some();
    let checksum = upload.plan.checksum;
    let document = Document::write("ListPartsResult", |xml| {
        xml.text("Bucket", &bucket.name);
        xml.text("Key", &encoding.apply(&input.key));
        xml.text("UploadId", &upload.plan.id);
        xml.initiator(&upload.plan.initiator);
        xml.owner_id(&Owners::of(&bucket).of_acl(upload.plan.acl.as_deref()));
        xml.text("StorageClass", upload.plan.settings.storage_class.name());
        xml.number("PartNumberMarker", marker);
        let next = parts.last().map_or(0, |(number, _)| **number);
        xml.number("NextPartNumberMarker", next);
        xml.number("MaxParts", max as u64);
        encoding.write(xml);
        xml.boolean("IsTruncated", truncated);
        if let Some((algorithm, kind)) = checksum {
            xml.text("ChecksumAlgorithm", algorithm.name());
            xml.text("ChecksumType", kind.name());
        }
        for (number, part) in &parts {
            xml.nest("Part", |xml| {
                xml.number("PartNumber", **number);
                xml.moment("LastModified", part.last_modified);
                xml.etag(&hex(&part.etag));
                xml.number("Size", part.content.len());
                if let Some((algorithm, _)) = checksum {
                    xml.text(algorithm.element(), &part.checksum);
                }
            });
        }
    });
    reply_abort(exchange, &bucket, &input.key, upload.plan.initiated);
    exchange.reply_body(document);
    Ok(ListPartsOutput::default())
}
