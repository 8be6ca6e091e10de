//! DeleteLayerVersion.

use serde_json::{Value, json};

use super::layers::{LAYERS, layer};
use super::{assert_invalid, lambda};
use crate::harness::TestServer;

/// Recorded answers.
#[test]
fn what_is_not_there_is_deleted_already() {
    let server = TestServer::start();
    layer(&server, "l", ("a", "x"));
    let delete = |version: &str| {
        lambda(
            &server,
            "DELETE",
            &format!("{LAYERS}/{version}"),
            Value::Null,
        )
    };
    for version in [
        "l/versions/1",
        "l/versions/1",
        "l/versions/7",
        "none/versions/1",
    ] {
        assert_eq!(delete(version).status, 204, "{version}");
    }
    assert_invalid(
        &delete("l/versions/-1"),
        "Layer Version Cannot be less than 1",
    );
    let listed = lambda(&server, "GET", LAYERS, Value::Null).json();
    assert_eq!(listed["Layers"], json!([]));
}
