//! Functions whose environments serve one tenant each.

use serde_json::{Value, json};

use super::running::{deploy_with, failure, invoke_raw, log_tail};
use super::{FUNCTIONS, assert_invalid, assert_validation, lambda, with};
use crate::harness::{Reply, TestServer};

/// What an environment has seen.
const CODE: &str = "seen = []
def handler(event, context):
    seen.append(context.tenant_id)
    return seen";

fn isolated(server: &TestServer, more: Value) {
    let mut members = json!({"TenancyConfig": {"TenantIsolationMode": "PER_TENANT"}});
    for (member, value) in more.as_object().unwrap() {
        members[member] = value.clone();
    }
    deploy_with(server, "f", CODE, members);
}

fn invoke_for(server: &TestServer, tenant: &str, more: &[(&str, &str)]) -> Reply {
    let mut headers = vec![("x-amz-tenant-id", tenant)];
    headers.extend(more);
    invoke_raw(server, "f", b"{}".to_vec(), &headers)
}

/// API model: TenancyConfig.
#[test]
fn a_function_says_how_its_tenants_are_isolated() {
    let server = TestServer::start();
    isolated(&server, json!({}));
    let target = format!("{FUNCTIONS}/f/configuration");
    let shown = || lambda(&server, "GET", &target, Value::Null).json();
    let config = json!({"TenantIsolationMode": "PER_TENANT"});
    assert_eq!(shown()["TenancyConfig"], config);
    // It cannot be changed ("Tenant isolation", Developer Guide), and stays.
    let change = json!({"Description": "other"});
    assert_eq!(lambda(&server, "PUT", &target, change).status, 200);
    assert_eq!(shown()["TenancyConfig"], config);
    let create = |value| {
        lambda(
            &server,
            "POST",
            FUNCTIONS,
            with("g", "TenancyConfig", value),
        )
    };
    assert_validation(
        &create(json!({"TenantIsolationMode": "SHARED"})),
        "1 validation error detected: Value 'SHARED' at 'tenancyConfig.tenantIsolationMode' failed to \
         satisfy constraint: Member must satisfy enum value set: [PER_TENANT]",
    );
    assert_validation(
        &create(json!({})),
        "1 validation error detected: Value null at 'tenancyConfig.tenantIsolationMode' failed to \
         satisfy constraint: Member must not be null",
    );
}

/// Developer Guide, "Tenant isolation": an environment only serves invocations of its tenant, and is
/// found again by the next one; the function finds the tenant in its context.
#[test]
fn an_environment_serves_one_tenant_alone() {
    let server = TestServer::start();
    isolated(&server, json!({}));
    let seen = |tenant: &str| invoke_for(&server, tenant, &[]).json();
    assert_eq!(seen("blue"), json!(["blue"]));
    assert_eq!(seen("green"), json!(["green"]));
    assert_eq!(seen("blue"), json!(["blue", "blue"]));
    assert_eq!(seen("Green"), json!(["Green"]));
}

/// The first text as users report it; the pattern is the API model's.
#[test]
fn an_event_names_a_tenant_where_tenants_are_isolated_and_only_there() {
    let server = TestServer::start();
    isolated(&server, json!({}));
    let missing = "The invoked function is enabled with tenancy configuration. Add a valid tenant ID \
                   in your request and try again.";
    for kind in ["RequestResponse", "Event", "DryRun"] {
        let headers = [("x-amz-invocation-type", kind)];
        let reply = invoke_raw(&server, "f", b"{}".to_vec(), &headers);
        assert_invalid(&reply, missing);
    }
    let old = "/2014-11-13/functions/f/invoke-async/";
    assert_invalid(&lambda(&server, "POST", old, json!({})), missing);
    assert_validation(
        &invoke_for(&server, "a,b", &[]),
        "1 validation error detected: Value 'a,b' at 'tenantId' failed to satisfy constraint: Member \
         must satisfy regular expression pattern: [a-zA-Z0-9\\._:\\/=+\\-@ ]+",
    );
    deploy_with(&server, "g", CODE, json!({}));
    let headers = [("x-amz-tenant-id", "blue")];
    let reply = invoke_raw(&server, "g", b"{}".to_vec(), &headers);
    assert_eq!(reply.json()["Type"], "User");
    assert_eq!(reply.status, 400);
}

/// Developer Guide, "Invoking Lambda functions with tenant isolation": asynchronous events have a tenant too.
#[test]
fn an_asynchronous_event_runs_for_its_tenant() {
    let server = TestServer::start();
    isolated(&server, json!({}));
    let queued = invoke_for(&server, "blue", &[("x-amz-invocation-type", "Event")]);
    assert_eq!(queued.status, 202);
    let idle = server.request("GET", "/_ruststack/idle?timeout=60").send();
    assert_eq!(idle.status, 200, "{}", idle.text());
    assert_eq!(
        invoke_for(&server, "blue", &[]).json(),
        json!(["blue", "blue"])
    );
}

/// Developer Guide, "Accessing tenant identifier in Lambda function code": JSON logs have the tenant.
#[test]
fn json_logs_name_the_tenant() {
    let server = TestServer::start();
    let code = "import logging
def handler(event, context): logging.warning('hello')";
    let members = json!({
        "TenancyConfig": {"TenantIsolationMode": "PER_TENANT"},
        "LoggingConfig": {"LogFormat": "JSON"},
    });
    deploy_with(&server, "f", code, members);
    let log = log_tail(&invoke_for(&server, "blue", &[]));
    let lines = log
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let own = lines.filter(|line| line["message"] == "hello");
    let tenants: Vec<Value> = own.map(|line| line["tenantId"].clone()).collect();
    assert_eq!(tenants, [json!("blue")]);
}

/// An environment whose function has failed is still its tenant's, one that has ended is nobody's.
#[test]
fn a_tenant_s_failure_is_its_own() {
    let server = TestServer::start();
    let code = "import os
count = 0
def handler(event, context):
    global count
    count += 1
    if event: os._exit(1)
    return count";
    let members = json!({"TenancyConfig": {"TenantIsolationMode": "PER_TENANT"}});
    deploy_with(&server, "f", code, members);
    let run = |tenant, event: &str| {
        let headers = [("x-amz-tenant-id", tenant)];
        invoke_raw(&server, "f", event.as_bytes().to_vec(), &headers)
    };
    assert_eq!(run("blue", "0").json(), json!(1));
    assert_eq!(run("green", "0").json(), json!(1));
    failure(&run("green", "1"));
    assert_eq!(run("blue", "0").json(), json!(2));
    assert_eq!(run("green", "0").json(), json!(1));
}

/// Developer Guide, "Tenant isolation": what does not go together with it.
#[test]
fn some_features_are_not_for_isolated_tenants() {
    let server = TestServer::start();
    isolated(&server, json!({"Publish": true}));
    let refused = |method, target: &str, body| {
        let reply = lambda(&server, method, target, body);
        let message = reply.json()["message"].as_str().unwrap().to_owned();
        assert_eq!(reply.status, 400, "{target}: {message}");
        assert!(message.contains("tenancy configuration"), "{message}");
    };
    let provisioned = "/2019-09-30/functions/f/provisioned-concurrency?Qualifier=1";
    let one = json!({"ProvisionedConcurrentExecutions": 1});
    refused("PUT", provisioned, one);
    refused(
        "POST",
        "/2021-10-31/functions/f/url",
        json!({"AuthType": "NONE"}),
    );
    let source = "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/2025-11-25T02:26:54.000";
    let mapping = json!({
        "FunctionName": "f", "EventSourceArn": source, "StartingPosition": "LATEST",
    });
    refused("POST", "/2015-03-31/event-source-mappings", mapping);
    let mut snapped = with("g", "SnapStart", json!({"ApplyOn": "PublishedVersions"}));
    snapped["TenancyConfig"] = json!({"TenantIsolationMode": "PER_TENANT"});
    refused("POST", FUNCTIONS, snapped);
}

/// As API Gateway's REST APIs map it.
#[test]
fn a_plain_request_may_name_its_tenant() {
    let server = TestServer::start();
    let code = "def handler(event, context): return {'statusCode': 200, 'body': context.tenant_id}";
    let members = json!({"TenancyConfig": {"TenantIsolationMode": "PER_TENANT"}});
    deploy_with(&server, "f", code, members);
    let request = server.request("GET", "/_ruststack/lambda/f/");
    let reply = request.header("x-amz-tenant-id", "blue").send();
    assert_eq!((reply.status, reply.text()), (200, "blue".to_owned()));
}
