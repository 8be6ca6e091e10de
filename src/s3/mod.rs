//! S3: buckets and objects, in this process.

use http::{Request, Response, StatusCode};

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::config::Config;

/// One world's S3.
pub(crate) struct S3 {}

impl S3 {
    pub(crate) fn start(_config: &Config, _clock: Clock, _bus: &Bus) -> Result<Self, String> {
        Ok(Self {})
    }

    /// Answers one request. `bucket_in_host` is the bucket of a virtual-hosted request: its path
    /// then names a key only.
    pub(crate) async fn handle(
        &self,
        _context: &RequestContext,
        _bucket_in_host: Option<&str>,
        _request: Request<Body>,
    ) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_IMPLEMENTED;
        response
    }
}
