//! RestoreTableFromBackup.

use serde_json::{Value, json};

use super::tables::{Target, n, s, target};

/// An indexed table with one item, its backup, and a later change.
fn backed_up(target: &Target) -> (String, String) {
    let table = target.indexed_table();
    target.put(
        &table,
        json!({"pk": s("a"), "sk": s("b"), "n": n(1), "extra": s("x")}),
    );
    let arn = target.backup(&table, "first");
    target.put(&table, json!({"pk": s("a"), "sk": s("b"), "n": n(2)}));
    (table, arn)
}

#[test]
fn a_restored_table_has_the_items_and_indexes_of_the_backup() {
    let target = target();
    let (table, arn) = backed_up(&target);
    let copy = format!("{table}-copy");
    let answer = target.ok(
        "RestoreTableFromBackup",
        json!({"TargetTableName": copy, "BackupArn": arn}),
    );
    let told = &answer["TableDescription"];
    assert_eq!(told["TableStatus"], "CREATING");
    assert_eq!(told["RestoreSummary"]["SourceBackupArn"], arn);
    assert_eq!(told["RestoreSummary"]["RestoreInProgress"], true);
    let described = target.ok("DescribeTable", json!({"TableName": copy}));
    assert_eq!(described["Table"]["TableStatus"], "ACTIVE");
    // Recorded: nothing tells of the restore any more.
    assert_eq!(described["Table"]["RestoreSummary"], Value::Null);
    for index in [Value::Null, json!("some")] {
        let page = target.ok("Scan", json!({"TableName": copy, "IndexName": index}));
        assert_eq!(page["Items"][0]["n"], n(1), "{index}");
        assert_eq!(page["Count"], 1);
    }
    // What happens to one of them does not show in the other.
    target.put(&copy, json!({"pk": s("new"), "sk": s("b")}));
    let page = target.ok("Scan", json!({"TableName": table}));
    assert_eq!(page["Count"], 1);
}

// API reference, "RestoreTableFromBackup": overrides leave indexes out and change the billing.
#[test]
fn overrides_change_the_billing_and_leave_indexes_out() {
    let target = target();
    let (table, arn) = backed_up(&target);
    let copy = format!("{table}-copy");
    let units = json!({"ReadCapacityUnits": 3, "WriteCapacityUnits": 4});
    let answer = target.ok(
        "RestoreTableFromBackup",
        json!({
            "TargetTableName": copy, "BackupArn": arn, "BillingModeOverride": "PROVISIONED",
            "ProvisionedThroughputOverride": units, "GlobalSecondaryIndexOverride": [],
        }),
    );
    let told = &answer["TableDescription"];
    assert_eq!(told["ProvisionedThroughput"]["ReadCapacityUnits"], 3);
    assert_eq!(told["GlobalSecondaryIndexes"], Value::Null);
    assert_eq!(told["LocalSecondaryIndexes"].as_array().unwrap().len(), 1);
    let names: Vec<_> = told["AttributeDefinitions"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

// Recorded (public catalogue of AWS's control plane, 2026).
#[test]
fn a_target_that_is_there_and_a_backup_that_is_not_are_named() {
    let target = target();
    let (table, arn) = backed_up(&target);
    assert_eq!(
        target.refusal(
            "RestoreTableFromBackup",
            json!({"TargetTableName": table, "BackupArn": arn})
        ),
        format!("TableAlreadyExistsException: Table already exists: {table}")
    );
    let none = format!("{}00000000", &arn[..arn.len() - 8]);
    assert_eq!(
        target.refusal(
            "RestoreTableFromBackup",
            json!({"TargetTableName": "new", "BackupArn": none})
        ),
        format!("BackupNotFoundException: Backup not found: {none}")
    );
}

// Recorded (public catalogue of AWS's control plane, 2026).
#[test]
fn overrides_that_do_not_fit_are_refused() {
    let target = target();
    let (_, arn) = backed_up(&target);
    let refusal = |name: &str, value: Value| {
        let mut body = json!({"TargetTableName": "new", "BackupArn": arn});
        body[name] = value;
        target.refusal("RestoreTableFromBackup", body)
    };
    let units = json!({"ReadCapacityUnits": 3, "WriteCapacityUnits": 4});
    assert_eq!(
        refusal("ProvisionedThroughputOverride", units),
        "ValidationException: Invalid Request: Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED"
    );
    assert_eq!(
        refusal("BillingModeOverride", json!("PROVISIONED")),
        "ValidationException: Invalid Request: Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED"
    );
    let other = json!([{
        "IndexName": "new-index", "KeySchema": [{"AttributeName": "n", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
    }]);
    assert_eq!(
        refusal("GlobalSecondaryIndexOverride", other),
        "ValidationException: Invalid Request: Index new-index does not match a secondary index that existed in the source table and cannot be created during the restore operation"
    );
    assert_eq!(
        refusal(
            "BackupArn",
            json!("arn:aws:dynamodb:us-east-1:000000000000:table/abc")
        ),
        "ValidationException: Invalid Backup ARN"
    );
    let foreign = arn.replace("000000000000", "123456789012");
    assert_eq!(
        refusal("BackupArn", json!(foreign)),
        "AccessDeniedException: Access is denied"
    );
}
