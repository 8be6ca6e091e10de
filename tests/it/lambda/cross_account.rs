//! What a function's policy lets other accounts do. Facts: Developer Guide, "Granting Lambda function
//! access to other accounts"; AWS's text as its users report it.

use serde_json::{Value, json};

use super::aliases::{arn, server_with_versions};
use super::lambda;
use crate::harness::{Reply, TestServer};

const OTHER: &str = "111111111111";

/// A request of the other account, for a function as `arn` names it.
fn other(server: &TestServer, method: &str, target: &str, body: Value) -> Reply {
    server
        .request(method, target)
        .header("x-amz-invocation-type", "DryRun")
        .signed_as(OTHER, "us-east-1", "lambda")
        .body(body.to_string())
        .send()
}

fn dry_run(server: &TestServer, function: &str) -> Reply {
    let target = format!("/2015-03-31/functions/{function}/invocations");
    other(server, "POST", &target, json!({}))
}

fn permit(server: &TestServer, query: &str, principal: &str, action: &str) {
    let body = json!({
        "StatementId": action.replace([':', '*'], "-"), "Principal": principal, "Action": action,
    });
    let target = format!("/2015-03-31/functions/f/policy{query}");
    let reply = lambda(server, "POST", &target, body);
    assert_eq!(reply.status, 201, "{}", reply.text());
}

fn assert_denied(reply: &Reply, action: &str, resource: &str) {
    assert_eq!(reply.status, 403);
    assert_eq!(
        reply.json(),
        json!({"Message": format!(
            "User: arn:aws:iam::{OTHER}:root is not authorized to perform: lambda:{action} on \
             resource: {resource} because no resource-based policy allows the lambda:{action} action"
        )})
    );
    assert_eq!(
        reply.header("x-amzn-errortype"),
        Some("AccessDeniedException")
    );
}

#[test]
fn another_account_runs_a_function_that_its_policy_shares() {
    let server = server_with_versions();
    assert_denied(&dry_run(&server, &arn("")), "InvokeFunction", &arn(""));
    permit(&server, "", OTHER, "lambda:InvokeFunction");
    assert_eq!(dry_run(&server, &arn("")).status, 204);
    // The policy of the function does not speak for its versions.
    let version = arn(":1");
    assert_denied(&dry_run(&server, &version), "InvokeFunction", &version);
    permit(&server, "?Qualifier=1", OTHER, "lambda:InvokeFunction");
    assert_eq!(dry_run(&server, &version).status, 204);
    // A name alone is the caller's own.
    assert_eq!(dry_run(&server, "f").status, 404);
}

#[test]
fn a_function_that_is_not_there_is_denied_alike() {
    let server = TestServer::start();
    let missing = "arn:aws:lambda:us-east-1:000000000000:function:missing";
    assert_denied(&dry_run(&server, missing), "InvokeFunction", missing);
}

#[test]
fn each_operation_needs_its_own_action() {
    let server = server_with_versions();
    permit(&server, "", "*", "lambda:GetFunctionConfiguration");
    let get = |path: &str| {
        let target = format!("/2015-03-31/functions/{}{path}", arn(""));
        other(&server, "GET", &target, json!({}))
    };
    let configuration = get("/configuration");
    assert_eq!(configuration.status, 200, "{}", configuration.text());
    assert_eq!(configuration.json()["FunctionArn"], arn(""));
    assert_denied(&get(""), "GetFunction", &arn(""));
}
