//! A version as lifecycle rules see it.

use time::OffsetDateTime;

use crate::s3::objects::object::{Object, Tag};
use crate::s3::objects::object_lock::Attempt;
use crate::s3::objects::storage_class::StorageClass;
use crate::s3::objects::version::Version;
use crate::s3::objects::version_id::VersionId;

/// One version of a key; a delete marker has no object.
pub(super) struct Seen<'a> {
    pub(super) id: &'a VersionId,
    pub(super) made: OffsetDateTime,
    pub(super) object: Option<Traits<'a>>,
    /// It may not be removed for good.
    pub(super) is_locked: bool,
}

/// What rules ask about an object.
#[derive(Clone, Debug)]
pub(super) struct Traits<'a> {
    pub(super) size: u64,
    pub(super) class: StorageClass,
    pub(super) tags: &'a [Tag],
    pub(super) restored_until: Option<OffsetDateTime>,
}

impl<'a> Seen<'a> {
    pub(super) fn of(version: &'a Version, attempt: &Attempt) -> Self {
        Self {
            id: &version.id,
            made: version.made(),
            object: version.object().map(|object| Traits::of(object)),
            is_locked: !version.may_be_deleted(attempt),
        }
    }

    pub(super) fn is_restored_no_more(&self, now: OffsetDateTime) -> bool {
        let until = self
            .object
            .as_ref()
            .and_then(|object| object.restored_until);
        until.is_some_and(|until| until <= now)
    }
}

impl<'a> Traits<'a> {
    pub(super) fn of(object: &'a Object) -> Self {
        Self {
            size: object.content.len(),
            class: object.settings.storage_class,
            tags: &object.settings.tags,
            restored_until: object.restored_until,
        }
    }
}
