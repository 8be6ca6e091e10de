//! One world's S3: its buckets, and the protocol in front of them.

use std::sync::Arc;

use http::request::Parts;
use http::{HeaderMap, Request, Response};

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::aws::identity::Region;
use crate::aws::sigv4::keys::Keys;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::config::{Config, S3Access};
use crate::store::depot::Depot;

use super::keeper::Keeper;
use super::lifecycle::sweeper::Sweeper;
use super::notification::notifier::Notifier;
use super::objects::buckets::Buckets;
use super::objects::image::S3Image;
use super::objects::listeners::Listeners;
use super::protocol::Protocol;
use super::replication::courier;
use super::replication::queue::Replicator;
use super::website;

/// One world's S3.
pub(crate) struct S3 {
    buckets: Arc<Buckets>,
    clock: Clock,
    protocol: Protocol,
    notifier: Notifier,
    _sweeper: Sweeper,
}

impl S3 {
    /// Ends once everybody is told of the changes that were made before this call.
    pub(crate) async fn settled(&self) {
        self.notifier.settled().await;
    }

    /// Starts with the buckets of an image, and offers its objects on the bus. Large bodies go to
    /// `depot`.
    pub(crate) fn start(
        config: &Config,
        clock: Clock,
        bus: &Bus,
        keys: Arc<Keys>,
        image: &S3Image,
        depot: Depot,
    ) -> Self {
        let (notifier, delivery) = Notifier::new(Arc::clone(bus.activity()));
        tokio::spawn(delivery.run(bus.clone(), clock.clone()));
        let judged = config.s3_access == S3Access::Aws;
        let own_notifier = notifier.clone();
        let (replicator, errands) = Replicator::new(Arc::clone(bus.activity()));
        let listeners = Listeners {
            notifier,
            replicator,
            sweeping: Arc::default(),
            touched: Arc::default(),
        };
        let mut buckets =
            Buckets::new(listeners, bus.clone(), depot, keys, config.s3_sse_c, judged);
        buckets.fill(image);
        let buckets = Arc::new(buckets);
        let known = Arc::downgrade(&buckets);
        tokio::spawn(courier::run(errands, known, clock.clone()));
        bus.offer_objects(Arc::new(Keeper::new(
            Arc::downgrade(&buckets),
            clock.clone(),
        )));
        Self {
            notifier: own_notifier,
            _sweeper: Sweeper::start(Arc::clone(&buckets), clock.clone()),
            buckets,
            clock,
            protocol: Protocol::new(),
        }
    }

    /// Holds all buckets still while `then` works with what is there; those alone that were touched
    /// since the image `since`, for the one who looks again and again.
    pub(crate) fn still<T>(&self, since: Option<&S3Image>, then: impl FnOnce(S3Image) -> T) -> T {
        match since {
            None => self.buckets.still(then),
            Some(since) => self.buckets.still_since(since, then),
        }
    }

    /// Whether the CORS rules of a bucket let a page of another site make a request. Preflights
    /// always pass: they change nothing, and their answer says what the rules say.
    pub(crate) fn lets_page_in(&self, request: &Parts, bucket_in_host: Option<&str>) -> bool {
        Protocol::lets_page_in(&self.buckets, request, bucket_in_host)
    }

    /// What the CORS rules of a bucket add to an answer, for a page of another site.
    pub(crate) fn cross_origin_headers(
        &self,
        request: &Parts,
        bucket_in_host: Option<&str>,
    ) -> HeaderMap {
        Protocol::cross_origin_headers(&self.buckets, request, bucket_in_host)
    }

    /// Whether a request is a browser's form: the gateway then reads its fields.
    pub(crate) fn takes_form(&self, request: &Parts, bucket_in_host: Option<&str>) -> bool {
        Protocol::takes_form(request, bucket_in_host)
    }

    /// Answers one request to a bucket's website endpoint.
    pub(crate) async fn site(
        &self,
        context: &RequestContext,
        bucket: &str,
        request: Request<Body>,
    ) -> Response<Body> {
        website::serve(&self.buckets, &self.clock, context, bucket, request).await
    }

    /// The region that a request must be signed for: its bucket's, if there is one.
    pub(crate) fn region_of(
        &self,
        request: &Parts,
        bucket_in_host: Option<&str>,
    ) -> Option<Region> {
        Protocol::region_of(&self.buckets, request, bucket_in_host)
    }

    /// Answers one request. `bucket_in_host` is the bucket of a virtual-hosted request: its path
    /// then names a key only.
    pub(crate) async fn handle(
        &self,
        context: &RequestContext,
        bucket_in_host: Option<&str>,
        request: Request<Body>,
    ) -> Response<Body> {
        let buckets = Arc::clone(&self.buckets);
        self.protocol
            .serve(buckets, &self.clock, context, bucket_in_host, request)
            .await
    }
}
