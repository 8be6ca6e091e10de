//! TagResource, UntagResource and ListTagsForResource.

use serde_json::json;

use super::{done, make_group, no_group, refused};
use crate::harness::TestServer;

const ARN: &str = "arn:aws:logs:us-east-1:123456789012:log-group:g";

// Recorded: both ways of tagging see the same tags.
#[test]
fn both_ways_of_tagging_see_the_same_tags() {
    let server = TestServer::start();
    make_group(&server, "g");
    let tag = json!({"resourceArn": ARN, "tags": {"a": "1", "b": "2"}});
    done(&server, "TagResource", tag);
    let older = json!({"logGroupName": "g", "tags": {"c": "3"}});
    done(&server, "TagLogGroup", older);
    let untag = json!({"resourceArn": format!("{ARN}:*"), "tagKeys": ["a", "c"]});
    done(&server, "UntagResource", untag);
    let tags = json!({"tags": {"b": "2"}});
    let by_arn = done(&server, "ListTagsForResource", json!({"resourceArn": ARN}));
    assert_eq!(by_arn, tags);
    let by_name = done(&server, "ListTagsLogGroup", json!({"logGroupName": "g"}));
    assert_eq!(by_name, tags);
}

#[test]
fn a_resource_is_a_group_that_is_there() {
    let server = TestServer::start();
    let list = |arn: &str| refused(&server, "ListTagsForResource", json!({"resourceArn": arn}));
    assert_eq!(list(ARN), no_group());
    assert_eq!(list("g").0, "ResourceNotFoundException");
    assert_eq!(list("").0, "InvalidParameterException");
}
