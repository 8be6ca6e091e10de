//! `/_ruststack/clock`: a world's time, which a test can hold, move and hurry.

use http::{Method, Request, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::document;
use crate::aws::body::Body;
use crate::aws::error::AwsError;
use crate::aws::time::{from_unix_ms, iso_millis, parse_iso};
use crate::clock::{Clock, Flow, SPEED_MAX};
use crate::gateway::error;

/// Seconds that a clock is moved by at most: three hundred years.
const ADVANCE_SECONDS_MAX: f64 = 1e10;

/// What is to become of the clock; what is left out stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    /// The time to show, as `2026-12-24T18:00:00Z` or in seconds since 1970.
    now: Option<Value>,
    /// How far it is moved, after that; backwards if negative.
    advance_seconds: Option<f64>,
    /// Its own seconds for each of the machine's; 0 freezes it.
    speed: Option<f64>,
}

/// Answers GET with the time, PUT by changing it, and DELETE by following the machine again.
pub(super) async fn page(
    clock: &Clock,
    request: Request<Body>,
) -> Result<Response<Body>, AwsError> {
    match *request.method() {
        Method::GET | Method::HEAD => {}
        Method::PUT => {
            let change: Change = document::read(request.into_body()).await?;
            clock.set_flow(change.flow(clock)?);
        }
        Method::DELETE => clock.set_flow(Flow::Machine),
        _ => return Err(error::page::method_not_allowed("GET, PUT, DELETE")),
    }
    Ok(document::answer(&shown(clock)))
}

impl Change {
    fn flow(&self, clock: &Clock) -> Result<Flow, AwsError> {
        let now_ms = match &self.now {
            None => clock.unix_ms(),
            Some(now) => moment_ms(now).ok_or_else(|| {
                error::page::value("now", "an ISO 8601 time or seconds since 1970", now)
            })?,
        };
        let advance_seconds = self.advance_seconds.unwrap_or_default();
        if advance_seconds.abs() > ADVANCE_SECONDS_MAX {
            let expected = "between -1e10 and 1e10";
            return Err(error::page::value(
                "advance_seconds",
                expected,
                &advance_seconds,
            ));
        }
        let speed = self.speed.unwrap_or_else(|| clock.flow().speed());
        if !(0.0..=SPEED_MAX).contains(&speed) {
            return Err(error::page::value("speed", "between 0 and 1000000", &speed));
        }
        let advance_ms = (advance_seconds * 1000.0) as i64;
        Ok(Flow::starting(now_ms.saturating_add(advance_ms), speed))
    }
}

fn moment_ms(now: &Value) -> Option<i64> {
    match now {
        Value::String(text) => {
            let nanos = parse_iso(text)?.unix_timestamp_nanos();
            i64::try_from(nanos / 1_000_000).ok()
        }
        _ => Some((now.as_f64()? * 1000.0) as i64),
    }
}

fn shown(clock: &Clock) -> Value {
    let (now_ms, flow) = (clock.unix_ms(), clock.flow());
    json!({
        "now": iso_millis(from_unix_ms(now_ms)),
        "unix_ms": now_ms,
        "speed": flow.speed(),
        "follows_machine": flow == Flow::Machine,
    })
}
