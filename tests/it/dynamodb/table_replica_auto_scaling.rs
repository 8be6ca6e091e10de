//! DescribeTableReplicaAutoScaling and UpdateTableReplicaAutoScaling.
//!
//! Texts and shapes are recorded (public catalogue of AWS's control plane, 2026).

use serde_json::{Value, json};

use super::tables::{Target, target};

const ROLE: &str = "arn:aws:iam::000000000000:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable";

/// A table of us-east-1 with a replica in eu-west-1, on demand.
fn global_table(target: &Target) -> String {
    let table = target.hash_table();
    target.ok(
        "UpdateTable",
        json!({
            "TableName": table, "ReplicaUpdates": [{"Create": {"RegionName": "eu-west-1"}}],
        }),
    );
    table
}

fn provisioned(target: &Target) -> String {
    let table = global_table(target);
    target.ok(
        "UpdateTable",
        json!({
            "TableName": table, "BillingMode": "PROVISIONED",
            "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
        }),
    );
    table
}

fn scaling(minimum: i64, maximum: i64, percent: f64) -> Value {
    json!({
        "MinimumUnits": minimum, "MaximumUnits": maximum,
        "ScalingPolicyUpdate": {
            "TargetTrackingScalingPolicyConfiguration": {"TargetValue": percent},
        },
    })
}

fn writes(table: &str, update: Value) -> Value {
    json!({"TableName": table, "ProvisionedWriteCapacityAutoScalingUpdate": update})
}

fn reads(table: &str, region: &str, update: Value) -> Value {
    let read = json!({
        "RegionName": region, "ReplicaProvisionedReadCapacityAutoScalingUpdate": update,
    });
    json!({"TableName": table, "ReplicaUpdates": [read]})
}

fn described(target: &Target, table: &str) -> Value {
    let request = json!({"TableName": table});
    target.ok("DescribeTableReplicaAutoScaling", request)["TableAutoScalingDescription"].take()
}

#[test]
fn a_global_table_that_is_not_scaled_says_so_for_every_region() {
    let target = target();
    let table = global_table(&target);
    let off = json!({"AutoScalingDisabled": true, "ScalingPolicies": []});
    let entry = |region: &str| {
        json!({
            "RegionName": region, "GlobalSecondaryIndexes": [],
            "ReplicaProvisionedReadCapacityAutoScalingSettings": off,
            "ReplicaProvisionedWriteCapacityAutoScalingSettings": off,
            "ReplicaStatus": "ACTIVE",
        })
    };
    assert_eq!(
        described(&target, &table),
        json!({
            "TableName": table, "TableStatus": "ACTIVE",
            "Replicas": [entry("eu-west-1"), entry("us-east-1")],
        })
    );
}

#[test]
fn a_table_of_one_region_is_none() {
    let target = target();
    let table = target.hash_table();
    for name in [table.as_str(), "missing"] {
        let expected =
            format!("ResourceNotFoundException: Global table with name: '{name}' does not exist.");
        let request = json!({"TableName": name});
        assert_eq!(
            target.refusal("DescribeTableReplicaAutoScaling", request),
            expected
        );
        let request = writes(name, scaling(1, 10, 70.0));
        assert_eq!(
            target.refusal("UpdateTableReplicaAutoScaling", request),
            expected
        );
    }
}

#[test]
fn writes_are_scaled_everywhere_and_reads_in_one_region() {
    let target = target();
    let table = provisioned(&target);
    let update = |request: Value| target.ok("UpdateTableReplicaAutoScaling", request);
    let answer = update(writes(&table, scaling(1, 10, 70.0)));
    let before = &answer["TableAutoScalingDescription"]["Replicas"][0];
    assert_eq!(
        before["ReplicaProvisionedWriteCapacityAutoScalingSettings"]["AutoScalingDisabled"],
        true
    );
    let mut policy = scaling(2, 20, 50.0);
    policy["ScalingPolicyUpdate"]["PolicyName"] = json!("mine");
    policy["ScalingPolicyUpdate"]["TargetTrackingScalingPolicyConfiguration"]["ScaleInCooldown"] =
        json!(60);
    update(reads(&table, "eu-west-1", policy));
    let described = described(&target, &table);
    let own_policy = format!("DynamoDBWriteCapacityUtilization:table/{table}");
    for replica in described["Replicas"].as_array().unwrap() {
        assert_eq!(
            replica["ReplicaProvisionedWriteCapacityAutoScalingSettings"],
            json!({
                "MinimumUnits": 1, "MaximumUnits": 10, "AutoScalingRoleArn": ROLE,
                "ScalingPolicies": [{
                    "PolicyName": own_policy,
                    "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 70.0},
                }],
            })
        );
    }
    let read =
        |at: usize| &described["Replicas"][at]["ReplicaProvisionedReadCapacityAutoScalingSettings"];
    assert_eq!(
        read(0)["ScalingPolicies"],
        json!([{
            "PolicyName": "mine",
            "TargetTrackingScalingPolicyConfiguration": {
                "ScaleInCooldown": 60, "TargetValue": 50.0,
            },
        }])
    );
    assert_eq!(read(1)["AutoScalingDisabled"], true);
    update(writes(&table, json!({"AutoScalingDisabled": true})));
    let off = self::described(&target, &table)["Replicas"][0].take();
    assert_eq!(
        off["ReplicaProvisionedWriteCapacityAutoScalingSettings"],
        json!({"AutoScalingDisabled": true, "ScalingPolicies": []})
    );
}

#[test]
fn a_provisioned_table_whose_writes_are_scaled_gets_more_replicas() {
    let target = target();
    let table = provisioned(&target);
    let join = json!({
        "TableName": table, "ReplicaUpdates": [{"Create": {"RegionName": "eu-west-2"}}],
    });
    assert_eq!(
        target.refusal("UpdateTable", join.clone()),
        "ValidationException: Table write capacity should either be Pay-Per-Request or AutoScaled."
    );
    let scaled = writes(&table, scaling(1, 10, 70.0));
    target.ok("UpdateTableReplicaAutoScaling", scaled);
    target.ok("UpdateTable", join);
    let described = described(&target, &table);
    assert_eq!(described["Replicas"][1]["RegionName"], "eu-west-2");
    let write = &described["Replicas"][1]["ReplicaProvisionedWriteCapacityAutoScalingSettings"];
    assert_eq!(write["MaximumUnits"], 10);
}

#[test]
fn settings_that_do_not_fit_are_refused() {
    let target = target();
    let table = provisioned(&target);
    let refusal = |request: Value| {
        let refusal = target.refusal("UpdateTableReplicaAutoScaling", request);
        let message = refusal.strip_prefix("ValidationException: ").unwrap();
        message.to_owned()
    };
    let failed = format!("Failed to update settings for global table with name: ‘{table}’");
    assert_eq!(
        refusal(json!({"TableName": table})),
        format!("{failed} because at least one update parameter must be specified.")
    );
    assert_eq!(
        refusal(json!({"TableName": table, "ReplicaUpdates": [{"RegionName": "eu-west-1"}]})),
        format!(
            "{failed} because at least one update parameter must be specified for region: ‘eu-west-1’."
        )
    );
    let mut twice = reads(&table, "eu-west-1", scaling(1, 2, 70.0));
    let first = twice["ReplicaUpdates"][0].clone();
    twice["ReplicaUpdates"].as_array_mut().unwrap().push(first);
    assert_eq!(
        refusal(twice),
        format!("{failed} because the regions: ‘[eu-west-1]’ were specified more than once.")
    );
    assert_eq!(
        refusal(writes(&table, json!({}))),
        format!(
            "{failed}: Parameters 'MaximumUnits', 'ScalingPolicyUpdate', 'MinimumUnits' are required unless auto scaling is being disabled."
        )
    );
    let off = json!({"AutoScalingDisabled": true, "MinimumUnits": 1, "MaximumUnits": 2});
    assert_eq!(
        refusal(writes(&table, off)),
        format!(
            "Failed to update settings for global table with name ‘{table}’: Parameters 'MaximumUnits', 'MinimumUnits' must be left blank when disabling auto scaling."
        )
    );
    assert!(refusal(writes(&table, scaling(3, 2, 70.0))).starts_with(
        "Maximum capacity cannot be less than minimum capacity (Service: AWSApplicationAutoScaling;"
    ));
    assert!(
        refusal(reads(&table, "eu-west-1", scaling(1, 2, 90.1))).starts_with(
            "For predefined metric type DynamoDBReadCapacityUtilization, target value must be between '10.0' and '90.0', but was '90.1'. (Service:"
        )
    );
    assert!(refusal(writes(&table, scaling(1, 2, 0.0))).starts_with(
        "For target tracking scaling, target value must be between '8.51592E-109' and '1.174271E108', but was '0.0'. (Service:"
    ));
    assert!(
        refusal(writes(&table, scaling(0, 2, 70.0)))
            .ends_with("Member must have value greater than or equal to 1")
    );
}

#[test]
fn a_table_on_demand_can_only_be_told_not_to_scale() {
    let target = target();
    let table = global_table(&target);
    let failed = format!(
        "ValidationException: Failed to update global table with name ‘{table}‘. Replicas 'EU-WEST-1', 'US-EAST-1' BillingMode is PayPerRequest. You must convert table's BillingMode to PROVISIONED to set parameters:"
    );
    let refusal = |request: Value| target.refusal("UpdateTableReplicaAutoScaling", request);
    assert_eq!(
        refusal(writes(&table, scaling(1, 10, 70.0))),
        format!("{failed} 'GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate'.")
    );
    assert_eq!(
        refusal(reads(&table, "eu-west-1", scaling(1, 10, 70.0))),
        format!("{failed} 'ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate'.")
    );
    let off = writes(&table, json!({"AutoScalingDisabled": true}));
    target.ok("UpdateTableReplicaAutoScaling", off);
}
