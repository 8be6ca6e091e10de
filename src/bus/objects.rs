//! Objects for services that do not keep them.

use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;

use crate::aws::identity::Scope;

/// A future that a bus capability answers with.
pub(crate) type BusFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Reads one object's bytes. S3 implements it; Lambda reads code packages through it.
pub(crate) trait ReadObject: Send + Sync {
    /// The whole object, at most `bytes_max` long.
    fn read_object<'a>(
        &'a self,
        scope: &'a Scope,
        bucket: &'a str,
        key: &'a str,
        version_id: Option<&'a str>,
        bytes_max: u64,
    ) -> BusFuture<'a, Result<Bytes, ReadObjectError>>;
}

/// Why an object could not be read, in S3's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReadObjectError {
    /// S3's error code, such as `NoSuchKey`.
    pub(crate) code: String,
    pub(crate) message: String,
}
