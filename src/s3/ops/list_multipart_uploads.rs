//! ListMultipartUploads: uploads in progress, by key and then by the time they began.
//!
//! AWS: API_ListMultipartUploads. Errors in order: numbers, encoding type, bucket, markers.

use s3s::dto::{ListMultipartUploadsInput, ListMultipartUploadsOutput};

use crate::aws::error::AwsError;
use crate::s3::document::Document;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket_contents::Uploads;
use crate::s3::objects::listing::{Step, Walk};
use crate::s3::objects::upload::{Plan, Upload};
use crate::s3::owners::Owners;
use crate::s3::page::{ENTRIES_MAX, Encoding, write_common_prefixes};
use crate::s3::{directory, error};

/// The entries of one page.
#[derive(Default)]
struct Page<'a> {
    uploads: Vec<&'a Plan>,
    common_prefixes: Vec<&'a str>,
    /// Key (or common prefix) and upload id of the last entry.
    last: (&'a str, &'a str),
    truncated: bool,
}

impl<'a> Page<'a> {
    /// `false` when the page is full already.
    fn add(&mut self, entry: Result<&'a Plan, &'a str>, entries_max: usize) -> bool {
        if self.uploads.len() + self.common_prefixes.len() == entries_max {
            self.truncated = entries_max > 0;
            return false;
        }
        match entry {
            Ok(plan) => {
                self.uploads.push(plan);
                self.last = (&plan.key, &plan.id);
            }
            Err(prefix) => {
                self.common_prefixes.push(prefix);
                self.last = (prefix, "");
            }
        }
        true
    }
}

pub(in crate::s3) fn list_multipart_uploads(
    exchange: &Exchange,
    input: ListMultipartUploadsInput,
) -> Result<ListMultipartUploadsOutput, AwsError> {
    let encoding = Encoding::parse(exchange.query.get("encoding-type"))?;
    let bucket = exchange.bucket(&input.bucket)?;
    let prefix = input.prefix.as_deref().unwrap_or_default();
    let delimiter = input.delimiter.as_deref().unwrap_or_default();
    if bucket.kind().is_directory() {
        directory::check_listing(prefix, delimiter)?;
    }
    let key_marker = input.key_marker.as_deref().unwrap_or_default();
    // Without a key marker an upload marker means nothing (API_ListMultipartUploads).
    let id_marker = match key_marker {
        "" => "",
        _ => input.upload_id_marker.as_deref().unwrap_or_default(),
    };
    let max = input
        .max_uploads
        .map_or(ENTRIES_MAX, |max| ENTRIES_MAX.min(max as usize));
    let uploads = bucket.uploads();
    let page = page(&uploads, prefix, delimiter, (key_marker, id_marker), max)?;
    let owners = Owners::of(&bucket);
    let document = Document::write("ListMultipartUploadsResult", |xml| {
        xml.text("Bucket", &bucket.name);
        xml.text("KeyMarker", &encoding.apply(key_marker));
        xml.text("UploadIdMarker", id_marker);
        xml.text("NextKeyMarker", &encoding.apply(page.last.0));
        if !prefix.is_empty() {
            xml.text("Prefix", &encoding.apply(prefix));
        }
        if !delimiter.is_empty() {
            xml.text("Delimiter", &encoding.apply(delimiter));
        }
        xml.text("NextUploadIdMarker", page.last.1);
        xml.number("MaxUploads", max as u64);
        encoding.write(xml);
        xml.boolean("IsTruncated", page.truncated);
        for plan in &page.uploads {
            xml.nest("Upload", |xml| {
                xml.text("Key", &encoding.apply(&plan.key));
                xml.text("UploadId", &plan.id);
                xml.initiator(&plan.initiator);
                xml.owner_id(&owners.of_acl(plan.acl.as_deref()));
                xml.text("StorageClass", plan.settings.storage_class.name());
                xml.moment("Initiated", plan.initiated);
                if let Some((algorithm, kind)) = plan.checksum {
                    xml.text("ChecksumAlgorithm", algorithm.name());
                    xml.text("ChecksumType", kind.name());
                }
            });
        }
        write_common_prefixes(xml, &page.common_prefixes, encoding);
    });
    exchange.reply_body(document);
    Ok(ListMultipartUploadsOutput::default())
}

fn page<'a>(
    uploads: &'a Uploads,
    prefix: &'a str,
    delimiter: &'a str,
    (key_marker, id_marker): (&str, &str),
    entries_max: usize,
) -> Result<Page<'a>, AwsError> {
    let mut page = Page::default();
    if !id_marker.is_empty() {
        // The rest of the marker's own key comes first.
        let same_key: &[Upload] = uploads.get(key_marker).map_or(&[], Vec::as_slice);
        let behind = same_key
            .iter()
            .position(|upload| upload.plan.id == id_marker)
            .ok_or_else(|| error::multipart::invalid_upload_id_marker(id_marker))?;
        for upload in &same_key[behind + 1..] {
            if !page.add(Ok(&upload.plan), entries_max) {
                return Ok(page);
            }
        }
    }
    for step in Walk::new(uploads, prefix, delimiter, key_marker) {
        match step {
            Step::CommonPrefix(prefix) => {
                if !page.add(Err(prefix), entries_max) {
                    return Ok(page);
                }
            }
            Step::Key(_, uploads) => {
                for upload in uploads {
                    if !page.add(Ok(&upload.plan), entries_max) {
                        return Ok(page);
                    }
                }
            }
        }
    }
    Ok(page)
}
