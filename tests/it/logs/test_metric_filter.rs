//! TestMetricFilter.

use serde_json::json;

use super::{done, refused};
use crate::harness::TestServer;

// API reference, TestMetricFilter: its own examples, cut short.
#[test]
fn messages_that_match_are_numbered_with_what_was_found() {
    let server = TestServer::start();
    let test = |pattern: &str, messages: &[&str]| {
        let body = json!({"filterPattern": pattern, "logEventMessages": messages});
        done(&server, "TestMetricFilter", body)["matches"].clone()
    };
    let access = [
        "127.0.0.1 frank 200 1534",
        "127.0.0.1 frank 404 57",
        "no access",
    ];
    assert_eq!(
        test("[ip, user, status_code = 4*, size]", &access),
        json!([{
            "eventNumber": 2,
            "eventMessage": access[1],
            "extractedValues": {"$ip": "127.0.0.1", "$user": "frank", "$status_code": "404", "$size": "57"},
        }])
    );
    assert_eq!(
        test(r#"{$.source = "aws"}"#, &[r#"{"source":"aws"}"#])[0]["extractedValues"],
        json!({"$.source": "aws"})
    );
    let invalid = json!({"filterPattern": "%(%", "logEventMessages": ["x"]});
    assert_eq!(
        refused(&server, "TestMetricFilter", invalid).1,
        "Invalid character(s) in term '('"
    );
}
