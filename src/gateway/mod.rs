//! The gateway: who is asked, who asks, and how the answer leaves.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use http::{Request, Response, StatusCode};

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::aws::identity::{AccountId, Caller, Scope, Signing};
use crate::config::Config;
use crate::world::World;

/// Everything the gateway knows when a request comes in.
pub(crate) struct Gateway {
    config: Config,
    world: Arc<World>,
}

impl Gateway {
    pub(crate) fn new(config: &Config, world: Arc<World>) -> Self {
        Self {
            config: config.clone(),
            world,
        }
    }
}

/// The one router: every request of every service comes through here.
pub(crate) fn router(gateway: Gateway) -> Router {
    Router::new().fallback(serve).with_state(Arc::new(gateway))
}

async fn serve(
    State(gateway): State<Arc<Gateway>>,
    request: Request<axum::body::Body>,
) -> Response<axum::body::Body> {
    let world = &gateway.world;
    let request = request.map(Body::stream);
    let target = request.headers().get("x-amz-target").is_some();
    let path = request.uri().path().to_owned();
    let context = RequestContext {
        request_id: crate::aws::request_id::lambda(&world.clock),
        caller: Caller {
            scope: Scope {
                account: AccountId::default(),
                region: gateway.config.default_region(),
            },
            access_key: None,
            signing: Signing::Anonymous,
        },
        host: "localhost:4566".to_owned(),
    };
    let off = || {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_FOUND;
        response
    };
    let response = if target {
        match &world.dynamodb {
            Some(service) => service.handle(&context, request).await,
            None => off(),
        }
    } else if path.starts_with("/_ruststack/lambda/") {
        match &world.lambda {
            Some(service) => service.front(&context, request).await,
            None => off(),
        }
    } else if path.starts_with("/2015-03-31/") {
        match &world.lambda {
            Some(service) => service.handle(&context, request).await,
            None => off(),
        }
    } else {
        match &world.s3 {
            Some(service) => service.handle(&context, None, request).await,
            None => off(),
        }
    };
    response.map(axum::body::Body::new)
}
