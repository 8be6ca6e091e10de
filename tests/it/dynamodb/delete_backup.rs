//! DeleteBackup.

use serde_json::json;

use super::tables::{s, target};

#[test]
fn a_deleted_backup_is_told_and_gone() {
    let target = target();
    let table = target.hash_table();
    let arn = target.backup(&table, "first");
    let answer = target.ok("DeleteBackup", json!({"BackupArn": arn}));
    let details = &answer["BackupDescription"]["BackupDetails"];
    assert_eq!(details["BackupStatus"], "DELETED");
    assert_eq!(
        target.refusal("DeleteBackup", json!({"BackupArn": arn})),
        format!("BackupNotFoundException: Backup not found: {arn}")
    );
}

// Recorded (public catalogue of AWS's control plane, 2026): a table with point-in-time recovery
// leaves a backup for 35 days that only time removes.
#[test]
fn the_backup_of_a_deleted_table_cannot_be_deleted() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("a")}));
    target.recover(&table, true);
    target.ok("DeleteTable", json!({"TableName": table}));
    let list = |kind: &str| {
        let request = json!({"TableName": table, "BackupType": kind});
        target.ok("ListBackups", request)["BackupSummaries"].take()
    };
    assert_eq!(list("USER"), json!([]));
    let summary = &list("SYSTEM")[0];
    assert_eq!(summary["BackupName"], format!("{table}$DeletedTableBackup"));
    let arn = summary["BackupArn"].as_str().unwrap();
    assert!(arn.ends_with("-00000000"));
    let refusal = target.refusal("DeleteBackup", json!({"BackupArn": arn}));
    let start = format!(
        "ValidationException: Invalid Request: User is not allowed to delete the system backup with arn {arn}. It will automatically expire on "
    );
    assert!(refusal.starts_with(&start), "{refusal}");
    let restore = json!({"TargetTableName": table, "BackupArn": arn});
    target.ok("RestoreTableFromBackup", restore);
    let page = target.ok("Scan", json!({"TableName": table}));
    assert_eq!(page["Items"], json!([{"pk": s("a")}]));
}
