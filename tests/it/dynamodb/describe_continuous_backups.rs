//! DescribeContinuousBackups.

use serde_json::json;

use super::tables::target;

// Public suites: the state of a new table.
#[test]
fn backups_are_on_and_recovery_is_off() {
    let target = target();
    let table = target.hash_table();
    assert_eq!(
        target.ok("DescribeContinuousBackups", json!({"TableName": table})),
        json!({"ContinuousBackupsDescription": {
            "ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"},
        }})
    );
    assert_eq!(
        target.refusal("DescribeContinuousBackups", json!({"TableName": "none"})),
        "TableNotFoundException: Table not found: none"
    );
}
