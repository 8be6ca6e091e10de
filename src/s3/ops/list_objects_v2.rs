//! ListObjectsV2: keys in order, page by page with a token.
//!
//! AWS: API_ListObjectsV2. Errors in order: numbers, encoding type, token, attributes, bucket.

use s3s::dto::{ListObjectsV2Input, ListObjectsV2Output};

use crate::aws::error::AwsError;
use crate::s3::document::Document;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket_contents::Uploads;
use crate::s3::owners::Owners;
use crate::s3::page::{ENTRIES_MAX, Encoding, Page};
use crate::s3::restore_status::RestoreStatus;
use crate::s3::{directory, error, token};

pub(in crate::s3) fn list_objects_v2(
    exchange: &Exchange,
    input: ListObjectsV2Input,
) -> Result<ListObjectsV2Output, AwsError> {
    let encoding = Encoding::parse(exchange.query.get("encoding-type"))?;
    let token = input.continuation_token.as_deref();
    let start_after = input.start_after.as_deref().unwrap_or_default();
    let marker = match token {
        Some(token) => token::read(token)?,
        None => start_after.to_owned(),
    };
    let restore_status = RestoreStatus::asked(exchange)?;
    let bucket = exchange.bucket(&input.bucket)?;
    let prefix = input.prefix.as_deref().unwrap_or_default();
    let delimiter = input.delimiter.as_deref().unwrap_or_default();
    let is_directory = bucket.kind().is_directory();
    if is_directory {
        directory::check_listing(prefix, delimiter)?;
        if !start_after.is_empty() {
            return Err(error::directory::no_start_after());
        }
    }
    let max = input
        .max_keys
        .map_or(ENTRIES_MAX, |max| ENTRIES_MAX.min(max as usize));
    let objects = bucket.objects();
    // A directory shows the directories that uploads in progress will make, too.
    let uploads = match is_directory {
        true => bucket.uploads(),
        false => Uploads::new(),
    };
    let page = Page::of(&objects, &uploads, prefix, delimiter, &marker, max);
    let owners = input
        .fetch_owner
        .unwrap_or_default()
        .then(|| Owners::of(&bucket));
    let document = Document::write("ListBucketResult", |xml| {
        xml.text("Name", &bucket.name);
        xml.text("Prefix", &encoding.apply(prefix));
        if !start_after.is_empty() {
            xml.text("StartAfter", &encoding.apply(start_after));
        }
        xml.optional("ContinuationToken", token);
        if let Some(next) = page.next {
            xml.text("NextContinuationToken", &token::write(next));
        }
        xml.number("KeyCount", page.len() as u64);
        xml.number("MaxKeys", max as u64);
        if !delimiter.is_empty() {
            xml.text("Delimiter", &encoding.apply(delimiter));
        }
        encoding.write(xml);
        xml.boolean("IsTruncated", page.next.is_some());
        page.write(xml, encoding, owners.as_ref(), restore_status);
    });
    exchange.reply_body(document);
    Ok(ListObjectsV2Output::default())
}
