//! UntagResource.

use serde_json::{Value, json};

use super::{assert_validation, lambda, with};
use crate::harness::TestServer;

const TAGS: &str = "/2017-03-31/tags/arn:aws:lambda:us-east-1:000000000000:function:f";

/// AWS's page API_UntagResource: 204; a key that is not there is no error.
#[test]
fn the_named_tags_go() {
    let server = TestServer::start();
    let tags = json!({"a": "1", "b c": "2", "d": "3"});
    lambda(&server, "POST", super::FUNCTIONS, with("f", "Tags", tags));
    let target = format!("{TAGS}?tagKeys=a&tagKeys=b%20c&tagKeys=none");
    assert_eq!(lambda(&server, "DELETE", &target, Value::Null).status, 204);
    let left = lambda(&server, "GET", TAGS, Value::Null).json();
    assert_eq!(left, json!({"Tags": {"d": "3"}}));
}

/// Recorded answer.
#[test]
fn keys_must_be_named() {
    let server = TestServer::start();
    super::create(&server, "f");
    assert_validation(
        &lambda(&server, "DELETE", TAGS, Value::Null),
        "1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: Member must not be null",
    );
}
