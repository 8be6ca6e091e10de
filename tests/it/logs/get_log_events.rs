//! GetLogEvents.

use serde_json::{Value, json};

use super::{
    NOW_MS, all, done, error, frozen, make_group, make_stream, no_group, no_stream, put, refused,
};
use crate::harness::TestServer;

fn with_events(count: i64) -> TestServer {
    let (server, _) = frozen();
    make_group(&server, "g");
    make_stream(&server, "g", "s");
    for number in 0..count {
        put(&server, "g", "s", &[(NOW_MS + number, &number.to_string())]);
    }
    server
}

fn page(server: &TestServer, more: Value) -> Value {
    let mut body = json!({"logGroupName": "g", "logStreamName": "s"});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    done(server, "GetLogEvents", body)
}

fn messages(page: &Value) -> String {
    all(page, "events", "message").join("")
}

// API reference, GetLogEvents.
#[test]
fn the_latest_come_first_unless_the_head_is_asked_for() {
    let server = with_events(5);
    assert_eq!(messages(&page(&server, json!({"limit": 2}))), "34");
    let head = page(&server, json!({"limit": 2, "startFromHead": true}));
    assert_eq!(messages(&head), "01");
    let window = json!({"startTime": NOW_MS + 1, "endTime": NOW_MS + 3});
    assert_eq!(messages(&page(&server, window)), "12");
    let empty = json!({"startTime": NOW_MS + 3, "endTime": NOW_MS + 3});
    assert_eq!(messages(&page(&server, empty)), "");
}

// API reference, GetLogEvents: at the end of the stream, a token leads back to itself.
#[test]
fn tokens_lead_forward_and_backward_and_end_at_themselves() {
    let server = with_events(5);
    let from = |token: &Value| page(&server, json!({"limit": 2, "nextToken": token}));
    let first = page(&server, json!({"limit": 2, "startFromHead": true}));
    let forward = first["nextForwardToken"].as_str().unwrap();
    assert!(forward.starts_with("f/") && forward.ends_with("/s") && forward.len() == 60);
    let second = from(&first["nextForwardToken"]);
    assert_eq!(messages(&second), "23");
    let third = from(&second["nextForwardToken"]);
    assert_eq!(messages(&third), "4");
    let end = from(&third["nextForwardToken"]);
    assert_eq!(messages(&end), "");
    assert_eq!(end["nextForwardToken"], third["nextForwardToken"]);
    put(&server, "g", "s", &[(NOW_MS + 9, "!")]);
    assert_eq!(messages(&from(&end["nextForwardToken"])), "!");
    assert_eq!(messages(&from(&end["nextBackwardToken"])), "34");
    let back = from(&third["nextBackwardToken"]);
    assert_eq!(messages(&back), "23");
    let start = from(&from(&back["nextBackwardToken"])["nextBackwardToken"]);
    assert_eq!(messages(&start), "");
    assert_eq!(messages(&from(&start["nextForwardToken"])), "01");
}

#[test]
fn an_empty_stream_has_tokens_that_wait_for_its_first_event() {
    let server = with_events(0);
    let empty = page(&server, json!({}));
    assert_eq!(empty["events"], json!([]));
    put(&server, "g", "s", &[(NOW_MS, "first")]);
    let token = &empty["nextForwardToken"];
    assert_eq!(
        messages(&page(&server, json!({"nextToken": token}))),
        "first"
    );
}

#[test]
fn a_page_holds_a_megabyte() {
    let server = with_events(0);
    let text = "x".repeat(600_000);
    put(&server, "g", "s", &[(NOW_MS, &text)]);
    put(&server, "g", "s", &[(NOW_MS + 1, &text)]);
    let first = page(&server, json!({"startFromHead": true}));
    assert_eq!(all(&first, "events", "message").len(), 1);
    let token = &first["nextForwardToken"];
    let second = page(&server, json!({"nextToken": token}));
    assert_eq!(second["events"][0]["timestamp"], NOW_MS + 1);
}

// Recorded.
#[test]
fn what_is_not_there_or_no_token_is_refused() {
    let server = with_events(0);
    let ask = |body| refused(&server, "GetLogEvents", body);
    assert_eq!(
        ask(json!({"logGroupName": "x", "logStreamName": "s"})),
        no_group()
    );
    assert_eq!(
        ask(json!({"logGroupName": "g", "logStreamName": "x"})),
        no_stream()
    );
    for token in ["invalid-token", "f/1", "n/00000"] {
        let body = json!({"logGroupName": "g", "logStreamName": "s", "nextToken": token});
        assert_eq!(
            ask(body),
            error(
                "InvalidParameterException",
                "The specified nextToken is invalid."
            )
        );
    }
    assert_eq!(
        ask(json!({"logGroupName": "g", "logStreamName": "s", "limit": 10001})).1,
        "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000"
    );
}
