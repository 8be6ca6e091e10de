//! PutFunctionScalingConfig and GetFunctionScalingConfig.

use serde_json::{Value, json};

use super::{FUNCTIONS, assert_not_found, assert_validation, lambda, with};
use crate::harness::{Reply, TestServer};

fn config(server: &TestServer, method: &str, name: &str, body: Value) -> Reply {
    let target = format!("/2025-11-30/functions/{name}/function-scaling-config");
    let target = match name {
        "g" => format!("{target}?Qualifier=$LATEST.PUBLISHED"),
        "h" => target,
        _ => format!("{target}?Qualifier=1"),
    };
    lambda(server, method, &target, body)
}

/// API model. No function is one of Lambda Managed Instances where there is no capacity provider.
#[test]
fn no_function_is_scaled_by_hand() {
    let server = TestServer::start();
    let created = lambda(
        &server,
        "POST",
        FUNCTIONS,
        with("f", "Publish", json!(true)),
    );
    assert_eq!(created.status, 201);
    let two = json!({"FunctionScalingConfig": {"MinExecutionEnvironments": 2}});
    for reply in [
        config(&server, "PUT", "f", two.clone()),
        config(&server, "GET", "f", Value::Null),
    ] {
        assert_eq!(reply.status, 400, "{}", reply.text());
        assert_eq!(
            reply.header("x-amzn-errortype"),
            Some("InvalidParameterValueException")
        );
    }
    assert_not_found(&config(&server, "PUT", "g", two), "g");
    assert_not_found(&config(&server, "GET", "g", Value::Null), "g");
    let many = json!({"FunctionScalingConfig": {"MaxExecutionEnvironments": 15_001}});
    assert_validation(
        &config(&server, "PUT", "f", many),
        "1 validation error detected: Value '15001' at 'functionScalingConfig.maxExecutionEnvironments' \
         failed to satisfy constraint: Member must have value less than or equal to 15000",
    );
    assert_validation(
        &config(&server, "GET", "h", Value::Null),
        "1 validation error detected: Value null at 'qualifier' failed to satisfy constraint: Member \
         must not be null",
    );
}
