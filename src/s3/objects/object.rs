//! One stored object: its bytes, its digests, and what its writer said about it.

use std::ops::{Deref, DerefMut, Range};
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::aws::unix_ms;
use crate::s3::access::acl::Acl;
use crate::s3::checksum::Checksum;
use crate::store::content::Content;

use super::encryption::Encryption;
use super::object_lock::ObjectLock;
use super::replication::Replication;
use super::storage_class::StorageClass;

/// An object as it was written; a change makes another.
#[derive(Clone, Serialize, Deserialize)]
pub(in crate::s3) struct Object {
    /// Written down beside the rest.
    #[serde(skip, default = "Content::empty")]
    pub(in crate::s3) content: Content,
    /// Without quotes: the MD5 in hexadecimal (but for SSE-KMS and SSE-C, see `Encryption::etag`), or
    /// `md5-of-etags-N` for an upload in N parts.
    pub(in crate::s3) etag: String,
    pub(in crate::s3) checksum: Checksum,
    #[serde(with = "unix_ms")]
    pub(in crate::s3) last_modified: OffsetDateTime,
    pub(in crate::s3) attributes: Arc<Attributes>,
    pub(in crate::s3) settings: RareSettings,
    /// `None`: the bucket's owner owns it, and nobody else is granted anything.
    pub(in crate::s3) acl: Option<Arc<Acl>>,
    /// Until when an archived object can be read.
    #[serde(with = "unix_ms::optional")]
    pub(in crate::s3) restored_until: Option<OffsetDateTime>,
    /// `None` where no rule took it.
    pub(in crate::s3) replication: Option<Replication>,
    /// The parts it was uploaded in, in order; empty for a single upload.
    pub(in crate::s3) parts: Vec<PartSpan>,
}

impl Object {
    /// A replica after its source has changed: tags and locks follow, its storage is its own.
    pub(super) fn changed_as(&self, source: &Self) -> Self {
        let mut replica = self.clone();
        replica.settings.tags.clone_from(&source.settings.tags);
        replica.settings.lock = source.settings.lock;
        replica
    }

    /// Whether its bytes are at hand, and not in an archive only.
    pub(in crate::s3) fn is_readable(&self, now: OffsetDateTime) -> bool {
        !self.settings.storage_class.is_archive()
            || self.restored_until.is_some_and(|until| now < until)
    }
}

/// What a writer chooses for an object; a copy chooses anew.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(in crate::s3) struct Settings {
    /// In the order in which they came.
    pub(in crate::s3) tags: Vec<Tag>,
    pub(in crate::s3) storage_class: StorageClass,
    /// Where a website endpoint sends who asks for the object.
    pub(in crate::s3) website_redirect: Option<String>,
    /// Of an upload in parts: what its creator asked for, before the bucket's default.
    pub(in crate::s3) lock: ObjectLock,
    pub(in crate::s3) encryption: Encryption,
}

impl Settings {
    /// Whether they say nothing.
    fn are_usual(&self) -> bool {
        self.tags.is_empty()
            && self.storage_class == StorageClass::default()
            && self.website_redirect.is_none()
            && self.lock.is_empty()
            && matches!(self.encryption, Encryption::S3)
    }
}

static USUAL: LazyLock<Settings> = LazyLock::new(Settings::default);

/// The settings of a stored object: most say nothing, and take no more room than a pointer.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(in crate::s3) struct RareSettings(Option<Box<Settings>>);

impl From<Settings> for RareSettings {
    fn from(settings: Settings) -> Self {
        Self((!settings.are_usual()).then(|| Box::new(settings)))
    }
}

impl Deref for RareSettings {
    type Target = Settings;

    fn deref(&self) -> &Settings {
        self.0.as_deref().unwrap_or(&USUAL)
    }
}

impl DerefMut for RareSettings {
    fn deref_mut(&mut self) -> &mut Settings {
        self.0.get_or_insert_default()
    }
}

/// One tag of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::s3) struct Tag {
    pub(in crate::s3) key: String,
    pub(in crate::s3) value: String,
}

/// What a writer says about an object; a reader gets it back unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(in crate::s3) struct Attributes {
    /// `None` reads as `binary/octet-stream`.
    pub(in crate::s3) content_type: Option<String>,
    pub(in crate::s3) cache_control: Option<String>,
    pub(in crate::s3) content_disposition: Option<String>,
    pub(in crate::s3) content_encoding: Option<String>,
    pub(in crate::s3) content_language: Option<String>,
    /// As it was sent; S3 does not check that it is a date.
    pub(in crate::s3) expires: Option<String>,
    /// User metadata: lower-case names without `x-amz-meta-`.
    pub(in crate::s3) metadata: Vec<(String, String)>,
}

/// Where one part of a completed upload lies.
#[derive(Clone, Serialize, Deserialize)]
pub(in crate::s3) struct PartSpan {
    pub(in crate::s3) number: i32,
    pub(in crate::s3) range: Range<u64>,
    /// Base64; only when the upload asked for a checksum.
    pub(in crate::s3) checksum: Option<String>,
}
