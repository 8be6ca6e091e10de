//! The version of a key that a request asks for, and the headers that name it.

use std::sync::Arc;

use http::{HeaderName, HeaderValue};

use crate::aws::error::AwsError;

use super::error;
use super::exchange::Exchange;
use super::objects::bucket::Bucket;
use super::objects::object::Object;
use super::objects::version_id::VersionId;

/// An object, and which of its key's versions it is.
pub(super) struct Found {
    pub(super) object: Arc<Object>,
    pub(super) id: VersionId,
    /// Not on a bucket that never kept versions.
    is_named: bool,
}

impl Found {
    /// Finds a version, or the current one. A delete marker is NoSuchKey when it is current, and
    /// MethodNotAllowed when it is named (recorded; headers: user guide, "Working with delete
    /// markers").
    pub(super) fn of(
        bucket: &Bucket,
        key: &str,
        version_id: Option<&str>,
        method: &str,
    ) -> Result<Self, AwsError> {
        let (version, is_named) = bucket.version(key, version_id)?;
        match version.object() {
            Some(object) => Ok(Self {
                object: Arc::clone(object),
                id: version.id,
                is_named,
            }),
            None => {
                let error = match version_id {
                    None => error::object::no_such_key(key),
                    Some(_) => error::method_not_allowed(method, "DeleteMarker", "DELETE"),
                };
                let id = HeaderValue::from_str(version.id.as_str());
                let error = error.with_header(
                    HeaderName::from_static("x-amz-delete-marker"),
                    HeaderValue::from_static("true"),
                );
                Err(match id {
                    Ok(id) => error.with_header(HeaderName::from_static("x-amz-version-id"), id),
                    Err(_) => error,
                })
            }
        }
    }

    /// Refuses objects that lie in an archive.
    pub(super) fn check_readable(
        &self,
        exchange: &Exchange,
        refusal: fn(&str) -> AwsError,
    ) -> Result<(), AwsError> {
        match self.object.is_readable(exchange.now()) {
            true => Ok(()),
            false => Err(refusal(self.object.settings.storage_class.name())),
        }
    }

    /// The id that answers name, if they do.
    pub(super) fn version_id(&self) -> Option<&VersionId> {
        self.is_named.then_some(&self.id)
    }
}

/// Names a version in the answer, on buckets that keep them.
pub(super) fn reply_version_id(exchange: &Exchange, version_id: Option<&VersionId>) {
    if let Some(id) = version_id {
        exchange.reply_amz("x-amz-version-id", id.as_str());
    }
}

/// Names the version that a write made. The null version, which writes make while versioning is
/// suspended, goes unnamed (docs, API_PutObject, sample response "Versioning suspended").
pub(super) fn reply_new_version_id(exchange: &Exchange, version_id: Option<&VersionId>) {
    reply_version_id(exchange, version_id.filter(|id| **id != VersionId::Null));
}
