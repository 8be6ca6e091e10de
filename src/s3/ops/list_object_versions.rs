//! ListObjectVersions: every version and delete marker, by key and newest first.
//!
//! AWS: API_ListObjectVersions. Errors in order: numbers, encoding type, markers, attributes, bucket.

use s3s::dto::{ListObjectVersionsInput, ListObjectVersionsOutput};

use crate::aws::error::AwsError;
use crate::s3::document::Document;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket_contents::Objects;
use crate::s3::objects::listing::{Step, Walk};
use crate::s3::objects::version::{State, Version};
use crate::s3::objects::version_id::VersionId;
use crate::s3::owners::Owners;
use crate::s3::page::{ENTRIES_MAX, Encoding, write_common_prefixes};
use crate::s3::restore_status::RestoreStatus;

/// One version of a key.
struct Entry<'a> {
    key: &'a str,
    version: &'a Version,
    is_latest: bool,
}

/// The entries of one page.
#[derive(Default)]
struct Page<'a> {
    entries: Vec<Entry<'a>>,
    common_prefixes: Vec<&'a str>,
    /// Key and version id of the last entry; a common prefix has no id.
    last: (&'a str, Option<&'a VersionId>),
    truncated: bool,
}

impl<'a> Page<'a> {
    /// `false` when the page is full already.
    fn has_room(&mut self, entries_max: usize) -> bool {
        let full = self.entries.len() + self.common_prefixes.len() == entries_max;
        self.truncated = full && entries_max > 0;
        !full
    }

    /// Adds versions of a key, newest first; `false` when the page is full.
    fn add(
        &mut self,
        key: &'a str,
        latest: &'a VersionId,
        versions: impl Iterator<Item = &'a Version>,
        entries_max: usize,
    ) -> bool {
        for version in versions {
            if !self.has_room(entries_max) {
                return false;
            }
            self.last = (key, Some(&version.id));
            self.entries.push(Entry {
                key,
                version,
                is_latest: version.id == *latest,
            });
        }
        true
    }
}

pub(in crate::s3) fn list_object_versions(
    exchange: &Exchange,
    input: ListObjectVersionsInput,
) -> Result<ListObjectVersionsOutput, AwsError> {
    let encoding = Encoding::parse(exchange.query.get("encoding-type"))?;
    let key_marker = input.key_marker.as_deref().unwrap_or_default();
    let id_marker = input.version_id_marker.as_deref().unwrap_or_default();
    let marker_id = match id_marker {
        "" => None,
        _ if key_marker.is_empty() => {
            return Err(error::listing::version_id_marker_alone(id_marker));
        }
        _ => match VersionId::parse(id_marker) {
            None => return Err(error::listing::invalid_version_id_marker(id_marker)),
            id => id,
        },
    };
    let restore_status = RestoreStatus::asked(exchange)?;
    let bucket = exchange.bucket(&input.bucket)?;
    let prefix = input.prefix.as_deref().unwrap_or_default();
    let delimiter = input.delimiter.as_deref().unwrap_or_default();
    let max = input
        .max_keys
        .map_or(ENTRIES_MAX, |max| ENTRIES_MAX.min(max as usize));
    let objects = bucket.objects();
    let marker = (key_marker, marker_id.as_ref());
    let page = page(&objects, prefix, delimiter, marker, max);
    let document = Document::write("ListVersionsResult", |xml| {
        xml.text("Name", &bucket.name);
        xml.text("Prefix", &encoding.apply(prefix));
        xml.text("KeyMarker", &encoding.apply(key_marker));
        xml.text("VersionIdMarker", id_marker);
        if page.truncated {
            xml.text("NextKeyMarker", &encoding.apply(page.last.0));
            xml.optional("NextVersionIdMarker", page.last.1.map(VersionId::as_str));
        }
        xml.number("MaxKeys", max as u64);
        if !delimiter.is_empty() {
            xml.text("Delimiter", &encoding.apply(delimiter));
        }
        encoding.write(xml);
        xml.boolean("IsTruncated", page.truncated);
        let owners = Owners::of(&bucket);
        for entry in &page.entries {
            write(xml, entry, encoding, &owners, restore_status);
        }
        write_common_prefixes(xml, &page.common_prefixes, encoding);
    });
    exchange.reply_body(document);
    Ok(ListObjectVersionsOutput::default())
}

fn page<'a>(
    objects: &'a Objects,
    prefix: &'a str,
    delimiter: &'a str,
    (key_marker, marker_id): (&str, Option<&VersionId>),
    entries_max: usize,
) -> Page<'a> {
    let mut page = Page::default();
    if let Some(id) = marker_id
        && key_marker.starts_with(prefix)
        && let Some((key, versions)) = objects.get_key_value(key_marker)
        && !page.add(
            key,
            &versions.current().id,
            versions.older_than(id),
            entries_max,
        )
    {
        return page;
    }
    for step in Walk::new(objects, prefix, delimiter, key_marker) {
        let goes_on = match step {
            Step::Key(key, versions) => page.add(
                key,
                &versions.current().id,
                versions.newest_first(),
                entries_max,
            ),
            Step::CommonPrefix(common) => {
                let room = page.has_room(entries_max);
                if room {
                    page.common_prefixes.push(common);
                    page.last = (common, None);
                }
                room
            }
        };
        if !goes_on {
            break;
        }
    }
    page
}

fn write(
    xml: &mut Document,
    entry: &Entry<'_>,
    encoding: Encoding,
    owners: &Owners,
    restore_status: RestoreStatus,
) {
    let name = |xml: &mut Document| {
        xml.text("Key", &encoding.apply(entry.key));
        xml.text("VersionId", entry.version.id.as_str());
        xml.boolean("IsLatest", entry.is_latest);
    };
    match &entry.version.state {
        State::Object(object) => xml.nest("Version", |xml| {
            name(xml);
            xml.moment("LastModified", object.last_modified);
            xml.etag(&object.etag);
            xml.text("ChecksumAlgorithm", object.checksum.algorithm.name());
            xml.text("ChecksumType", object.checksum.kind.name());
            xml.number("Size", object.content.len());
            xml.owner_id(&owners.of_object(object));
            xml.text("StorageClass", object.settings.storage_class.name());
            restore_status.write(xml, object);
        }),
        State::DeleteMarker(since) => xml.nest("DeleteMarker", |xml| {
            name(xml);
            xml.moment("LastModified", *since);
            xml.owner_id(owners.of_bucket());
        }),
    }
}
