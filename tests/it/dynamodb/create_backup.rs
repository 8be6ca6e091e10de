//! CreateBackup.

use serde_json::json;

use super::tables::{s, target};

// API reference, "CreateBackup": the form of a backup's ARN is of its examples.
#[test]
fn a_backup_has_an_arn_below_its_tables() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("a")}));
    let answer = target.ok(
        "CreateBackup",
        json!({"TableName": table, "BackupName": "first"}),
    );
    let details = &answer["BackupDetails"];
    let arn = details["BackupArn"].as_str().unwrap();
    let start = format!("arn:aws:dynamodb:us-east-1:000000000000:table/{table}/backup/");
    let (moment, id) = arn.strip_prefix(&start).unwrap().split_once('-').unwrap();
    assert_eq!((moment.len(), id.len()), (14, 8));
    assert_eq!(details["BackupName"], "first");
    assert_eq!(details["BackupSizeBytes"], 3);
    assert_eq!(details["BackupStatus"], "CREATING");
    assert_eq!(details["BackupType"], "USER");
}

// Verified against AWS in moto's public suite.
#[test]
fn a_table_that_is_not_there_cannot_be_backed_up() {
    let target = target();
    assert_eq!(
        target.refusal(
            "CreateBackup",
            json!({"TableName": "none", "BackupName": "abc"})
        ),
        "TableNotFoundException: Table not found: none"
    );
    assert_eq!(
        target.refusal(
            "CreateBackup",
            json!({"TableName": "none", "BackupName": "a"})
        ),
        "ValidationException: 1 validation error detected: Value 'a' at 'backupName' failed to satisfy constraint: Member must have length greater than or equal to 3"
    );
}
