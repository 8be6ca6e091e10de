//! Global tables of version 2017.11.29.
//!
//! Texts are recorded (public catalogue of AWS's control plane, 2026): AWS makes no more of them.

use serde_json::json;

use super::tables::target;

#[test]
fn no_more_of_them_are_made() {
    let target = target();
    let gone = "ValidationException: One or more parameter values were invalid: DynamoDB global tables version 2017.11.29 is not supported. We recommend using DynamoDB global tables version 2019.11.21, instead of version 2017.11.29 (Legacy).";
    let group = json!([{"RegionName": "us-east-1"}]);
    assert_eq!(
        target.refusal(
            "CreateGlobalTable",
            json!({"GlobalTableName": "abc", "ReplicationGroup": group})
        ),
        gone
    );
    let update = |action: &str| {
        json!({
            "GlobalTableName": "abc",
            "ReplicaUpdates": [{action: {"RegionName": "eu-west-1"}}],
        })
    };
    assert_eq!(target.refusal("UpdateGlobalTable", update("Create")), gone);
    assert!(
        target
            .refusal("UpdateGlobalTable", update("Delete"))
            .starts_with("GlobalTableNotFoundException")
    );
    assert_eq!(
        target.refusal("CreateGlobalTable", json!({"GlobalTableName": "abc"})),
        "ValidationException: 1 validation error detected: Value null at 'replicationGroup' failed to satisfy constraint: Member must not be null"
    );
}

#[test]
fn none_is_found() {
    let target = target();
    let table = target.hash_table();
    let request = json!({"GlobalTableName": table});
    assert_eq!(
        target.refusal("DescribeGlobalTable", request.clone()),
        format!(
            "GlobalTableNotFoundException: Global table not found: Global table with name: '{table}' does not exist."
        )
    );
    for operation in ["DescribeGlobalTableSettings", "UpdateGlobalTableSettings"] {
        assert_eq!(
            target.refusal(operation, request.clone()),
            format!(
                "GlobalTableNotFoundException: Global table with name: '{table}' does not exist."
            )
        );
    }
    assert_eq!(
        target.ok("ListGlobalTables", json!({})),
        json!({"GlobalTables": []})
    );
}
