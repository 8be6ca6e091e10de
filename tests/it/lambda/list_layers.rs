//! ListLayers.

use serde_json::{Value, json};

use super::layers::{LAYERS, arn, publish};
use super::{assert_validation, lambda};
use crate::harness::{Reply, TestServer};

fn list(server: &TestServer, query: &str) -> Reply {
    lambda(server, "GET", &format!("{LAYERS}{query}"), Value::Null)
}

#[test]
fn each_layer_is_listed_with_the_latest_version_that_matches() {
    let server = TestServer::start();
    for (name, runtime) in [
        ("b", "python3.12"),
        ("b", "nodejs20.x"),
        ("a", "python3.12"),
    ] {
        publish(
            &server,
            name,
            ("a", "x"),
            json!({"CompatibleRuntimes": [runtime]}),
        );
    }
    let shown = |query: &str| -> Vec<Value> {
        let layers = list(&server, query).json()["Layers"]
            .as_array()
            .unwrap()
            .clone();
        let latest = |layer: &Value| layer["LatestMatchingVersion"]["LayerVersionArn"].clone();
        layers.iter().map(latest).collect()
    };
    assert_eq!(shown(""), [arn("a:1"), arn("b:2")]);
    assert_eq!(
        shown("?CompatibleRuntime=python3.12"),
        [arn("a:1"), arn("b:1")]
    );
    assert_eq!(shown("?CompatibleRuntime=nodejs20.x"), [arn("b:2")]);
    let first = list(&server, "?MaxItems=1").json();
    assert_eq!(first["Layers"][0]["LayerName"], "a");
    assert_eq!(first["Layers"][0]["LayerArn"], json!(arn("a")));
    let marker = first["NextMarker"].as_str().unwrap().replace('=', "%3D");
    assert_eq!(shown(&format!("?Marker={marker}")), [arn("b:2")]);
}

/// Recorded answers.
#[test]
fn filters_that_nobody_knows_are_refused() {
    let server = TestServer::start();
    assert_validation(
        &list(&server, "?CompatibleRuntime=runtimedoesnotexist"),
        "1 validation error detected: Value 'runtimedoesnotexist' at 'compatibleRuntime' failed to satisfy constraint: Member must satisfy enum value set: [ruby3.5, ruby2.6, dotnetcore1.0, python3.7, nodejs8.10, nasa, ruby2.7, python2.7-greengrass, dotnetcore2.0, python3.8, java21, dotnet6, dotnetcore2.1, python3.9, java11, nodejs6.10, provided, dotnetcore3.1, dotnet8, java25, java17, nodejs, nodejs4.3, java8.al2, go1.x, dotnet10, nodejs20.x, go1.9, byol, nodejs10.x, provided.al2023, nodejs22.x, python3.10, java8, nodejs12.x, python3.11, nodejs24.x, nodejs8.x, python3.12, nodejs14.x, nodejs8.9, nodejs26.x, python3.13, python3.14, nodejs16.x, python3.15, provided.al2, nodejs4.3-edge, nodejs18.x, ruby3.2, python3.4, ruby3.3, ruby3.4, ruby2.5, python3.6, python2.7]",
    );
    assert_validation(
        &list(&server, "?CompatibleArchitecture=archdoesnotexist"),
        "1 validation error detected: Value 'archdoesnotexist' at 'compatibleArchitecture' failed to satisfy constraint: Member must satisfy enum value set: [x86_64, arm64]",
    );
}
