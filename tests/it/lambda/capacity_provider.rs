//! CreateCapacityProvider, Get-, Update-, Delete- and ListCapacityProviders, and
//! ListFunctionVersionsByCapacityProvider.

use serde_json::{Value, json};

use super::{assert_invalid, assert_refused, assert_validation, lambda};
use crate::harness::TestServer;

const PROVIDERS: &str = "/2025-11-30/capacity-providers";

/// Recorded of functions that name a subnet which is not there.
#[test]
fn no_subnet_is_there_to_start_instances_in() {
    let server = TestServer::start();
    let make = |body| lambda(&server, "POST", PROVIDERS, body);
    let mut request = json!({
        "CapacityProviderName": "p",
        "VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": []},
        "PermissionsConfig": {"CapacityProviderOperatorRoleArn": super::ROLE},
    });
    assert_invalid(
        &make(request.clone()),
        "Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound. EC2 Error \
         Message: The subnet ID 'subnet-1' does not exist",
    );
    request["VpcConfig"]["SubnetIds"] = json!([]);
    assert_validation(
        &make(request),
        "1 validation error detected: Value '[]' at 'vpcConfig.subnetIds' failed to satisfy constraint: \
         Member must have length greater than or equal to 1",
    );
    assert_validation(
        &make(json!({"CapacityProviderName": "p"})),
        "2 validation errors detected: Value null at 'permissionsConfig' failed to satisfy constraint: \
         Member must not be null; Value null at 'vpcConfig' failed to satisfy constraint: Member must not \
         be null",
    );
}

/// The text is not recorded.
#[test]
fn none_is_there() {
    let server = TestServer::start();
    let list = lambda(&server, "GET", PROVIDERS, Value::Null);
    assert_eq!(list.status, 200, "{}", list.text());
    assert_eq!(list.json()["CapacityProviders"], json!([]));
    let arn = "arn:aws:lambda:us-east-1:000000000000:capacity-provider:p";
    let body = json!({"Type": "User", "Message": format!("Capacity provider not found: {arn}")});
    for (method, target) in [
        ("GET", "p"),
        ("GET", arn),
        ("PUT", "p"),
        ("DELETE", "p"),
        ("GET", "p/function-versions"),
    ] {
        let reply = lambda(
            &server,
            method,
            &format!("{PROVIDERS}/{target}"),
            Value::Null,
        );
        assert_refused(&reply, 404, "ResourceNotFoundException", body.clone());
    }
}

#[test]
fn the_request_is_checked() {
    let server = TestServer::start();
    let get = |target: &str| lambda(&server, "GET", &format!("{PROVIDERS}{target}"), Value::Null);
    for target in ["/p.q", "?State=Gone", "?MaxItems=51"] {
        let reply = get(target);
        assert_eq!(
            reply.header("x-amzn-errortype"),
            Some("ValidationException"),
            "{target}"
        );
    }
}
