//! ListObjects: keys in order, page by page from a marker.
//!
//! AWS: API_ListObjects. Errors in order: numbers, encoding type, attributes, bucket.

use s3s::dto::{ListObjectsInput, ListObjectsOutput};

use crate::aws::error::AwsError;
use crate::s3::document::Document;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket_contents::Uploads;
use crate::s3::owners::Owners;
use crate::s3::page::{ENTRIES_MAX, Encoding, Page};
use crate::s3::restore_status::RestoreStatus;

pub(in crate::s3) fn list_objects(
    exchange: &Exchange,
    input: ListObjectsInput,
) -> Result<ListObjectsOutput, AwsError> {
    let encoding = Encoding::parse(exchange.query.get("encoding-type"))?;
    let restore_status = RestoreStatus::asked(exchange)?;
    let bucket = exchange.bucket(&input.bucket)?;
    let prefix = input.prefix.as_deref().unwrap_or_default();
    let delimiter = input.delimiter.as_deref().unwrap_or_default();
    let marker = input.marker.as_deref().unwrap_or_default();
    let max = input
        .max_keys
        .map_or(ENTRIES_MAX, |max| ENTRIES_MAX.min(max as usize));
    let objects = bucket.objects();
    let uploads = Uploads::new();
    let page = Page::of(&objects, &uploads, prefix, delimiter, marker, max);
    let document = Document::write("ListBucketResult", |xml| {
        xml.text("Name", &bucket.name);
        xml.text("Prefix", &encoding.apply(prefix));
        xml.text("Marker", &encoding.apply(marker));
        // Without a delimiter the last key is the next marker, and S3 does not repeat it.
        if let Some(next) = page.next.filter(|_| !delimiter.is_empty()) {
            xml.text("NextMarker", &encoding.apply(next));
        }
        xml.number("MaxKeys", max as u64);
        if !delimiter.is_empty() {
            xml.text("Delimiter", &encoding.apply(delimiter));
        }
        encoding.write(xml);
        xml.boolean("IsTruncated", page.next.is_some());
        page.write(xml, encoding, Some(&Owners::of(&bucket)), restore_status);
    });
    exchange.reply_body(document);
    Ok(ListObjectsOutput::default())
}
