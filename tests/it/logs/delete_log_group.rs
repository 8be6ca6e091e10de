//! DeleteLogGroup.

use serde_json::json;

use super::{done, make_group, make_stream, no_group, put, refused};
use crate::harness::TestServer;

// Texts are recorded answers.
#[test]
fn a_group_goes_with_its_streams() {
    let (server, name) = (TestServer::start(), json!({"logGroupName": "g"}));
    assert_eq!(refused(&server, "DeleteLogGroup", name.clone()), no_group());
    make_group(&server, "g");
    make_stream(&server, "g", "s");
    assert!(done(&server, "DeleteLogGroup", name.clone()).is_null());
    assert_eq!(refused(&server, "DeleteLogGroup", name.clone()), no_group());
    make_group(&server, "g");
    let streams = done(&server, "DescribeLogStreams", name);
    assert_eq!(streams, json!({"logStreams": []}));
}

#[test]
fn a_new_group_of_the_name_has_none_of_the_old_ones_events() {
    let (server, clock) = super::frozen();
    make_group(&server, "g");
    make_stream(&server, "g", "s");
    put(&server, "g", "s", &[(super::NOW_MS, "old")]);
    clock.advance_ms(1);
    done(&server, "DeleteLogGroup", json!({"logGroupName": "g"}));
    make_group(&server, "g");
    let found = done(&server, "FilterLogEvents", json!({"logGroupName": "g"}));
    assert_eq!(found["events"], json!([]));
}
