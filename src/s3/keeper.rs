//! Objects for other services, over the bus: what they may do is judged as requests are.

use std::io::Read;
use std::net::Ipv4Addr;
use std::sync::{Arc, Weak};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::identity::{Caller, Scope, Signing};
use crate::aws::{percent, request_id};
use crate::bus::objects::{
    BucketOf, BusFuture, KeepObjects, ListedObject, ObjectEncryption, ObjectError,
};
use crate::clock::Clock;
use crate::store::reader::{ContentBody, ContentReader};

use super::body::Length;
use super::error;
use super::exchange::Exchange;
use super::found::Found;
use super::names;
use super::notification::event::Event;
use super::objects::bucket_contents::Uploads;
use super::objects::buckets::Buckets;
use super::objects::object::Object;
use super::ops::put_object;
use super::page::{ENTRIES_MAX, Page};
use super::query::Query;

const EXPECTED_OWNER: &str = "x-amz-expected-bucket-owner";

/// Uses the same buckets that the protocol serves. It does not keep them: they know the bus.
pub(super) struct Keeper {
    buckets: Weak<Buckets>,
    clock: Clock,
}

impl Keeper {
    pub(super) fn new(buckets: Weak<Buckets>, clock: Clock) -> Self {
        Self { buckets, clock }
    }

    /// The request that the account would make.
    fn ask(
        &self,
        scope: &Scope,
        bucket: &str,
        headers: &[(&'static str, &str)],
        query: &str,
    ) -> Result<Exchange, AwsError> {
        let buckets = self.buckets.upgrade();
        let buckets = buckets.ok_or_else(|| error::bucket::no_such_bucket(bucket))?;
        let context = RequestContext {
            request_id: request_id::s3(&self.clock),
            caller: Caller {
                scope: scope.clone(),
                signing: Signing::Header,
                access_key: None,
            },
            host: "s3.amazonaws.com".to_owned(),
            base_path: String::new(),
            source_ip: Ipv4Addr::LOCALHOST.into(),
            trace_id: None,
        };
        let headers = headers.iter().filter_map(|(name, value)| {
            let value = HeaderValue::from_str(value).ok()?;
            Some((HeaderName::from_static(name), value))
        });
        Ok(Exchange::new(
            buckets,
            self.clock.clone(),
            context,
            HeaderMap::from_iter(headers),
            Query::parse(query).unwrap_or_default(),
            None,
        ))
    }

    async fn read(
        &self,
        scope: &Scope,
        bucket: &str,
        key: &str,
        version: Option<&str>,
        bytes_max: u64,
    ) -> Result<Bytes, AwsError> {
        let query = version.map(|id| format!("versionId={}", percent::encode_query(id)));
        let exchange = self.ask(scope, bucket, &[], &query.unwrap_or_default())?;
        let object = found(exchange, bucket, key, version)?;
        let bytes = object.content.len();
        if bytes > bytes_max {
            return Err(error::body::entity_too_large(bytes, bytes_max));
        }
        match object.content.at_hand() {
            Some(bytes) => Ok(bytes),
            None => Body::stream(ContentBody::new(object.content.clone(), key))
                .read(bytes as usize)
                .await
                .map_err(error::internal),
        }
    }

    async fn put(
        &self,
        bucket: &BucketOf<'_>,
        key: &str,
        encryption: ObjectEncryption<'_>,
        body: Body,
    ) -> Result<String, AwsError> {
        let method = match encryption {
            ObjectEncryption::OfBucket => None,
            ObjectEncryption::S3 => Some("AES256"),
            ObjectEncryption::Kms(_) => Some("aws:kms"),
        };
        let mut headers = vec![(EXPECTED_OWNER, bucket.owner)];
        headers.extend(method.map(|method| ("x-amz-server-side-encryption", method)));
        if let ObjectEncryption::Kms(Some(id)) = encryption {
            headers.push(("x-amz-server-side-encryption-aws-kms-key-id", id));
        }
        names::check_key(key)?;
        let exchange = self.ask(bucket.scope, bucket.name, &headers, "")?;
        let exchange = exchange.about("PutObject", Some(key)).with_body(body);
        let event = Event::ObjectCreatedPut;
        let stored = put_object::store(&exchange, bucket.name, key, Length::Open, event).await?;
        Ok(stored.etag.to_string())
    }

    fn list(
        &self,
        bucket: &BucketOf<'_>,
        prefix: &str,
        after: &str,
    ) -> Result<Vec<ListedObject>, AwsError> {
        let headers = [(EXPECTED_OWNER, bucket.owner)];
        let query = format!("list-type=2&prefix={}", percent::encode_query(prefix));
        let exchange = self.ask(bucket.scope, bucket.name, &headers, &query)?;
        let exchange = exchange.about("ListObjectsV2", None);
        let objects = exchange.bucket(bucket.name)?.objects();
        // Without a delimiter there are no prefixes that uploads could add.
        let uploads = Uploads::default();
        let page = Page::of(&objects, &uploads, prefix, "", after, ENTRIES_MAX);
        let listed = page.contents.iter().map(|(key, object)| ListedObject {
            key: (*key).to_owned(),
            bytes: object.content.len(),
        });
        Ok(listed.collect())
    }

    /// S3's words for what went wrong, as the SDKs of its clients know them.
    fn told(&self, error: &AwsError) -> ObjectError {
        let id = request_id::s3(&self.clock);
        let host = request_id::s3_host_id(&id);
        ObjectError {
            status: error.status().as_u16(),
            code: error.code().to_owned(),
            message: error.message().unwrap_or_default().to_owned(),
            request_ids: [id, host],
        }
    }
}

/// The object that GetObject would answer with; nobody has a customer's key here.
fn found(
    exchange: Exchange,
    bucket: &str,
    key: &str,
    version: Option<&str>,
) -> Result<Arc<Object>, AwsError> {
    let exchange = exchange.about("GetObject", Some(key));
    let bucket = exchange.bucket(bucket)?;
    let object = Found::of(&bucket, key, version, "GET")?.object;
    match object.settings.encryption.customer_key() {
        Some(_) => Err(error::encryption::customer_key_needed()),
        None => Ok(object),
    }
}

impl KeepObjects for Keeper {
    fn read_object<'a>(
        &'a self,
        scope: &'a Scope,
        bucket: &'a str,
        key: &'a str,
        version_id: Option<&'a str>,
        bytes_max: u64,
    ) -> BusFuture<'a, Result<Bytes, ObjectError>> {
        Box::pin(async move {
            let read = self.read(scope, bucket, key, version_id, bytes_max);
            read.await.map_err(|error| self.told(&error))
        })
    }

    fn open_object(
        &self,
        bucket: &BucketOf<'_>,
        key: &str,
    ) -> Result<Box<dyn Read + Send>, ObjectError> {
        let headers = [(EXPECTED_OWNER, bucket.owner)];
        let object = self
            .ask(bucket.scope, bucket.name, &headers, "")
            .and_then(|exchange| found(exchange, bucket.name, key, None))
            .map_err(|error| self.told(&error))?;
        Ok(Box::new(ContentReader::new(object.content.clone(), 0)))
    }

    fn put_object<'a>(
        &'a self,
        bucket: &'a BucketOf<'a>,
        key: &'a str,
        encryption: ObjectEncryption<'a>,
        body: Body,
    ) -> BusFuture<'a, Result<String, ObjectError>> {
        Box::pin(async move {
            let put = self.put(bucket, key, encryption, body);
            put.await.map_err(|error| self.told(&error))
        })
    }

    fn list_objects(
        &self,
        bucket: &BucketOf<'_>,
        prefix: &str,
        after: &str,
    ) -> Result<Vec<ListedObject>, ObjectError> {
        let list = self.list(bucket, prefix, after);
        list.map_err(|error| self.told(&error))
    }
}
