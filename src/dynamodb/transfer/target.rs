//! Where files go: a bucket, as the account of a job may use it.

use super::failure;
use crate::aws::body::Body;
use crate::bus::objects::{BucketOf, KeepObjects, ObjectEncryption, ObjectError};
use crate::dynamodb::engine::jobs::Failure;

pub(super) struct Target<'a> {
    pub(super) objects: &'a dyn KeepObjects,
    pub(super) bucket: BucketOf<'a>,
    pub(super) encryption: ObjectEncryption<'a>,
}

impl Target<'_> {
    /// The ETag, without quotes.
    pub(super) async fn put(&self, key: &str, body: Body) -> Result<String, Failure> {
        let put = self
            .objects
            .put_object(&self.bucket, key, self.encryption, body);
        put.await
            .map_err(|error: ObjectError| failure::of_s3(&error))
    }
}
