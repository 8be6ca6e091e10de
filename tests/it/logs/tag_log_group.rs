//! TagLogGroup, UntagLogGroup and ListTagsLogGroup.

use serde_json::{Map, json};

use super::{done, make_group, no_group, refused};
use crate::harness::TestServer;

// Recorded.
#[test]
fn tags_are_added_replaced_and_removed() {
    let server = TestServer::start();
    make_group(&server, "g");
    let tag = |tags| {
        done(
            &server,
            "TagLogGroup",
            json!({"logGroupName": "g", "tags": tags}),
        )
    };
    assert!(tag(json!({"a": "1", "b": "2"})).is_null());
    tag(json!({"a": "3"}));
    let listed = || done(&server, "ListTagsLogGroup", json!({"logGroupName": "g"}));
    assert_eq!(listed(), json!({"tags": {"a": "3", "b": "2"}}));
    done(
        &server,
        "UntagLogGroup",
        json!({"logGroupName": "g", "tags": ["a", "none"]}),
    );
    assert_eq!(listed(), json!({"tags": {"b": "2"}}));
}

#[test]
fn a_group_has_at_most_fifty() {
    let server = TestServer::start();
    let tag = |count: usize, first: &str| {
        let tags: Map<_, _> = (0..count)
            .map(|n| (format!("{first}{n}"), json!("v")))
            .collect();
        json!({"logGroupName": "g", "tags": tags})
    };
    assert_eq!(refused(&server, "TagLogGroup", tag(1, "a")), no_group());
    make_group(&server, "g");
    done(&server, "TagLogGroup", tag(50, "a"));
    done(&server, "TagLogGroup", tag(50, "a"));
    assert_eq!(
        refused(&server, "TagLogGroup", tag(1, "b")).0,
        "TooManyTagsException"
    );
    assert_eq!(
        refused(&server, "TagLogGroup", tag(51, "c")).0,
        "InvalidParameterException"
    );
    assert_eq!(
        refused(&server, "TagLogGroup", tag(0, "c")).0,
        "InvalidParameterException"
    );
}
