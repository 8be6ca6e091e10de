//! The gateway: who is asked, who asks, and how the answer leaves.

mod application;
mod authenticate;
mod browser;
mod changes;
mod classify;
mod decode;
mod dispatch;
mod error;
mod form;
mod from_within;
mod guard;
mod hosts;
mod pages;
mod respond;
mod seeds;
mod stall;
mod unsupported;
mod verify;
mod world_path;

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::State;
use axum::handler::Handler;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;

pub(crate) use application::ApplicationRoute;
pub(crate) use dispatch::Gateway;
pub(crate) use from_within::OwnDestination;
pub(crate) use seeds::SeedState;

/// One client's connection.
#[derive(Clone)]
struct Connection {
    gateway: Arc<Gateway>,
    peer: IpAddr,
    /// Where its requests lead that came to the port of an application.
    route: Option<Arc<ApplicationRoute>>,
}

/// The axum service of one connection: each of its requests, of every service, comes through here.
pub(crate) fn service(
    gateway: Arc<Gateway>,
    peer: IpAddr,
    route: Option<Arc<ApplicationRoute>>,
) -> impl Service<
    Request<Incoming>,
    Response = Response<axum::body::Body>,
    Error = Infallible,
    Future: Send + 'static,
> {
    TowerToHyperService::new(answer.with_state(Connection {
        gateway,
        peer,
        route,
    }))
}

async fn answer(
    State(connection): State<Connection>,
    mut request: Request<axum::body::Body>,
) -> Response<axum::body::Body> {
    let Connection {
        gateway,
        peer,
        route,
    } = connection;
    if let Some(route) = route {
        route.lead(&mut request);
    }
    gateway
        .answer(peer, request)
        .await
        .map(axum::body::Body::new)
}
