//! GetAccountSettings.

use serde_json::{Value, json};

use super::layers::LAYERS;
use super::{create, lambda, zip};
use crate::harness::TestServer;

/// AWS docs, Lambda quotas: 1000 concurrent executions and 75 GB of code, of functions and layers;
/// versions count.
#[test]
fn limits_and_usage_are_told() {
    let server = TestServer::start();
    let size = create(&server, "f")["CodeSize"].as_u64().unwrap();
    create(&server, "g");
    lambda(
        &server,
        "POST",
        "/2015-03-31/functions/f/versions",
        json!({}),
    );
    let content = json!({"Content": {"ZipFile": zip("file", "text")}});
    let layer = lambda(&server, "POST", &format!("{LAYERS}/l/versions"), content);
    let layer_size = layer.json()["Content"]["CodeSize"].as_u64().unwrap();
    let limit = json!({"ReservedConcurrentExecutions": 10});
    lambda(&server, "PUT", "/2017-10-31/functions/f/concurrency", limit);
    let reply = lambda(&server, "GET", "/2016-08-19/account-settings/", Value::Null);
    assert_eq!(
        (reply.status, reply.json()),
        (
            200,
            json!({
                "AccountLimit": {
                    "TotalCodeSize": 80_530_636_800_u64,
                    "CodeSizeUnzipped": 262_144_000,
                    "CodeSizeZipped": 52_428_800,
                    "ConcurrentExecutions": 1000,
                    "UnreservedConcurrentExecutions": 990,
                },
                "AccountUsage": {"TotalCodeSize": 3 * size + layer_size, "FunctionCount": 2},
            })
        )
    );
}
