//! PutLogEvents.

use serde_json::{Value, json};

use super::{
    DAY_MS, NOW_MS, done, error, frozen, logs, make_group, make_stream, no_group, no_stream, put,
    refused,
};
use crate::harness::TestServer;

fn with_stream() -> TestServer {
    let (server, _) = frozen();
    make_group(&server, "g");
    make_stream(&server, "g", "s");
    server
}

fn batch(events: Value) -> Value {
    json!({"logGroupName": "g", "logStreamName": "s", "logEvents": events})
}

fn event(timestamp: i64, message: &str) -> Value {
    json!({"timestamp": timestamp, "message": message})
}

#[test]
fn events_are_taken_and_any_sequence_token_is_ignored() {
    let server = with_stream();
    let mut body = batch(json!([event(NOW_MS, "🙀 - 日本語")]));
    body["sequenceToken"] = "wrong".into();
    let reply = done(&server, "PutLogEvents", body);
    assert_eq!(reply["nextSequenceToken"].as_str().unwrap().len(), 56);
    assert!(reply["rejectedLogEventsInfo"].is_null());
    let read = done(
        &server,
        "GetLogEvents",
        json!({"logGroupName": "g", "logStreamName": "s"}),
    );
    assert_eq!(
        read["events"],
        json!([{"timestamp": NOW_MS, "message": "🙀 - 日本語", "ingestionTime": NOW_MS}])
    );
}

// Recorded.
#[test]
fn the_group_is_missed_before_the_stream() {
    let (server, _) = frozen();
    let body = batch(json!([event(NOW_MS, "x")]));
    assert_eq!(refused(&server, "PutLogEvents", body.clone()), no_group());
    make_group(&server, "g");
    assert_eq!(refused(&server, "PutLogEvents", body), no_stream());
}

// The first text is recorded, the others are those that users quote.
#[test]
fn a_batch_has_an_order_a_span_and_a_size() {
    let server = with_stream();
    let refusal = |events| refused(&server, "PutLogEvents", batch(events)).1;
    assert_eq!(
        refusal(json!([event(NOW_MS, "a"), event(NOW_MS - 1, "b")])),
        "Log events in a single PutLogEvents request must be in chronological order."
    );
    assert_eq!(
        refusal(json!([event(NOW_MS - DAY_MS - 1, "a"), event(NOW_MS, "b")])),
        "The batch of log events in a single PutLogEvents request cannot span more than 24 hours."
    );
    let half = "x".repeat(524_262);
    put(&server, "g", "s", &[(NOW_MS, &half), (NOW_MS, &half)]);
    assert_eq!(
        refusal(json!([
            event(NOW_MS, &half),
            event(NOW_MS, &(half.clone() + "x"))
        ])),
        "Upload too large: 1048577 bytes exceeds limit of 1048576"
    );
}

// API reference: bounds before the first and behind the last that are taken.
#[test]
fn what_is_too_old_too_new_or_expired_is_named_and_left_out() {
    let server = with_stream();
    let two_hours = 2 * 60 * 60 * 1000;
    let too_new = [(NOW_MS + two_hours, "ok"), (NOW_MS + two_hours + 1, "new")];
    let reply = put(&server, "g", "s", &too_new);
    assert_eq!(
        reply["rejectedLogEventsInfo"],
        json!({"tooNewLogEventStartIndex": 1})
    );
    let oldest = NOW_MS - 14 * DAY_MS;
    let reply = put(&server, "g", "s", &[(oldest - 1, "old"), (oldest, "ok")]);
    assert_eq!(
        reply["rejectedLogEventsInfo"],
        json!({"tooOldLogEventEndIndex": 1})
    );
    let keep = json!({"logGroupName": "g", "retentionInDays": 1});
    done(&server, "PutRetentionPolicy", keep);
    let reply = put(
        &server,
        "g",
        "s",
        &[(NOW_MS - DAY_MS - 1, "gone"), (NOW_MS - DAY_MS, "ok")],
    );
    assert_eq!(
        reply["rejectedLogEventsInfo"],
        json!({"expiredLogEventEndIndex": 1})
    );
    let found = done(&server, "FilterLogEvents", json!({"logGroupName": "g"}));
    assert_eq!(super::all(&found, "events", "message"), ["ok", "ok"]);
}

// The form in which AWS shows structures is recorded for another operation.
#[test]
fn events_obey_the_model() {
    let server = with_stream();
    assert_eq!(
        refused(&server, "PutLogEvents", batch(json!([]))),
        error(
            "InvalidParameterException",
            "1 validation error detected: Value '[]' at 'logEvents' failed to satisfy constraint: Member must have length greater than or equal to 1"
        )
    );
    assert_eq!(
        refused(
            &server,
            "PutLogEvents",
            batch(json!([{"timestamp": -1, "message": ""}]))
        )
        .1,
        "2 validation errors detected: Value '-1' at 'logEvents.1.member.timestamp' failed to satisfy constraint: Member must have value greater than or equal to 0; Value '' at 'logEvents.1.member.message' failed to satisfy constraint: Member must have length greater than or equal to 1"
    );
    assert_eq!(
        refused(&server, "PutLogEvents", json!({})).1,
        "3 validation errors detected: Value null at 'logGroupName' failed to satisfy constraint: Member must not be null; Value null at 'logStreamName' failed to satisfy constraint: Member must not be null; Value null at 'logEvents' failed to satisfy constraint: Member must not be null"
    );
    let many = vec![event(NOW_MS, "x"); 10_001];
    let reply = logs(&server, "PutLogEvents", batch(json!(many)));
    let message = reply.json()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("[InputLogEvent(timestamp=1795341600000, message=x), "));
    assert!(message.ends_with("Member must have length less than or equal to 10000"));
}

#[test]
fn a_group_keeps_its_latest_events() {
    let server = with_stream();
    let megabyte = "x".repeat(1_048_000);
    for number in 0..40 {
        put(&server, "g", "s", &[(NOW_MS + number, &megabyte)]);
    }
    let groups = done(&server, "DescribeLogGroups", json!({}));
    let bytes = groups["logGroups"][0]["storedBytes"].as_u64().unwrap();
    assert!(
        bytes <= 32 * 1024 * 1024 && bytes > 31 * 1_000_000,
        "{bytes}"
    );
    let first = json!({"logGroupName": "g", "logStreamName": "s", "startFromHead": true});
    let first = done(&server, "GetLogEvents", first);
    assert_eq!(first["events"][0]["timestamp"], NOW_MS + 8);
}
