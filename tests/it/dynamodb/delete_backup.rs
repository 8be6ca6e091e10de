//! DeleteBackup.

use serde_json::json;

use super::tables::target;

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
