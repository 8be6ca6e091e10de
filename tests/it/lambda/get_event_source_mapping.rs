//! GetEventSourceMapping.

use serde_json::{Value, json};

use super::event_sources::MAPPINGS;
use super::{assert_refused, lambda};
use crate::harness::TestServer;

/// Recorded answer; CreateEventSourceMapping's test shows a mapping.
#[test]
fn a_mapping_that_is_not_there_is_not_found() {
    let server = TestServer::start();
    let body = json!({"Type": "User", "Message": "The resource you requested does not exist."});
    for method in ["GET", "PUT", "DELETE"] {
        let target = format!("{MAPPINGS}/01234567-89ab-4def-8123-456789abcdef");
        let sent = if method == "PUT" {
            json!({})
        } else {
            Value::Null
        };
        let reply = lambda(&server, method, &target, sent);
        assert_refused(&reply, 404, "ResourceNotFoundException", body.clone());
    }
}
