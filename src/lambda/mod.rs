//! Lambda: functions, and the environments that run them.

mod constraint;
mod error;
mod executor;
mod front;
mod functions;
mod invoke;
mod name;
mod runtime_api;

use http::{Request, Response, StatusCode};

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::config::Config;

use self::functions::registry::Registry;

/// One world's Lambda.
pub(crate) struct Lambda {
    registry: Registry,
}

impl Lambda {
    /// Chooses the executor that the configuration asks for. `port` is this server's own: functions
    /// find their AWS there.
    pub(crate) async fn start(
        _config: &Config,
        _port: u16,
        _clock: Clock,
        _bus: Bus,
    ) -> Result<Self, String> {
        Ok(Self {
            registry: Registry::default(),
        })
    }

    /// The executor, as the banner and the health page name it.
    pub(crate) fn executor(&self) -> String {
        "process".to_owned()
    }

    /// Answers one request of Lambda's REST API.
    pub(crate) async fn handle(
        &self,
        _context: &RequestContext,
        _request: Request<Body>,
    ) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_IMPLEMENTED;
        response
    }

    /// Answers a plain HTTP request to `/_ruststack/lambda/<function>/<path>` through a function.
    pub(crate) async fn front(
        &self,
        _context: &RequestContext,
        _request: Request<Body>,
    ) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_IMPLEMENTED;
        response
    }

    /// Answers a download of a function's code, as GetFunction's `Code.Location` names it.
    pub(crate) async fn code(
        &self,
        _context: &RequestContext,
        _request: Request<Body>,
    ) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_IMPLEMENTED;
        response
    }

    /// Ends every environment; nothing is left running.
    pub(crate) async fn stop(&self) {}
}
