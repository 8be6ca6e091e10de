//! One page of a listing, and how its names are written.

use std::borrow::Cow;
use std::sync::Arc;

use crate::aws::error::AwsError;
use crate::aws::percent;

use super::document::Document;
use super::error;
use super::objects::bucket_contents::{Objects, Uploads};
use super::objects::listing::{Step, Walk};
use super::objects::object::Object;
use super::objects::versions::Versions;
use super::owners::Owners;
use super::restore_status::RestoreStatus;

/// Keys and common prefixes in one page at most (API_ListObjectsV2).
pub(super) const ENTRIES_MAX: usize = 1000;

/// Whether names are written as they are, or percent-encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Plain,
    Url,
}

impl Encoding {
    pub(super) fn parse(encoding_type: Option<&str>) -> Result<Self, AwsError> {
        match encoding_type {
            None => Ok(Self::Plain),
            Some(url) if url.eq_ignore_ascii_case("url") => Ok(Self::Url),
            Some(other) => Err(error::listing::invalid_encoding_type(other)),
        }
    }

    pub(super) fn apply(self, name: &str) -> Cow<'_, str> {
        match self {
            Self::Plain => Cow::Borrowed(name),
            Self::Url => Cow::Owned(percent::encode_listing(name)),
        }
    }

    /// `<EncodingType>`, echoed only when it was asked for.
    pub(super) fn write(self, xml: &mut Document) {
        if self == Self::Url {
            xml.text("EncodingType", "url");
        }
    }
}

/// The entries of one page of objects.
pub(super) struct Page<'a> {
    pub(super) contents: Vec<(&'a str, &'a Arc<Object>)>,
    pub(super) common_prefixes: Vec<&'a str>,
    /// The last entry, when there are more behind it.
    pub(super) next: Option<&'a str>,
}

impl<'a> Page<'a> {
    /// `uploads` add nothing but the prefixes of their keys.
    pub(super) fn of(
        objects: &'a Objects,
        uploads: &'a Uploads,
        prefix: &'a str,
        delimiter: &'a str,
        marker: &str,
        entries_max: usize,
    ) -> Self {
        let mut page = Self {
            contents: Vec::new(),
            common_prefixes: Vec::new(),
            next: None,
        };
        let mut last = None;
        let mut rolled_up = Walk::new(uploads, prefix, delimiter, marker)
            .filter_map(|step| match step {
                Step::CommonPrefix(common) => Some(common),
                Step::Key(..) => None,
            })
            .peekable();
        let mut shown = Walk::new(objects, prefix, delimiter, marker)
            .showing(is_visible)
            .peekable();
        let steps = std::iter::from_fn(|| match (shown.peek().map(Step::name), rolled_up.peek()) {
            (Some(name), Some(common)) if name > *common => {
                rolled_up.next().map(Step::CommonPrefix)
            }
            (None, Some(_)) => rolled_up.next().map(Step::CommonPrefix),
            (name, common) => {
                if name == common.copied() {
                    rolled_up.next();
                }
                shown.next()
            }
        });
        for step in steps {
            if page.len() == entries_max {
                page.next = last;
                break;
            }
            match step {
                Step::Key(key, versions) => {
                    page.contents
                        .extend(versions.visible().map(|object| (&**key, object)));
                    last = Some(&**key);
                }
                Step::CommonPrefix(common) => {
                    page.common_prefixes.push(common);
                    last = Some(common);
                }
            }
        }
        page
    }

    pub(super) fn len(&self) -> usize {
        self.contents.len() + self.common_prefixes.len()
    }

    /// `<Contents>` for every object, then `<CommonPrefixes>`; owners only where they are shown.
    pub(super) fn write(
        &self,
        xml: &mut Document,
        encoding: Encoding,
        owners: Option<&Owners>,
        restore_status: RestoreStatus,
    ) {
        for (key, object) in &self.contents {
            xml.nest("Contents", |xml| {
                xml.text("Key", &encoding.apply(key));
                xml.moment("LastModified", object.last_modified);
                xml.etag(&object.etag);
                xml.text("ChecksumAlgorithm", object.checksum.algorithm.name());
                xml.text("ChecksumType", object.checksum.kind.name());
                xml.number("Size", object.content.len());
                if let Some(owners) = owners {
                    xml.owner_id(&owners.of_object(object));
                }
                xml.text("StorageClass", object.settings.storage_class.name());
                restore_status.write(xml, object);
            });
        }
        write_common_prefixes(xml, &self.common_prefixes, encoding);
    }
}

fn is_visible(versions: &Versions) -> bool {
    versions.visible().is_some()
}

/// `<CommonPrefixes>` for every rolled-up prefix.
pub(super) fn write_common_prefixes(xml: &mut Document, prefixes: &[&str], encoding: Encoding) {
    for prefix in prefixes {
        xml.nest("CommonPrefixes", |xml| {
            xml.text("Prefix", &encoding.apply(prefix));
        });
    }
}
