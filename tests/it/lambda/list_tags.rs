//! ListTags.

use serde_json::{Value, json};

use super::{assert_not_found, create, lambda, with};
use crate::harness::TestServer;

fn target(function: &str) -> String {
    format!(
        "/2017-03-31/tags/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3A{function}"
    )
}

#[test]
fn tags_given_at_the_start_are_listed() {
    let server = TestServer::start();
    let tags = json!({"team": "a"});
    lambda(
        &server,
        "POST",
        super::FUNCTIONS,
        with("f", "Tags", tags.clone()),
    );
    create(&server, "plain");
    let list = |name: &str| lambda(&server, "GET", &target(name), Value::Null).json();
    assert_eq!(list("f"), json!({"Tags": tags}));
    assert_eq!(list("plain"), json!({"Tags": {}}));
}

#[test]
fn a_function_that_is_not_there_is_named() {
    let server = TestServer::start();
    assert_not_found(
        &lambda(&server, "GET", &target("none"), Value::Null),
        "none",
    );
}
