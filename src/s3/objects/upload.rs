//! A multipart upload in progress, and the memory of one that is done.

use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::aws::policy::principal::Principal;
use crate::aws::unix_ms;
use crate::s3::access::acl::Acl;
use crate::s3::checksum::{Algorithm, Checksum, Kind};
use crate::store::content::Content;

use super::encryption::Encryption;
use super::object::{Attributes, Settings};
use super::version_id::VersionId;

/// Largest part number (docs, "Amazon S3 multipart upload limits").
pub(in crate::s3) const PART_NUMBER_MAX: i32 = 10_000;

/// What an upload was created with; never changes.
#[derive(Serialize, Deserialize)]
pub(in crate::s3) struct Plan {
    pub(in crate::s3) id: String,
    pub(in crate::s3) key: Arc<str>,
    #[serde(with = "unix_ms")]
    pub(in crate::s3) initiated: OffsetDateTime,
    pub(in crate::s3) attributes: Arc<Attributes>,
    pub(in crate::s3) settings: Settings,
    pub(in crate::s3) initiator: Principal,
    /// The object's to be, as [`super::object::Object`] has it.
    pub(in crate::s3) acl: Option<Arc<Acl>>,
    /// `None` when its creator asked for no checksum: the object then gets CRC64NVME.
    pub(in crate::s3) checksum: Option<(Algorithm, Kind)>,
}

impl Plan {
    /// The checksum that every part is given, and how they make up the object's.
    pub(in crate::s3) fn effective_checksum(&self) -> (Algorithm, Kind) {
        self.checksum
            .unwrap_or((Algorithm::Crc64Nvme, Kind::FullObject))
    }
}

/// One part as it was uploaded.
#[derive(Serialize, Deserialize)]
pub(in crate::s3) struct Part {
    /// Written down beside the rest.
    #[serde(skip, default = "Content::empty")]
    pub(in crate::s3) content: Content,
    /// The MD5, but for SSE-KMS and SSE-C.
    pub(in crate::s3) etag: [u8; 16],
    /// Base64, of the plan's effective algorithm.
    pub(in crate::s3) checksum: String,
    #[serde(with = "unix_ms")]
    pub(in crate::s3) last_modified: OffsetDateTime,
}

/// An upload in progress.
#[derive(Clone)]
pub(in crate::s3) struct Upload {
    pub(in crate::s3) plan: Arc<Plan>,
    pub(in crate::s3) parts: OrdMap<i32, Arc<Part>>,
    /// Its key was deleted since it began: conditions on it cannot be judged any more.
    pub(in crate::s3) disturbed: bool,
}

/// Whether nothing has changed between the two.
impl PartialEq for Upload {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.plan, &other.plan)
            && self.parts.ptr_eq(&other.parts)
            && self.disturbed == other.disturbed
    }
}

/// A completed upload, remembered so that a client may complete it twice.
#[derive(Clone, Serialize, Deserialize)]
pub(in crate::s3) struct Completed {
    pub(in crate::s3) upload_id: String,
    pub(in crate::s3) key: Arc<str>,
    /// Part numbers and ETags as they were listed.
    pub(in crate::s3) listed: Vec<(i32, String)>,
    /// The object's digests; not the object, whose bytes may go before this memory does.
    pub(in crate::s3) etag: String,
    pub(in crate::s3) checksum: Checksum,
    pub(in crate::s3) encryption: Encryption,
    /// On a bucket that keeps versions.
    pub(in crate::s3) version_id: Option<VersionId>,
}
