//! PutFunctionEventInvokeConfig.

use serde_json::json;

use super::aliases::{alias, arn, server_with_versions};
use super::event_invoke::{get, put};
use super::{assert_invalid, assert_refused, assert_validation};

/// Recorded answers: the function's own is that of `$LATEST`, and what is not said is not there.
#[test]
fn a_configuration_is_replaced_as_a_whole() {
    let server = server_with_versions();
    let reply = put(&server, "", json!({"MaximumRetryAttempts": 1}));
    assert_eq!(reply.status, 200);
    let made = reply.json();
    assert!(made["LastModified"].is_f64());
    assert_eq!(
        made,
        json!({
            "DestinationConfig": {"OnFailure": {}, "OnSuccess": {}},
            "FunctionArn": arn(":$LATEST"),
            "LastModified": made["LastModified"],
            "MaximumEventAgeInSeconds": null,
            "MaximumRetryAttempts": 1,
        })
    );
    put(&server, "", json!({"MaximumEventAgeInSeconds": 60}));
    let found = get(&server, "?Qualifier=$LATEST").json();
    assert_eq!(
        (
            &found["MaximumRetryAttempts"],
            &found["MaximumEventAgeInSeconds"]
        ),
        (&json!(null), &json!(60))
    );
    alias(&server, "live", "1");
    let reply = put(
        &server,
        "?Qualifier=live",
        json!({"MaximumRetryAttempts": 0}),
    );
    assert_eq!(reply.json()["FunctionArn"], arn(":live"));
}

/// AWS's page API_PutFunctionEventInvokeConfig.
#[test]
fn the_request_is_checked() {
    let server = server_with_versions();
    assert_validation(
        &put(&server, "", json!({"MaximumRetryAttempts": 3})),
        "1 validation error detected: Value '3' at 'maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 2",
    );
    assert_validation(
        &put(&server, "", json!({"MaximumEventAgeInSeconds": 59})),
        "1 validation error detected: Value '59' at 'maximumEventAgeInSeconds' failed to satisfy constraint: Member must have value greater than or equal to 60",
    );
    let message = "You must specify at least one of error handling or destination setting.";
    assert_invalid(&put(&server, "", json!({})), message);
    let message = format!("The function {} doesn't exist.", arn(":9"));
    let body = json!({"Type": "User", "Message": message});
    let reply = put(&server, "?Qualifier=9", json!({"MaximumRetryAttempts": 1}));
    assert_refused(&reply, 404, "ResourceNotFoundException", body);
}
