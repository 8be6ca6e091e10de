//! GetLayerVersion.

use serde_json::{Value, json};

use super::layers::{LAYERS, arn, publish};
use super::{assert_invalid, assert_refused, lambda};
use crate::harness::{Reply, TestServer};

fn get(server: &TestServer, version: &str) -> Reply {
    lambda(server, "GET", &format!("{LAYERS}/{version}"), Value::Null)
}

/// Recorded answers.
#[test]
fn a_version_is_what_was_published() {
    let server = TestServer::start();
    let published = publish(&server, "l", ("a", "x"), json!({"LicenseInfo": "MIT"})).json();
    let got = get(&server, "l/versions/1");
    assert_eq!((got.status, got.json()), (200, published.clone()));
    let by_arn = get(
        &server,
        &format!("{}/versions/1", arn("l").replace(':', "%3A")),
    );
    assert_eq!(by_arn.json(), published);
}

/// Recorded answers.
#[test]
fn what_is_not_there_is_not_found() {
    let server = TestServer::start();
    publish(&server, "l", ("a", "x"), json!({}));
    let body = json!({"Type": "User", "Message": "The resource you requested does not exist."});
    for missing in ["l/versions/2", "doesnotexist/versions/1"] {
        assert_refused(
            &get(&server, missing),
            404,
            "ResourceNotFoundException",
            body.clone(),
        );
    }
    for below in ["l/versions/0", "l/versions/-1"] {
        assert_invalid(&get(&server, below), "Layer Version Cannot be less than 1");
    }
}
