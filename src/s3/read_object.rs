//! Objects for other services, over the bus.

use std::sync::Arc;

use bytes::Bytes;

use crate::aws::body::Body;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::bus::objects::{BusFuture, ReadObject, ReadObjectError};
use crate::store::reader::ContentBody;

use super::error;
use super::found::Found;
use super::objects::buckets::Buckets;

/// Reads from the same buckets that the protocol serves.
pub(super) struct Reader(Arc<Buckets>);

impl Reader {
    pub(super) fn new(buckets: Arc<Buckets>) -> Self {
        Self(buckets)
    }

    async fn read(
        &self,
        scope: &Scope,
        bucket: &str,
        key: &str,
        version: Option<&str>,
        bytes_max: u64,
    ) -> Result<Bytes, AwsError> {
        let bucket = self.0.get(bucket, &scope.account)?;
        let object = Found::of(&bucket, key, version, "GET")?.object;
        if object.settings.encryption.customer_key().is_some() {
            return Err(error::encryption::customer_key_needed());
        }
        let bytes = object.content.len();
        if bytes > bytes_max {
            return Err(error::entity_too_large(bytes, bytes_max));
        }
        match object.content.at_hand() {
            Some(bytes) => Ok(bytes),
            None => Body::stream(ContentBody::new(object.content.clone()))
                .read(bytes as usize)
                .await
                .map_err(error::internal),
        }
    }
}

impl ReadObject for Reader {
    fn read_object<'a>(
        &'a self,
        scope: &'a Scope,
        bucket: &'a str,
        key: &'a str,
        version_id: Option<&'a str>,
        bytes_max: u64,
    ) -> BusFuture<'a, Result<Bytes, ReadObjectError>> {
        Box::pin(async move {
            let read = self.read(scope, bucket, key, version_id, bytes_max);
            read.await.map_err(|error| ReadObjectError {
                code: error.code().to_owned(),
                message: error.message().unwrap_or_default().to_owned(),
            })
        })
    }
}
