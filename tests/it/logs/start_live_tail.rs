//! StartLiveTail.

use serde_json::{Value, json};

use super::{NOW_MS, error, frozen, logs, make_group, make_stream, no_group, put, refused};
use crate::harness::TestServer;
use crate::lambda::event_stream::{self, Answer};

const ARN: &str = "arn:aws:logs:us-east-1:123456789012:log-group:g";

fn open(server: &TestServer, body: &Value) -> Answer {
    let head = "POST / HTTP/1.1\r\nhost: stream-logs.localhost\r\n\
        x-amz-target: Logs_20140328.StartLiveTail\r\n\
        authorization: AWS4-HMAC-SHA256 Credential=123456789012/20261122/us-east-1/logs/aws4_request, \
        SignedHeaders=host, Signature=0\r\n";
    event_stream::open(server, head, &body.to_string())
}

/// The payloads of the frames of a chunk, in JSON.
fn payloads(mut bytes: &[u8]) -> Vec<Value> {
    let mut payloads = Vec::new();
    while !bytes.is_empty() {
        let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        let (total, head) = (number(0), number(4));
        payloads.push(serde_json::from_slice(&bytes[12 + head..total - 4]).unwrap());
        bytes = &bytes[total..];
    }
    payloads
}

// API reference, StartLiveTail: a session's start, then what came, once a second.
#[test]
fn a_session_shows_what_comes_and_what_it_asked_for() {
    let (server, _) = frozen();
    make_group(&server, "g");
    for name in ["web-1", "db"] {
        make_stream(&server, "g", name);
    }
    put(&server, "g", "web-1", &[(NOW_MS, "ERROR before")]);
    let mut answer = open(
        &server,
        &json!({
            "logGroupIdentifiers": [ARN], "logStreamNamePrefixes": ["web"],
            "logEventFilterPattern": "ERROR",
        }),
    );
    let head = answer.head.to_ascii_lowercase();
    assert!(head.contains("content-type: application/vnd.amazon.eventstream"));
    let start = payloads(&answer.chunk().unwrap());
    assert_eq!(start[0], json!({}));
    assert_eq!(start[1]["logGroupIdentifiers"], json!([ARN]));
    assert_eq!(start[1]["logEventFilterPattern"], "ERROR");
    assert_eq!(start[1]["sessionId"].as_str().unwrap().len(), 36);
    let events = [(NOW_MS + 1, "ERROR one"), (NOW_MS + 1, "fine")];
    put(&server, "g", "web-1", &events);
    put(&server, "g", "db", &[(NOW_MS + 2, "ERROR elsewhere")]);
    let update = loop {
        let update = payloads(&answer.chunk().unwrap()).remove(0);
        if update["sessionResults"] != json!([]) {
            break update;
        }
    };
    assert_eq!(
        update,
        json!({
            "sessionMetadata": {"sampled": false},
            "sessionResults": [{
                "logStreamName": "web-1",
                "logGroupIdentifier": "123456789012:g",
                "message": "ERROR one",
                "timestamp": NOW_MS + 1,
                "ingestionTime": NOW_MS,
            }],
        })
    );
}

#[test]
fn groups_are_named_by_their_arns() {
    let (server, _) = frozen();
    let tail = |body| refused(&server, "StartLiveTail", body);
    assert_eq!(tail(json!({"logGroupIdentifiers": [ARN]})), no_group());
    make_group(&server, "g");
    for identifier in ["g", &format!("{ARN}:*")] {
        let body = json!({"logGroupIdentifiers": [identifier]});
        assert_eq!(tail(body).0, "InvalidParameterException");
    }
    // As users quote it.
    let empty = json!({"logGroupIdentifiers": [ARN], "logEventFilterPattern": "["});
    let (code, message) = tail(empty);
    assert_eq!(code, "InvalidParameterException");
    assert!(message.starts_with("Invalid filter pattern: "), "{message}");
}

// Quotas of CloudWatch Logs: 15 sessions at once.
#[test]
fn sessions_are_limited_and_end_with_their_clients() {
    let (server, _) = frozen();
    make_group(&server, "g");
    let body = json!({"logGroupIdentifiers": [ARN]});
    let sessions: Vec<_> = (0..15).map(|_| open(&server, &body)).collect();
    assert_eq!(
        refused(&server, "StartLiveTail", body.clone()),
        error("LimitExceededException", "Resource limit exceeded.")
    );
    drop(sessions);
    let is_free = |_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        let described = logs(&server, "DescribeLogGroups", json!({}));
        assert_eq!(described.status, 200);
        open(&server, &body).head.starts_with("HTTP/1.1 200")
    };
    assert!((0..3000).any(is_free));
}
