//! What an operation knows of its request beside s3s's typed input, and where it leaves what s3s
//! cannot carry: errors with their fields, documents in AWS's order, bodies, extra headers.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use time::OffsetDateTime;

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::identity::AccountId;
use crate::aws::percent;
use crate::aws::policy::principal::Principal;
use crate::aws::trailers::Trailers;
use crate::bus::Bus;
use crate::clock::Clock;

use super::access::action::{self, Need};
use super::directory;
use super::error;
use super::judgement::{self, Place};
use super::notification::cause::Cause;
use super::notification::event::Event;
use super::objects::bucket::Bucket;
use super::objects::buckets::Buckets;
use super::objects::configurations::Subject;
use super::query::Query;
use super::request_facts::RequestFacts;

/// One request on its way through s3s, shared through the request's extensions.
pub(super) struct Exchange {
    pub(super) buckets: Arc<Buckets>,
    pub(super) clock: Clock,
    pub(super) context: RequestContext,
    /// All headers as the client sent them; s3s sees few of them.
    pub(super) headers: HeaderMap,
    pub(super) query: Query,
    pub(super) trailers: Option<Trailers>,
    /// The XML body of an operation that has one; s3s parses it too.
    pub(super) document: Bytes,
    /// Which operation is asked for, and of which key.
    operation: &'static str,
    key: Option<String>,
    body: Mutex<Body>,
    reply: Mutex<Reply>,
}

/// What an operation leaves for the answer.
#[derive(Default)]
pub(super) struct Reply {
    pub(super) error: Option<AwsError>,
    pub(super) status: Option<StatusCode>,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Body>,
}

impl Exchange {
    /// Where an object is, in the request's own style. The key's slashes are encoded too, as on AWS.
    pub(in crate::s3) fn object_url(&self, bucket: &str, key: &str) -> String {
        let origin = self.context.origin();
        let key = percent::encode_query(key);
        match self.context.host.starts_with(&format!("{bucket}.")) {
            true => format!("http://{origin}/{key}"),
            false => format!("http://{origin}/{bucket}/{key}"),
        }
    }

    pub(super) fn new(
        buckets: Arc<Buckets>,
        clock: Clock,
        context: RequestContext,
        headers: HeaderMap,
        query: Query,
        trailers: Option<Trailers>,
    ) -> Self {
        Self {
            buckets,
            clock,
            context,
            headers,
            query,
            trailers,
            document: Bytes::new(),
            operation: "",
            key: None,
            body: Mutex::new(Body::empty()),
            reply: Mutex::default(),
        }
    }

    /// Says what is asked for: what the caller needs permission for. An exchange that says nothing
    /// is the bucket owner's alone.
    pub(super) fn about(mut self, operation: &'static str, key: Option<&str>) -> Self {
        self.operation = operation;
        self.key = key.map(str::to_owned);
        self
    }

    /// Gives the operation a body to stream in.
    pub(super) fn with_body(mut self, body: Body) -> Self {
        self.body = Mutex::new(body);
        self
    }

    /// Gives the operation its XML body, read to the end.
    pub(super) fn with_document(mut self, document: Bytes) -> Self {
        self.document = document;
        self
    }

    /// The body to stream in; only the first call gets it.
    pub(super) fn take_body(&self) -> Body {
        let mut body = self.body.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut body, Body::empty())
    }

    pub(super) fn account(&self) -> &AccountId {
        &self.context.caller.scope.account
    }

    /// Now, in whole seconds: S3 keeps no finer times.
    pub(super) fn now(&self) -> OffsetDateTime {
        let now = self.clock.now();
        now.replace_nanosecond(0).unwrap_or(now)
    }

    pub(super) fn bus(&self) -> &Bus {
        self.buckets.bus()
    }

    /// Why this request changes an object.
    pub(super) fn cause(&self, event: Event) -> Cause<'_> {
        Cause {
            event,
            clock: &self.clock,
            request: Some(&self.context),
        }
    }

    /// A header's text; `None` when it is missing, empty or not ASCII.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let value = self.headers.get(name)?.to_str().ok()?;
        (!value.is_empty()).then_some(value)
    }

    /// Who asks. Where nobody is judged, whoever has no credentials is the default account.
    pub(super) fn principal(&self) -> Principal {
        match self.buckets.judged {
            true => Principal::of(&self.context.caller),
            false => Principal::Account(self.account().clone()),
        }
    }

    /// The key that a request is about.
    pub(super) fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// The bucket that a request is about, if the caller may do there what the request asks for.
    pub(super) fn bucket(&self, name: &str) -> Result<Arc<Bucket>, AwsError> {
        let bucket = self.buckets.get(name)?;
        let place = Place {
            key: self.key.as_deref(),
            version_id: self.query.get("versionId"),
            upload_id: self.query.get("uploadId"),
        };
        self.check(&bucket, place, || {
            let has = |name: &str| self.headers.contains_key(name) && !self.gives(&bucket, name);
            action::needs(self.operation, place.version_id.is_some(), &has)
        })?;
        self.check_payer(&bucket)?;
        self.check_owner(&bucket, "x-amz-expected-bucket-owner")?;
        if bucket.kind().is_directory() {
            directory::check(&self.facts(), &self.buckets.keys, name)?;
        }
        Ok(bucket)
    }

    /// Whether a header of an ACL does nothing but give the bucket's owner all: that needs no
    /// permission of its own (user guide, "Bucket policy examples using condition keys").
    fn gives(&self, bucket: &Bucket, name: &str) -> bool {
        let value = self.header(name).unwrap_or_default();
        match name {
            "x-amz-acl" => value == "bucket-owner-full-control",
            "x-amz-grant-full-control" => {
                let id = value.strip_prefix("id=").unwrap_or_default();
                id.trim_matches('"') == bucket.owner.canonical_id()
            }
            _ => false,
        }
    }

    /// The bucket that a copy reads from, if the caller may read the source there.
    pub(super) fn source_bucket(
        &self,
        name: &str,
        key: &str,
        version_id: Option<&str>,
    ) -> Result<Arc<Bucket>, AwsError> {
        let bucket = self.buckets.get(name)?;
        let need = action::of_copy_source(version_id.is_some());
        self.permit(&bucket, key, version_id, need)?;
        self.check_payer(&bucket)?;
        self.check_owner(&bucket, "x-amz-source-expected-bucket-owner")?;
        Ok(bucket)
    }

    /// Refuses one more thing about a key, if the caller may not do it.
    pub(super) fn permit(
        &self,
        bucket: &Bucket,
        key: &str,
        version_id: Option<&str>,
        need: Need,
    ) -> Result<(), AwsError> {
        let place = Place {
            key: Some(key),
            version_id,
            upload_id: None,
        };
        self.check(bucket, place, || Some(vec![need]))
    }

    fn check(
        &self,
        bucket: &Bucket,
        place: Place<'_>,
        needs: impl FnOnce() -> Option<Vec<Need>>,
    ) -> Result<(), AwsError> {
        if !self.buckets.judged {
            return Ok(());
        }
        judgement::check(&self.facts(), bucket, place, needs)
    }

    fn facts(&self) -> RequestFacts<'_> {
        RequestFacts {
            operation: self.operation,
            caller: &self.context.caller,
            source_ip: self.context.source_ip,
            headers: &self.headers,
            query: &self.query,
            document: &self.document,
            now: self.clock.now(),
        }
    }

    /// Where requesters pay, everyone but the owner says so, and is told so; who has no account
    /// cannot pay (user guide, "Using Requester Pays buckets").
    fn check_payer(&self, bucket: &Bucket) -> Result<(), AwsError> {
        const PAYER: &str = "x-amz-request-payer";
        let principal = self.principal();
        if !self.buckets.judged || principal.is(&bucket.owner) {
            return Ok(());
        }
        let payment = bucket.configuration(Subject::RequestPayment);
        if payment.is_none_or(|payment| payment.text_of("Payer") != Some("Requester")) {
            return Ok(());
        }
        let payer = self.header(PAYER).or_else(|| self.query.get(PAYER));
        if principal == Principal::Anonymous || payer != Some("requester") {
            return Err(error::access_denied());
        }
        self.reply_amz("x-amz-request-charged", "requester");
        Ok(())
    }

    fn check_owner(&self, bucket: &Bucket, header: &str) -> Result<(), AwsError> {
        let Some(expected) = self.header(header) else {
            return Ok(());
        };
        match AccountId::parse(expected) {
            None => Err(error::invalid_expected_bucket_owner(expected)),
            Some(account) if account != bucket.owner => Err(error::access_denied()),
            Some(_) => Ok(()),
        }
    }

    /// Adds a header to the answer; a value that no header can carry is left out.
    pub(super) fn reply_header(&self, name: HeaderName, value: &str) {
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            self.reply_header_value(name, value);
        }
    }

    pub(super) fn reply_header_value(&self, name: HeaderName, value: HeaderValue) {
        self.reply().headers.insert(name, value);
    }

    /// As [`Exchange::reply_header`], for S3's own names.
    pub(super) fn reply_amz(&self, name: &'static str, value: &str) {
        self.reply_header(HeaderName::from_static(name), value);
    }

    pub(super) fn reply_status(&self, status: StatusCode) {
        self.reply().status = Some(status);
    }

    /// Answers with a body; s3s's own is dropped.
    pub(super) fn reply_body(&self, body: impl Into<Body>) {
        self.reply().body = Some(body.into());
    }

    /// Answers with an error, fields and all.
    pub(super) fn fail(&self, error: AwsError) {
        self.reply().error = Some(error);
    }

    pub(super) fn take_reply(&self) -> Reply {
        std::mem::take(&mut *self.reply())
    }

    fn reply(&self) -> MutexGuard<'_, Reply> {
        self.reply.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
