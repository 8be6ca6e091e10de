//! `/_ruststack/idle`: answers when nothing is at work any more, so that tests need no sleeps.

use std::time::Duration;

use http::request::Parts;
use http::{Method, Response, StatusCode};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use super::document;
use crate::aws::body::Body;
use crate::aws::error::AwsError;
use crate::aws::query::parameter;
use crate::bus::activity::{Activity, Work};
use crate::gateway::error;

/// Seconds that a request waits unless `timeout` says otherwise, and at most.
const TIMEOUT_S: f64 = 30.0;
const TIMEOUT_S_MAX: f64 = 900.0;
/// Works that an answer names; it counts them all.
const SHOWN_MAX: usize = 100;

/// Answers 200 when notifications, replications, asynchronous invocations, durable executions that wait for
/// nothing, destinations, event source mappings, log subscriptions, exports, imports and bulk operations have
/// come to their end; 504 with what has not, if that takes longer than `timeout` seconds.
pub(super) async fn page(activity: &Activity, request: &Parts) -> Result<Response<Body>, AwsError> {
    if !matches!(request.method, Method::GET | Method::HEAD) {
        return Err(error::page::method_not_allowed("GET"));
    }
    let query = request.uri.query().unwrap_or_default();
    let limit_s = match parameter(query, "timeout") {
        None => TIMEOUT_S,
        Some(text) => match text.parse() {
            Ok(seconds) if (0.0..=TIMEOUT_S_MAX).contains(&seconds) => seconds,
            _ => return Err(error::page::timeout(TIMEOUT_S_MAX, &text)),
        },
    };
    let since = Instant::now();
    let rested = timeout(Duration::from_secs_f64(limit_s), activity.rest(since)).await;
    let works = match rested {
        Ok(()) => Vec::new(),
        Err(_) => activity.works_since(since),
    };
    let is_idle = works.is_empty();
    let mut response = document::answer(&json!({
        "idle": is_idle,
        "waited_seconds": since.elapsed().as_secs_f64(),
        "pending_count": works.len(),
        "pending": works.iter().take(SHOWN_MAX).map(shown).collect::<Vec<_>>(),
    }));
    if !is_idle {
        *response.status_mut() = StatusCode::GATEWAY_TIMEOUT;
    }
    Ok(response)
}

fn shown(work: &Work) -> Value {
    let mut shown = json!({"kind": work.kind, "what": work.what});
    if let Some(doing) = &work.doing {
        shown["state"] = json!(doing);
    }
    shown
}
