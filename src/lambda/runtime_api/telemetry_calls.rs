//! Subscriptions to the Telemetry API 2022-07-01 and the Logs API 2020-08-15 over HTTP.
//!
//! AWS: Developer Guide, "Lambda Telemetry API reference" and "Using the Lambda Logs API"; refusals after
//! initialisation are those of AWS's runtime emulator.

use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::body::{self, Body};
use http::{Request, Response, StatusCode};
use tokio::time::sleep;

use super::exchange::Exchange;
use super::extension::Unwelcome;
use super::extension_calls::{forbidden, identifier, json};
use super::served::Served;
use crate::lambda::executor::environment::Pace;
use crate::lambda::telemetry::delivery::deliver;
use crate::lambda::telemetry::feed::NotSubscribed;
use crate::lambda::telemetry::request::{Api, Subscription};

/// A subscription is a few hundred bytes.
const REQUEST_BYTES_MAX: usize = 64 * 1024;
/// How often a start is looked at.
const START_INTERVAL: Duration = Duration::from_millis(5);

/// Which API a path is.
pub(super) fn api(path: &str) -> Option<Api> {
    match path.trim_end_matches('/') {
        "/2022-07-01/telemetry" => Some(Api::Telemetry { objects: false }),
        "/2020-08-15/logs" => Some(Api::Logs {
            runtime_done: false,
        }),
        _ => None,
    }
}

/// Answers an extension that subscribes.
pub(super) async fn answer(served: &Served, api: Api, request: Request<Body>) -> Response<Body> {
    let subscribed = subscribe(served, api, request).await;
    subscribed.unwrap_or_else(|why| forbidden(&why))
}

async fn subscribe(
    served: &Served,
    api: Api,
    request: Request<Body>,
) -> Result<Response<Body>, Unwelcome> {
    let (head, body) = request.into_parts();
    let exchange = &served.exchange;
    let name = exchange.extensions.name_of(identifier(&head.headers)?)?;
    let invalid = |why: String| {
        let error = serde_json::json!({"errorType": api.validation_error(), "errorMessage": why});
        json(StatusCode::BAD_REQUEST, format!("{error}\n"))
    };
    let body = match body::to_bytes(body, REQUEST_BYTES_MAX).await {
        Ok(body) => body,
        Err(why) => return Ok(invalid(why.to_string())),
    };
    let subscription = match Subscription::parse(api, &body) {
        Ok(subscription) => subscription,
        Err(why) => return Ok(invalid(why)),
    };
    let (weak, clock) = (Arc::downgrade(exchange), served.clock.clone());
    let destination = subscription.destination.clone();
    let outcome = exchange.feed.subscribe(&name, &subscription, |buffer| {
        let delivery = async move {
            let Some(pace) = started(&weak).await else {
                return;
            };
            let address = pace.address().await;
            let told = || {
                if let Some(exchange) = weak.upgrade() {
                    exchange.rest();
                }
            };
            deliver(buffer, destination, address, clock, told).await;
        };
        tokio::spawn(delivery).abort_handle()
    });
    let ok = |word: &str| Ok(json(StatusCode::OK, format!("\"{word}\"")));
    match outcome {
        Ok(()) => ok("OK"),
        Err(NotSubscribed::Already) => ok("Already subscribed"),
        Err(NotSubscribed::Elsewhere) => {
            Ok(invalid("subscribed to the other API already".to_owned()))
        }
        Err(NotSubscribed::Closed) => Err(match api {
            Api::Telemetry { .. } => Unwelcome::new(
                "Telemetry.SubscriptionClosed",
                "Telemetry API subscription is closed already",
            ),
            Api::Logs { .. } => Unwelcome::new(
                "Logs.SubscriptionClosed",
                "Logs API subscription is closed already",
            ),
        }),
    }
}

/// Waits until an environment has started; `None` if it never does.
async fn started(exchange: &Weak<Exchange>) -> Option<Pace> {
    loop {
        if let Some(pace) = exchange.upgrade()?.pace() {
            return Some(pace);
        }
        sleep(START_INTERVAL).await;
    }
}
