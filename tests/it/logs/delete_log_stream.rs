//! DeleteLogStream.

use serde_json::json;

use super::{
    NOW_MS, all, done, frozen, make_group, make_stream, no_group, no_stream, put, refused,
};

#[test]
fn a_stream_goes_with_its_events() {
    let (server, _) = frozen();
    let stream = |name: &str| json!({"logGroupName": "g", "logStreamName": name});
    assert_eq!(refused(&server, "DeleteLogStream", stream("a")), no_group());
    make_group(&server, "g");
    assert_eq!(
        refused(&server, "DeleteLogStream", stream("a")),
        no_stream()
    );
    for name in ["a", "b"] {
        make_stream(&server, "g", name);
        put(&server, "g", name, &[(NOW_MS, name)]);
    }
    assert!(done(&server, "DeleteLogStream", stream("a")).is_null());
    let found = done(&server, "FilterLogEvents", json!({"logGroupName": "g"}));
    assert_eq!(all(&found, "events", "message"), ["b"]);
    let streams = done(&server, "DescribeLogStreams", json!({"logGroupName": "g"}));
    assert_eq!(all(&streams, "logStreams", "logStreamName"), ["b"]);
}
