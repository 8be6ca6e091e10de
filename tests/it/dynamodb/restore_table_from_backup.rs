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
    assert_eq!(
        described["Table"]["RestoreSummary"]["RestoreInProgress"],
        false
    );
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

// Verified against AWS in moto's public suite.
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
