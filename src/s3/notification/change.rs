//! One change of one object, as it waits to be told.

use std::sync::Arc;

use time::OffsetDateTime;

use crate::aws::identity::{AccountId, Region};
use crate::s3::objects::object::Object;
use crate::s3::objects::storage_class::StorageClass;
use crate::s3::objects::version_id::VersionId;

use super::cause::Origin;
use super::event::Event;
use super::rules::Rules;

/// The ETag of no bytes.
const MD5_OF_NOTHING: &str = "d41d8cd98f00b204e9800998ecf8427e";

/// A change with all that its messages say.
#[derive(Debug)]
pub(in crate::s3) struct Change {
    pub(super) event: Event,
    pub(super) place: Place,
    pub(super) told: Told,
    pub(super) origin: Origin,
    pub(super) moment: OffsetDateTime,
    /// Grows from change to change.
    pub(super) sequencer: u64,
    /// As they were when it happened.
    pub(super) rules: Arc<Rules>,
}

/// The bucket of a change.
#[derive(Clone, Debug)]
pub(in crate::s3) struct Place {
    pub(in crate::s3) bucket: Arc<str>,
    pub(in crate::s3) owner: AccountId,
    pub(in crate::s3) region: Region,
}

impl Place {
    pub(super) fn arn(&self) -> String {
        format!("arn:aws:s3:::{}", self.bucket)
    }
}

/// What has changed, as far as its event tells it.
#[derive(Debug)]
pub(in crate::s3) struct Told {
    pub(in crate::s3) key: Arc<str>,
    /// `None` on a bucket that keeps no versions.
    pub(in crate::s3) version_id: Option<VersionId>,
    pub(in crate::s3) size: Option<u64>,
    pub(in crate::s3) etag: Option<String>,
    pub(in crate::s3) more: More,
}

/// What only some events tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::s3) enum More {
    Nothing,
    /// Of an archive, and until when it can be read.
    Restored(StorageClass, OffsetDateTime),
    /// To another storage class.
    Moved(StorageClass),
}

impl Told {
    /// What an event tells of an object; of a deletion there is none.
    pub(in crate::s3) fn of(
        event: Event,
        key: &str,
        version_id: Option<&VersionId>,
        object: Option<&Object>,
    ) -> Self {
        let etag = match event {
            // A marker is told as an empty object.
            Event::ObjectRemovedDeleteMarkerCreated
            | Event::LifecycleExpirationDeleteMarkerCreated => Some(MD5_OF_NOTHING.to_owned()),
            _ => object.map(|object| object.etag.clone()),
        };
        let class = object.map(|object| object.settings.storage_class);
        let restored = object.and_then(|object| object.restored_until);
        Self {
            key: key.into(),
            version_id: version_id.cloned(),
            size: object.map(|object| object.content.len()),
            etag,
            more: match (event, class, restored) {
                (Event::LifecycleTransition, Some(class), _) => More::Moved(class),
                (
                    Event::ObjectRestorePost | Event::ObjectRestoreCompleted,
                    Some(class),
                    Some(until),
                ) => More::Restored(class, until),
                _ => More::Nothing,
            },
        }
    }
}

impl Change {
    /// What neither makes nor deletes a version has no place in the order of a key's changes
    /// (recorded for tags and ACLs).
    pub(super) fn has_sequencer(&self) -> bool {
        !matches!(
            self.event,
            Event::LifecycleTransition
                | Event::ObjectAclPut
                | Event::ObjectRestoreDelete
                | Event::ObjectTaggingDelete
                | Event::ObjectTaggingPut
        )
    }

    /// The id that messages name.
    pub(super) fn version_id(&self) -> Option<&str> {
        let id = self.told.version_id.as_ref()?;
        (*id != VersionId::Null).then(|| id.as_str())
    }

    /// Its size, where the event tells it: not with tags and ACLs (recorded).
    pub(super) fn size(&self) -> Option<u64> {
        let is_about_bytes = !matches!(
            self.event,
            Event::ObjectAclPut | Event::ObjectTaggingDelete | Event::ObjectTaggingPut
        );
        self.told.size.filter(|_| is_about_bytes)
    }
}
