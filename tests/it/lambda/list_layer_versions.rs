//! ListLayerVersions.

use serde_json::{Value, json};

use super::layers::{LAYERS, arn, publish};
use super::{assert_validation, lambda};
use crate::harness::{Reply, TestServer};

fn list(server: &TestServer, query: &str) -> Reply {
    lambda(
        server,
        "GET",
        &format!("{LAYERS}/l/versions{query}"),
        Value::Null,
    )
}

fn numbers(reply: &Reply) -> Vec<u64> {
    let versions = reply.json()["LayerVersions"].as_array().unwrap().clone();
    versions
        .iter()
        .map(|one| one["Version"].as_u64().unwrap())
        .collect()
}

/// Recorded answers: newest first, and no error for a layer that is not there.
#[test]
fn versions_are_listed_newest_first_page_by_page() {
    let server = TestServer::start();
    assert_eq!(list(&server, "").json()["LayerVersions"], json!([]));
    for runtime in ["python3.12", "nodejs20.x", "python3.12"] {
        publish(
            &server,
            "l",
            ("a", "x"),
            json!({"CompatibleRuntimes": [runtime]}),
        );
    }
    let all = list(&server, "");
    assert_eq!(numbers(&all), [3, 2, 1]);
    let newest = &all.json()["LayerVersions"][0];
    assert_eq!(newest["LayerVersionArn"], json!(arn("l:3")));
    assert_eq!(newest.get("Content"), None);
    let first = list(&server, "?MaxItems=2");
    assert_eq!(numbers(&first), [3, 2]);
    let marker = first.json()["NextMarker"]
        .as_str()
        .unwrap()
        .replace('=', "%3D");
    let second = list(&server, &format!("?MaxItems=2&Marker={marker}"));
    assert_eq!(
        (numbers(&second), &second.json()["NextMarker"]),
        (vec![1], &Value::Null)
    );
    assert_eq!(
        numbers(&list(&server, "?CompatibleRuntime=python3.12")),
        [3, 1]
    );
    assert_eq!(
        numbers(&list(&server, "?CompatibleArchitecture=arm64")),
        [0; 0]
    );
    assert_validation(
        &list(&server, "?MaxItems=51"),
        "1 validation error detected: Value '51' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 50",
    );
}
