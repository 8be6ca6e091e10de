//! DescribeBackup.

use serde_json::{Value, json};

use super::tables::{n, s, target};

#[test]
fn a_backup_tells_what_its_table_was() {
    let target = target();
    let table = target.indexed_table();
    target.put(&table, json!({"pk": s("a"), "sk": s("b"), "n": n(1)}));
    let arn = target.backup(&table, "first");
    target.put(&table, json!({"pk": s("later"), "sk": s("b")}));
    target.ok("DeleteTable", json!({"TableName": table}));
    let answer = target.ok("DescribeBackup", json!({"BackupArn": arn}));
    let backup = &answer["BackupDescription"];
    assert_eq!(backup["BackupDetails"]["BackupArn"], arn);
    assert_eq!(backup["BackupDetails"]["BackupStatus"], "AVAILABLE");
    let source = &backup["SourceTableDetails"];
    assert_eq!(source["TableName"], table);
    assert_eq!(source["ItemCount"], 1);
    assert_eq!(source["BillingMode"], "PAY_PER_REQUEST");
    assert_eq!(source["KeySchema"][1]["AttributeName"], "sk");
    let features = &backup["SourceTableFeatureDetails"];
    let names = |kind: &str| -> Vec<&Value> {
        let indexes = features[kind].as_array().unwrap();
        indexes.iter().map(|index| &index["IndexName"]).collect()
    };
    assert_eq!(names("LocalSecondaryIndexes").len(), 1);
    assert_eq!(names("GlobalSecondaryIndexes").len(), 3);
}

// Verified against AWS in moto's public suite.
#[test]
fn a_backup_that_is_not_there_is_named() {
    let target = target();
    let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/abc/backup/01489602797149-73d8d5bc";
    assert_eq!(
        target.refusal("DescribeBackup", json!({"BackupArn": arn})),
        format!("BackupNotFoundException: Backup not found: {arn}")
    );
}
