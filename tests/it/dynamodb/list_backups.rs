//! ListBackups.

use ruststack::Clock;
use serde_json::{Value, json};

use super::tables::{Target, target_at};

const START_MS: i64 = 1_764_037_614_000;

fn names(answer: &Value) -> Vec<&str> {
    let summaries = answer["BackupSummaries"].as_array().unwrap();
    let names = summaries
        .iter()
        .map(|own| own["BackupName"].as_str().unwrap());
    names.collect()
}

/// Three backups of one table and one of another, a second apart.
fn four_backups() -> (Target, String) {
    let clock = Clock::frozen(START_MS);
    let target = target_at(&clock);
    let (table, other) = (target.hash_table(), target.hash_table());
    for (table, name) in [
        (&table, "one"),
        (&other, "two"),
        (&table, "three"),
        (&table, "four"),
    ] {
        target.backup(table, name);
        clock.advance_ms(1000);
    }
    (target, table)
}

#[test]
fn backups_come_oldest_first_in_pages() {
    let (target, _) = four_backups();
    let first = target.ok("ListBackups", json!({"Limit": 3}));
    assert_eq!(names(&first), ["one", "two", "three"]);
    let summary = &first["BackupSummaries"][0];
    assert_eq!(summary["BackupStatus"], "AVAILABLE");
    assert!(summary["TableId"].is_string());
    let start = &first["LastEvaluatedBackupArn"];
    let second = target.ok("ListBackups", json!({"ExclusiveStartBackupArn": start}));
    assert_eq!(names(&second), ["four"]);
    assert_eq!(second["LastEvaluatedBackupArn"], Value::Null);
}

// API reference, "ListBackups": the lower bound is inclusive, the upper one exclusive.
#[test]
fn a_list_is_narrowed_by_table_time_and_type() {
    let (target, table) = four_backups();
    let of_table = target.ok("ListBackups", json!({"TableName": table}));
    assert_eq!(names(&of_table), ["one", "three", "four"]);
    let start_s = START_MS / 1000;
    let range = json!({"TimeRangeLowerBound": start_s + 1, "TimeRangeUpperBound": start_s + 3});
    assert_eq!(names(&target.ok("ListBackups", range)), ["two", "three"]);
    let system = target.ok("ListBackups", json!({"BackupType": "SYSTEM"}));
    assert!(names(&system).is_empty());
    assert_eq!(
        target.refusal("ListBackups", json!({"Limit": 101})),
        "ValidationException: 1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100"
    );
    assert_eq!(
        target.refusal(
            "ListBackups",
            json!({"TimeRangeLowerBound": 2, "TimeRangeUpperBound": 1})
        ),
        "ValidationException: One or more parameter values were invalid: Time range lower bound must be less than or equal to upper bound"
    );
}
