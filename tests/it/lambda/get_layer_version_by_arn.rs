//! GetLayerVersionByArn.

use serde_json::{Value, json};

use super::layers::{LAYERS, arn, publish};
use super::{assert_refused, assert_validation, lambda};
use crate::harness::{Reply, TestServer};

fn get(server: &TestServer, arn: &str) -> Reply {
    let arn = arn.replace(':', "%3A");
    lambda(
        server,
        "GET",
        &format!("{LAYERS}?find=LayerVersion&Arn={arn}"),
        Value::Null,
    )
}

/// Recorded answers.
#[test]
fn a_version_is_found_by_its_arn_alone() {
    let server = TestServer::start();
    let published = publish(&server, "l", ("a", "x"), json!({})).json();
    assert_eq!(get(&server, &arn("l:1")).json(), published);
    let body = json!({"Type": "User", "Message": "The resource you requested does not exist."});
    assert_refused(
        &get(&server, &arn("l:9")),
        404,
        "ResourceNotFoundException",
        body,
    );
    let unversioned = arn("l");
    let message = format!(
        r"1 validation error detected: Value '{unversioned}' at 'arn' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{{2}}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{{1}}:\d{{12}}:layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)"
    );
    assert_validation(&get(&server, &unversioned), &message);
}
