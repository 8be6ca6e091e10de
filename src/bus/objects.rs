//! Objects for services that do not keep them.

use std::future::Future;
use std::io::Read;
use std::pin::Pin;

use bytes::Bytes;

use crate::aws::body::Body;
use crate::aws::identity::Scope;

/// A future that a bus capability answers with.
pub(crate) type BusFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Keeps objects. S3 implements it; Lambda reads code packages through it, DynamoDB exports tables
/// to it, and imports and puts in bulk from it. Each call is judged as a request of the account would be.
pub(crate) trait KeepObjects: Send + Sync {
    /// The whole object, at most `bytes_max` long.
    fn read_object<'a>(
        &'a self,
        scope: &'a Scope,
        bucket: &'a str,
        key: &'a str,
        version_id: Option<&'a str>,
        bytes_max: u64,
    ) -> BusFuture<'a, Result<Bytes, ObjectError>>;

    /// An object of any length, to be read off the reactor.
    fn open_object(
        &self,
        bucket: &BucketOf<'_>,
        key: &str,
    ) -> Result<Box<dyn Read + Send>, ObjectError>;

    /// Stores an object whose length nobody knows before its end; its ETag, without quotes.
    fn put_object<'a>(
        &'a self,
        bucket: &'a BucketOf<'a>,
        key: &'a str,
        encryption: ObjectEncryption<'a>,
        body: Body,
    ) -> BusFuture<'a, Result<String, ObjectError>>;

    /// The objects with a prefix behind a key, in order, at most 1000; none follow a shorter list.
    fn list_objects(
        &self,
        bucket: &BucketOf<'_>,
        prefix: &str,
        after: &str,
    ) -> Result<Vec<ListedObject>, ObjectError>;
}

/// One object of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListedObject {
    pub(crate) key: String,
    pub(crate) bytes: u64,
}

/// A bucket as one account in one region uses it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BucketOf<'a> {
    /// Who asks.
    pub(crate) scope: &'a Scope,
    pub(crate) name: &'a str,
    /// The account that has to own the bucket.
    pub(crate) owner: &'a str,
}

/// What an object is encrypted with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ObjectEncryption<'a> {
    /// Whatever the bucket says.
    OfBucket,
    /// SSE-S3.
    S3,
    /// SSE-KMS, with a key that is named or the account's own.
    Kms(Option<&'a str>),
}

/// Why objects could not be used, in S3's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ObjectError {
    pub(crate) status: u16,
    /// S3's error code, such as `NoSuchKey`.
    pub(crate) code: String,
    pub(crate) message: String,
    /// S3's ids of the request: its own and the host's.
    pub(crate) request_ids: [String; 2],
}

impl ObjectError {
    /// Nobody keeps objects.
    pub(crate) fn switched_off() -> Self {
        Self {
            status: 503,
            code: "ServiceUnavailable".to_owned(),
            message: "S3 is switched off in this RustStack".to_owned(),
            request_ids: [String::new(), String::new()],
        }
    }
}
