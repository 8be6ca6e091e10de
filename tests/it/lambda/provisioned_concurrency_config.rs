//! PutProvisionedConcurrencyConfig and its family. Recorded answers, where nothing else is said.

use std::time::Duration;

use serde_json::{Value, json};

use super::running::{answer, deploy};
use super::{FUNCTIONS, assert_invalid, assert_not_found, assert_refused, assert_validation};
use super::{create, lambda};
use crate::harness::{Reply, TestServer};

/// Tells why its environment was made, and how many events that has seen.
const CODE: &str = "import os
events = []
def handler(event, context):
    events.append(event)
    return [os.environ['AWS_LAMBDA_INITIALIZATION_TYPE'], len(events)]";

fn config(server: &TestServer, method: &str, query: &str, body: Value) -> Reply {
    let target = format!("/2019-09-30/functions/f/provisioned-concurrency{query}");
    lambda(server, method, &target, body)
}

fn put(server: &TestServer, qualifier: &str, count: i64) -> Reply {
    let query = format!("?Qualifier={qualifier}");
    let body = json!({"ProvisionedConcurrentExecutions": count});
    config(server, "PUT", &query, body)
}

fn get(server: &TestServer, qualifier: &str) -> Reply {
    let query = format!("?Qualifier={qualifier}");
    config(server, "GET", &query, Value::Null)
}

fn publish(server: &TestServer) {
    let versions = format!("{FUNCTIONS}/f/versions");
    let reply = lambda(server, "POST", &versions, json!({}));
    assert_eq!(reply.status, 201, "{}", reply.text());
}

fn alias(server: &TestServer, version: &str) {
    let body = json!({"Name": "live", "FunctionVersion": version});
    lambda(server, "POST", &format!("{FUNCTIONS}/f/aliases"), body);
}

/// What Get shows once it is no longer in progress.
fn settled(server: &TestServer, qualifier: &str) -> Value {
    for _ in 0..6000 {
        let shown = get(server, qualifier).json();
        if shown["Status"] != "IN_PROGRESS" {
            return shown;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("still in progress");
}

#[test]
fn environments_are_ready_before_the_first_event() {
    let server = TestServer::start();
    deploy(&server, "f", CODE);
    publish(&server);
    let reply = put(&server, "1", 2);
    assert_eq!(reply.status, 202, "{}", reply.text());
    let put = reply.json();
    assert_eq!(put["Status"], "IN_PROGRESS");
    assert_eq!(put["RequestedProvisionedConcurrentExecutions"], 2);
    let ready = settled(&server, "1");
    let expected = json!({
        "RequestedProvisionedConcurrentExecutions": 2,
        "AvailableProvisionedConcurrentExecutions": 2,
        "AllocatedProvisionedConcurrentExecutions": 2,
        "Status": "READY",
        "StatusReason": null,
        "LastModified": put["LastModified"],
    });
    assert_eq!(ready, expected);
    let list = config(&server, "GET", "?List=ALL", Value::Null).json();
    let item = &list["ProvisionedConcurrencyConfigs"][0];
    assert_eq!(
        item["FunctionArn"],
        "arn:aws:lambda:us-east-1:000000000000:function:f:1"
    );
    assert_eq!(item["Status"], "READY");
    let reserved = |seen: i64| json!(["provisioned-concurrency", seen]);
    assert_eq!(answer(&server, "f:1", json!({})), reserved(1));
    assert_eq!(answer(&server, "f:1", json!({})), reserved(2));
    assert_eq!(answer(&server, "f", json!({})), json!(["on-demand", 1]));
    let query = "?Qualifier=1";
    assert_eq!(config(&server, "DELETE", query, Value::Null).status, 204);
    assert_eq!(answer(&server, "f:1", json!({})), json!(["on-demand", 1]));
}

#[test]
fn an_initialisation_that_fails_is_told() {
    let server = TestServer::start();
    deploy(&server, "f", "raise ValueError('no')");
    publish(&server);
    put(&server, "1", 1);
    let failed = settled(&server, "1");
    assert_eq!(failed["Status"], "FAILED");
    assert_eq!(failed["StatusReason"], "FUNCTION_ERROR_INIT_FAILURE");
    assert_eq!(failed["AllocatedProvisionedConcurrentExecutions"], 0);
}

#[test]
fn an_aliass_environments_follow_it() {
    let server = TestServer::start();
    deploy(&server, "f", CODE);
    publish(&server);
    alias(&server, "1");
    put(&server, "live", 1);
    assert_eq!(settled(&server, "live")["Status"], "READY");
    let configuration = format!("{FUNCTIONS}/f/configuration");
    lambda(&server, "PUT", &configuration, json!({"Description": "x"}));
    publish(&server);
    let target = format!("{FUNCTIONS}/f/aliases/live");
    lambda(&server, "PUT", &target, json!({"FunctionVersion": "2"}));
    assert_eq!(settled(&server, "live")["Status"], "READY");
    let reserved = json!(["provisioned-concurrency", 1]);
    assert_eq!(answer(&server, "f:live", json!({})), reserved);
    assert_eq!(answer(&server, "f:1", json!({})), json!(["on-demand", 1]));
}

#[test]
fn a_version_and_its_alias_do_not_both_have_one() {
    let server = TestServer::start();
    create(&server, "f");
    publish(&server);
    alias(&server, "1");
    let conflict = |reply: Reply, message: &str| {
        let body = json!({"Type": "User", "message": message});
        assert_refused(&reply, 409, "ResourceConflictException", body);
    };
    put(&server, "1", 1);
    conflict(
        put(&server, "live", 1),
        "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned \
         version",
    );
    config(&server, "DELETE", "?Qualifier=1", Value::Null);
    put(&server, "live", 1);
    conflict(
        put(&server, "1", 1),
        "Version is pointed by a Provisioned Concurrency alias",
    );
    lambda(
        &server,
        "DELETE",
        &format!("{FUNCTIONS}/f/aliases/live"),
        Value::Null,
    );
    let list = config(&server, "GET", "?List=ALL", Value::Null).json();
    assert_eq!(list["ProvisionedConcurrencyConfigs"], json!([]));
}

#[test]
fn the_request_is_checked() {
    let server = TestServer::start();
    assert_not_found(&put(&server, "1", 1), "f:1");
    create(&server, "f");
    publish(&server);
    assert_validation(
        &put(&server, "1", 0),
        "1 validation error detected: Value '0' at 'provisionedConcurrentExecutions' failed to \
         satisfy constraint: Member must have value greater than or equal to 1",
    );
    assert_invalid(
        &put(&server, "$LATEST", 1),
        "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
    );
    for method in ["GET", "DELETE"] {
        let on = |qualifier: &str| {
            let query = format!("?Qualifier={qualifier}");
            config(&server, method, &query, Value::Null)
        };
        assert_invalid(
            &on("$LATEST"),
            "The function resource provided must be an alias or a published version.",
        );
        assert_not_found(&on("10"), "f:10");
        let arn = "arn:aws:lambda:us-east-1:000000000000:function:f:no";
        let body = json!({"Type": "User", "Message": format!("Cannot find alias arn: {arn}")});
        assert_refused(&on("no"), 404, "ResourceNotFoundException", body);
    }
    assert_refused(
        &get(&server, "1"),
        404,
        "ProvisionedConcurrencyConfigNotFoundException",
        json!({"Type": "User", "message": "No Provisioned Concurrency Config found for this function"}),
    );
}

#[test]
fn no_more_is_provisioned_than_there_is() {
    let server = TestServer::start();
    create(&server, "f");
    publish(&server);
    let untyped = |reply: Reply, message: &str| {
        let body = json!({"message": message});
        assert_refused(&reply, 400, "InvalidParameterValueException", body);
    };
    untyped(
        put(&server, "1", 1001),
        "Specified ConcurrentExecutions for function is greater than account's unreserved \
         concurrency [1000].",
    );
    untyped(
        put(&server, "1", 901),
        "Specified ConcurrentExecutions for function decreases account's \
         UnreservedConcurrentExecution below its minimum value of [100].",
    );
    put(&server, "1", 2);
    let reserve = |count: i64| {
        let body = json!({"ReservedConcurrentExecutions": count});
        lambda(&server, "PUT", "/2017-10-31/functions/f/concurrency", body)
    };
    untyped(
        reserve(1),
        " ReservedConcurrentExecutions  1 should not be lower than function's total provisioned \
         concurrency [2].",
    );
    assert_eq!(reserve(2).status, 200);
    assert_invalid(
        &put(&server, "1", 3),
        "Requested Provisioned Concurrency should not be greater than the \
         reservedConcurrentExecution for function",
    );
    // All of the reservation is provisioned.
    let reply = lambda(
        &server,
        "POST",
        &format!("{FUNCTIONS}/f/invocations"),
        json!({}),
    );
    assert_eq!(reply.status, 429);
}
