//! DeleteEventSourceMapping.

use serde_json::{Value, json};

use super::event_sources::{MAPPINGS, at, stream_of};
use super::{create, lambda};
use crate::harness::TestServer;

/// Recorded: the answer shows the mapping as `Deleting`, and a mapping outlives its function.
#[test]
fn a_mapping_goes() {
    let server = TestServer::start();
    create(&server, "f");
    let request = json!({
        "FunctionName": "f",
        "EventSourceArn": stream_of(&server, "table"),
        "StartingPosition": "LATEST",
    });
    let mapping = lambda(&server, "POST", MAPPINGS, request).json();
    let function = "/2015-03-31/functions/f";
    assert_eq!(lambda(&server, "DELETE", function, Value::Null).status, 204);
    let shown = lambda(&server, "GET", &at(&mapping), Value::Null);
    assert_eq!(shown.status, 200, "{}", shown.text());
    let deleted = lambda(&server, "DELETE", &at(&mapping), Value::Null);
    assert_eq!(deleted.status, 202, "{}", deleted.text());
    assert_eq!(deleted.json()["State"], "Deleting");
    while lambda(&server, "GET", &at(&mapping), Value::Null).status == 200 {}
    let list = lambda(&server, "GET", MAPPINGS, Value::Null).json();
    assert_eq!(list, json!({"EventSourceMappings": []}));
}
