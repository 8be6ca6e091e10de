//! Objects for other services, over the bus.

use std::net::Ipv4Addr;
use std::sync::Weak;

use bytes::Bytes;
use http::HeaderMap;

use crate::aws::body::Body;
use crate::aws::error::AwsError;
use crate::aws::identity::{Caller, Scope, Signing};
use crate::bus::objects::{BusFuture, ReadObject, ReadObjectError};
use crate::clock::Clock;
use crate::store::reader::ContentBody;

use super::access::action::of_copy_source;
use super::error;
use super::found::Found;
use super::judgement::{self, Place};
use super::objects::bucket::Bucket;
use super::objects::buckets::Buckets;
use super::query::Query;
use super::request_facts::RequestFacts;

/// Reads from the same buckets that the protocol serves. It does not keep them: they know the bus.
pub(super) struct Reader {
    buckets: Weak<Buckets>,
    clock: Clock,
}

impl Reader {
    pub(super) fn new(buckets: Weak<Buckets>, clock: Clock) -> Self {
        Self { buckets, clock }
    }

    async fn read(
        &self,
        scope: &Scope,
        bucket: &str,
        key: &str,
        version: Option<&str>,
        bytes_max: u64,
    ) -> Result<Bytes, AwsError> {
        let buckets = self.buckets.upgrade();
        let buckets = buckets.ok_or_else(|| error::no_such_bucket(bucket))?;
        let bucket = buckets.get(bucket)?;
        if buckets.judged {
            self.judge(scope, &bucket, key, version)?;
        }
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

    /// The account may read what it might read over HTTP.
    fn judge(
        &self,
        scope: &Scope,
        bucket: &Bucket,
        key: &str,
        version_id: Option<&str>,
    ) -> Result<(), AwsError> {
        let caller = Caller {
            scope: scope.clone(),
            signing: Signing::Header,
            access_key: None,
        };
        let facts = RequestFacts {
            operation: "GetObject",
            caller: &caller,
            source_ip: Ipv4Addr::LOCALHOST.into(),
            headers: &HeaderMap::new(),
            query: &Query::default(),
            document: &[],
            now: self.clock.now(),
        };
        let place = Place {
            key: Some(key),
            version_id,
            upload_id: None,
        };
        let need = of_copy_source(version_id.is_some());
        judgement::check(&facts, bucket, place, || Some(vec![need]))
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
