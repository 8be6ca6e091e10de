//! DescribeLogStreams.

use serde_json::json;

use super::{NOW_MS, all, done, error, frozen, make_group, make_stream, no_group, put, refused};
use crate::harness::TestServer;

// Recorded.
#[test]
fn a_stream_tells_its_times_once_it_has_events() {
    let (server, _) = frozen();
    make_group(&server, "g");
    make_stream(&server, "g", "s");
    let arn = "arn:aws:logs:us-east-1:123456789012:log-group:g:log-stream:s";
    let describe = |body| done(&server, "DescribeLogStreams", body)["logStreams"][0].clone();
    let by_name = json!({"logGroupName": "g"});
    assert_eq!(
        describe(by_name.clone()),
        json!({"arn": arn, "creationTime": NOW_MS, "logStreamName": "s", "storedBytes": 0})
    );
    put(&server, "g", "s", &[(NOW_MS - 5, "a"), (NOW_MS, "b")]);
    let stream = describe(by_name);
    assert_eq!(stream["firstEventTimestamp"], NOW_MS - 5);
    assert_eq!(stream["lastEventTimestamp"], NOW_MS);
    assert_eq!(stream["lastIngestionTime"], NOW_MS);
    assert_eq!(stream["uploadSequenceToken"].as_str().unwrap().len(), 56);
    for identifier in ["g", "arn:aws:logs:us-east-1:123456789012:log-group:g"] {
        let described = describe(json!({"logGroupIdentifier": identifier}));
        assert_eq!(described["logStreamName"], "s");
    }
    assert_eq!(
        refused(&server, "DescribeLogStreams", json!({"logGroupName": "x"})),
        no_group()
    );
}

#[test]
fn streams_are_ordered_by_name_or_by_their_latest_event() {
    let (server, _) = frozen();
    make_group(&server, "g");
    for (name, time) in [("a", NOW_MS), ("b", NOW_MS - 2), ("c", NOW_MS - 1)] {
        make_stream(&server, "g", name);
        put(&server, "g", name, &[(time, "x")]);
    }
    let page = |order: &str, descending: bool, token: Option<&str>| {
        let mut body = json!({
            "logGroupName": "g", "orderBy": order, "descending": descending, "limit": 2,
        });
        if let Some(token) = token {
            body["nextToken"] = token.into();
        }
        done(&server, "DescribeLogStreams", body)
    };
    for (order, descending, expected) in [
        ("LogStreamName", false, ["a", "b", "c"]),
        ("LogStreamName", true, ["c", "b", "a"]),
        ("LastEventTime", false, ["b", "c", "a"]),
        ("LastEventTime", true, ["a", "c", "b"]),
    ] {
        let first = page(order, descending, None);
        let second = page(order, descending, first["nextToken"].as_str());
        let mut names = all(&first, "logStreams", "logStreamName");
        names.extend(all(&second, "logStreams", "logStreamName"));
        assert_eq!(names, expected, "{order} {descending}");
        assert!(second["nextToken"].is_null());
    }
}

// As users quote it.
#[test]
fn a_prefix_does_not_go_with_the_order_of_time() {
    let server = TestServer::start();
    make_group(&server, "g");
    for name in ["ab", "ac", "b"] {
        make_stream(&server, "g", name);
    }
    let by_prefix = json!({"logGroupName": "g", "logStreamNamePrefix": "a"});
    let found = done(&server, "DescribeLogStreams", by_prefix);
    assert_eq!(all(&found, "logStreams", "logStreamName"), ["ab", "ac"]);
    let both = json!({
        "logGroupName": "g", "logStreamNamePrefix": "a", "orderBy": "LastEventTime",
    });
    assert_eq!(
        refused(&server, "DescribeLogStreams", both),
        error(
            "InvalidParameterException",
            "Cannot order by LastEventTime with a logStreamNamePrefix."
        )
    );
}
