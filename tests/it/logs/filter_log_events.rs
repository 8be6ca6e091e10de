//! FilterLogEvents.

use serde_json::{Value, json};

use super::{
    NOW_MS, all, done, error, frozen, make_group, make_stream, no_group, no_stream, put, refused,
};
use crate::harness::TestServer;

fn with_events() -> TestServer {
    let (server, _) = frozen();
    make_group(&server, "g");
    for name in ["web-1", "web-2", "db"] {
        make_stream(&server, "g", name);
    }
    put(
        &server,
        "g",
        "web-1",
        &[(NOW_MS, "GET /a 200"), (NOW_MS + 3, "GET /b 404")],
    );
    put(
        &server,
        "g",
        "db",
        &[(NOW_MS + 1, r#"{"level":"ERROR","ms":7}"#)],
    );
    put(&server, "g", "web-2", &[(NOW_MS + 2, "POST /a 500")]);
    server
}

fn found(server: &TestServer, more: Value) -> Value {
    let mut body = json!({"logGroupName": "g"});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    done(server, "FilterLogEvents", body)
}

// API reference, FilterLogEvents: the latest come first, and a token goes on its own way.
#[test]
fn events_come_against_their_order_without_start_from_head() {
    let server = with_events();
    let mut more = json!({"startFromHead": false, "limit": 3, "startTime": NOW_MS});
    let first = found(&server, more.clone());
    assert_eq!(
        all(&first, "events", "logStreamName"),
        ["web-1", "web-2", "db"]
    );
    more["nextToken"] = first["nextToken"].clone();
    more["startFromHead"] = json!(true);
    let second = found(&server, more);
    assert_eq!(second["events"][0]["message"], "GET /a 200");
    assert!(second.get("nextToken").is_none());
    let ended = json!({"startFromHead": false, "endTime": NOW_MS + 1});
    assert_eq!(
        all(&found(&server, ended), "events", "logStreamName"),
        ["db", "web-1"]
    );
    let turned = json!({"startFromHead": false, "startTime": NOW_MS + 9, "endTime": NOW_MS});
    assert_eq!(found(&server, turned)["events"], json!([]));
    let old =
        json!({"logGroupName": "g", "startFromHead": false, "startTime": 1_704_067_199_999_i64});
    assert_eq!(
        refused(&server, "FilterLogEvents", old).0,
        "InvalidParameterException"
    );
}

#[test]
fn events_of_all_streams_come_in_the_order_of_their_times() {
    let server = with_events();
    let all_events = found(&server, json!({}));
    assert_eq!(all_events["searchedLogStreams"], json!([]));
    assert_eq!(
        all(&all_events, "events", "logStreamName"),
        ["web-1", "db", "web-2", "web-1"]
    );
    let first = &all_events["events"][0];
    assert_eq!(first["timestamp"], NOW_MS);
    assert_eq!(first["ingestionTime"], NOW_MS);
    assert_eq!(first["eventId"].as_str().unwrap().len(), 56);
    let times = |more| all(&found(&server, more), "events", "logStreamName").join(" ");
    // Both ends count.
    let window = json!({"startTime": NOW_MS + 1, "endTime": NOW_MS + 2});
    assert_eq!(times(window), "db web-2");
    assert_eq!(
        times(json!({"logStreamNamePrefix": "web"})),
        "web-1 web-2 web-1"
    );
    assert_eq!(
        times(json!({"logStreamNames": ["db", "web-2"]})),
        "db web-2"
    );
}

// CloudWatch Logs guide, "Filter pattern syntax"; each kind has its own tests beside its code.
#[test]
fn patterns_choose_by_words_json_and_fields() {
    let server = with_events();
    let messages = |pattern: &str| {
        let page = found(&server, json!({"filterPattern": pattern}));
        all(&page, "events", "message").join("; ")
    };
    assert_eq!(messages("GET -404"), "GET /a 200");
    assert_eq!(messages(r#""/a" "#), "GET /a 200; POST /a 500");
    assert_eq!(messages("?POST ?404"), "POST /a 500; GET /b 404");
    assert_eq!(messages("%[45]0[0-9]$%"), "POST /a 500; GET /b 404");
    assert_eq!(
        messages(r#"{ $.level = "ERROR" && $.ms > 5 }"#),
        r#"{"level":"ERROR","ms":7}"#
    );
    assert_eq!(messages("[method, path, status >= 500]"), "POST /a 500");
}

#[test]
fn pages_lead_to_one_another_until_nothing_is_left() {
    let server = with_events();
    let first = found(&server, json!({"limit": 2}));
    assert_eq!(all(&first, "events", "logStreamName"), ["web-1", "db"]);
    let token = &first["nextToken"];
    let rest = found(&server, json!({"limit": 2, "nextToken": token}));
    assert_eq!(all(&rest, "events", "logStreamName"), ["web-2", "web-1"]);
    assert!(rest["nextToken"].is_null());
}

#[test]
fn what_is_rare_is_found_among_many() {
    let (server, _) = frozen();
    make_group(&server, "g");
    make_stream(&server, "g", "s");
    let mut events = vec![(NOW_MS, "hay"); 2500];
    events.push((NOW_MS + 1, "needle"));
    put(&server, "g", "s", &events);
    let page = found(&server, json!({"filterPattern": "needle"}));
    assert_eq!(all(&page, "events", "message"), ["needle"]);
}

// The texts of tokens and limits are recorded; those of patterns are what users quote.
#[test]
fn what_cannot_be_is_refused() {
    let server = with_events();
    let refusal = |more: Value| {
        let mut body = json!({"logGroupName": "g"});
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        refused(&server, "FilterLogEvents", body)
    };
    let invalid = |message| error("InvalidParameterException", message);
    assert_eq!(
        refusal(json!({"nextToken": "unknown"})),
        invalid("The specified nextToken is invalid.")
    );
    assert_eq!(
        refusal(json!({"limit": 10001})).1,
        "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000"
    );
    assert_eq!(
        refusal(json!({"filterPattern": "{ $.a = 1"})),
        invalid("If a filter pattern starts with '{' it must end with '}'")
    );
    assert_eq!(
        refusal(json!({"filterPattern": "me@example.com"})),
        invalid("Invalid character(s) in term '@'")
    );
    assert_eq!(refusal(json!({"logGroupName": "x"})), no_group());
    assert_eq!(refusal(json!({"logStreamNames": ["db", "x"]})), no_stream());
    let both = json!({"logStreamNames": ["db"], "logStreamNamePrefix": "d"});
    assert_eq!(refusal(both).0, "InvalidParameterException");
}
