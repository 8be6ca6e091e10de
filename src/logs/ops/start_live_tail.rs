//! StartLiveTail: an event stream of what comes to some groups, once a second.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http_body::Frame;
use http_body_util::StreamBody;
use serde_json::{Value, json};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::aws::arn::Arn;
use crate::aws::body::Body;
use crate::aws::error::AwsError;
use crate::aws::protocol::event_stream;
use crate::logs::call::Call;
use crate::logs::event::Event;
use crate::logs::input::Input;
use crate::logs::pattern::Pattern;
use crate::logs::reply::Reply;
use crate::logs::tail::{Wanted, Watched};
use crate::logs::{error, name};

/// Updates come so often; one holds at most so many events, and says so if there were more.
const UPDATE: Duration = Duration::from_secs(1);
const UPDATE_EVENTS_MAX: usize = 500;
/// A session ends by itself (API reference, StartLiveTail).
const SESSION_MAX: Duration = Duration::from_secs(3 * 60 * 60);

const JSON: &str = "application/json";

/// API reference, StartLiveTail.
///
/// Errors: InvalidParameterException, ResourceNotFoundException, LimitExceededException for too many
/// sessions; SessionTimeoutException in the stream, after three hours.
pub(in crate::logs) fn start_live_tail(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let identifiers = input.texts("logGroupIdentifiers", [1, 10], [1, 2048])?;
    let identifiers = input.must("logGroupIdentifiers", identifiers);
    let streams = input.texts("logStreamNames", [1, 100], [1, 512])?;
    let prefixes = input.texts("logStreamNamePrefixes", [1, 100], [1, 512])?;
    let pattern_text = input.text("logEventFilterPattern", 0, 1024)?;
    input.finish()?;
    let identifiers = identifiers.unwrap_or_default();
    let one_group = identifiers.len() == 1;
    if (streams.is_some() || prefixes.is_some()) && !one_group {
        return Err(error::streams_of_many_groups());
    }
    if streams.is_some() && prefixes.is_some() {
        return Err(error::names_and_prefix());
    }
    let pattern = Pattern::parse(pattern_text.as_deref().unwrap_or_default());
    let pattern = pattern.map_err(|problem| error::invalid_tail_pattern(&problem.to_string()))?;
    let groups = groups(call, &identifiers)?;
    let start = json!({
        "requestId": call.shared.clock.uuid(),
        "sessionId": call.shared.clock.uuid(),
        "logGroupIdentifiers": identifiers,
        "logStreamNames": streams.clone().unwrap_or_default(),
        "logStreamNamePrefixes": prefixes.clone().unwrap_or_default(),
        "logEventFilterPattern": pattern_text.unwrap_or_default(),
    });
    let watched = call.shared.tails.begin(Wanted {
        scope: call.scope.clone(),
        groups,
        streams: streams.unwrap_or_default(),
        prefixes: prefixes.unwrap_or_default(),
        pattern,
    });
    let watched = watched.ok_or_else(error::limit_exceeded)?;
    let now = Instant::now();
    let mut ticks = interval_at(now + UPDATE, UPDATE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let session = Session {
        account: call.scope.account.to_string(),
        next: Some(Next::Start(start)),
        watched,
        gathered: Vec::new(),
        ticks,
        ends: now + SESSION_MAX,
    };
    let frames = stream::unfold(session, |mut session| async move {
        let bytes = session.frame().await?;
        Some((Ok::<_, Infallible>(Frame::data(bytes)), session))
    });
    Ok(Reply::Stream(Body::stream(StreamBody::new(frames))))
}

/// Groups are named by their ARNs alone, without a star.
fn groups(call: &Call<'_>, identifiers: &[String]) -> Result<BTreeSet<String>, AwsError> {
    let mut names = BTreeSet::new();
    for identifier in identifiers {
        if Arn::parse(identifier).is_none() || identifier.ends_with('*') {
            return Err(error::not_group_arns());
        }
        let name = name::of_identifier(call.scope, identifier);
        let name = name.ok_or_else(error::no_such_group)?;
        let mut store = call.shared.store();
        store.group(call.scope, name, call.now_ms())?;
        names.insert(name.to_owned());
    }
    Ok(names)
}

/// One client's stream.
struct Session {
    account: String,
    /// `None` behind the last frame.
    next: Option<Next>,
    watched: Watched,
    /// For the next update.
    gathered: Vec<Value>,
    ticks: Interval,
    ends: Instant,
}

enum Next {
    Start(Value),
    Update,
}

impl Session {
    async fn frame(&mut self) -> Option<Bytes> {
        match self.next.take()? {
            Next::Start(start) => {
                self.next = Some(Next::Update);
                // The protocol's own event, then the session's first.
                let mut frames = event("initial-response", &json!({})).to_vec();
                frames.extend_from_slice(&event("sessionStart", &start));
                Some(frames.into())
            }
            Next::Update => {
                self.gather().await?;
                if Instant::now() >= self.ends {
                    return Some(timed_out());
                }
                self.next = Some(Next::Update);
                Some(event("sessionUpdate", &self.update()))
            }
        }
    }

    /// Takes what comes until the next update is due; `None` when the service ends.
    async fn gather(&mut self) -> Option<()> {
        loop {
            let has_room = self.gathered.len() < UPDATE_EVENTS_MAX;
            tokio::select! {
                biased;
                _ = self.ticks.tick() => return Some(()),
                next = self.watched.recv(), if has_room => {
                    let (group, event) = next?;
                    self.gathered.push(self.shown(&group, &event));
                }
            }
        }
    }

    /// What was gathered; of what came beyond, the session sees that there was more.
    fn update(&mut self) -> Value {
        let mut sampled = false;
        while self.watched.try_recv().is_ok() {
            sampled = true;
        }
        json!({
            "sessionMetadata": { "sampled": sampled },
            "sessionResults": std::mem::take(&mut self.gathered),
        })
    }

    fn shown(&self, group: &Arc<str>, event: &Event) -> Value {
        json!({
            "logStreamName": &*event.stream,
            "logGroupIdentifier": format!("{}:{group}", self.account),
            "message": &*event.message,
            "timestamp": event.place.timestamp_ms,
            "ingestionTime": event.ingested_ms,
        })
    }
}

fn event(name: &str, payload: &Value) -> Bytes {
    event_stream::event(name, Some(JSON), payload.to_string().as_bytes())
}

fn timed_out() -> Bytes {
    let headers = [
        (":message-type", "exception"),
        (":exception-type", "SessionTimeoutException"),
        (":content-type", JSON),
    ];
    let payload = json!({"message": "The session has timed out."}).to_string();
    event_stream::frame(&headers, payload.as_bytes())
}
