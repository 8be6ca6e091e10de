//! The gateway: who is asked, who asks, and how the answer leaves.

mod authenticate;
mod browser;
mod classify;
mod decode;
mod dispatch;
mod error;
mod events;
mod form;
mod guard;
mod health;
mod hosts;
mod respond;
mod stall;
mod unsupported;
mod verify;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use http::{Request, Response};

pub(crate) use dispatch::Gateway;

/// The one router: every request of every service comes through here.
pub(crate) fn router(gateway: Gateway) -> Router {
    Router::new().fallback(answer).with_state(Arc::new(gateway))
}

async fn answer(
    State(gateway): State<Arc<Gateway>>,
    request: Request<axum::body::Body>,
) -> Response<axum::body::Body> {
    gateway.answer(request).await.map(axum::body::Body::new)
}
