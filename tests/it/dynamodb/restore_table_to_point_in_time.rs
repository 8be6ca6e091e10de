//! RestoreTableToPointInTime.

use ruststack::Clock;
use serde_json::{Value, json};

use super::tables::{Target, n, s, target, target_at};

const START_S: i64 = 1_764_037_614;

/// A table whose item counts the seconds since `START_S`, up to five.
fn counting() -> (Target, String) {
    let clock = Clock::frozen(START_S * 1000);
    let target = target_at(&clock);
    let table = target.hash_table();
    target.recover(&table, true);
    for second in 1..=5 {
        clock.advance_ms(1000);
        target.put(&table, json!({"pk": s("a"), "n": n(second)}));
    }
    (target, table)
}

fn restored(target: &Target, table: &str, copy: &str, when: Value) -> Value {
    let mut body = json!({"SourceTableName": table, "TargetTableName": copy});
    body.as_object_mut()
        .unwrap()
        .extend(when.as_object().unwrap().clone());
    let answer = target.ok("RestoreTableToPointInTime", body);
    assert_eq!(
        answer["TableDescription"]["RestoreSummary"]["SourceBackupArn"],
        Value::Null
    );
    target.ok("Scan", json!({"TableName": copy}))["Items"].take()
}

// Developer Guide, "Point-in-time backups for DynamoDB": any second.
#[test]
fn items_come_back_as_they_were_at_a_second() {
    let (target, table) = counting();
    let at = |seconds: i64| json!({"RestoreDateTime": START_S + seconds});
    assert_eq!(restored(&target, &table, "at-three", at(3))[0]["n"], n(3));
    assert_eq!(restored(&target, &table, "at-start", at(0)), json!([]));
    let latest = json!({"UseLatestRestorableTime": true});
    assert_eq!(restored(&target, &table, "latest", latest)[0]["n"], n(5));
}

#[test]
fn a_moment_outside_the_kept_past_is_refused() {
    let (target, table) = counting();
    for moment in [START_S - 1, START_S + 6] {
        let body = json!({
            "SourceTableName": table, "TargetTableName": "copy", "RestoreDateTime": moment,
        });
        assert_eq!(
            target.refusal("RestoreTableToPointInTime", body),
            "InvalidRestoreTimeException: An invalid restore time was specified. RestoreDateTime must be between EarliestRestorableDateTime and LatestRestorableDateTime."
        );
    }
}

// Verified against AWS in moto's public suite.
#[test]
fn recovery_has_to_be_on() {
    let target = target();
    let table = target.hash_table();
    let body = |source: &str| {
        json!({
            "SourceTableName": source, "TargetTableName": "copy", "UseLatestRestorableTime": true,
        })
    };
    assert_eq!(
        target.refusal("RestoreTableToPointInTime", body(&table)),
        format!(
            "PointInTimeRecoveryUnavailableException: Point in time recovery is not enabled for table '{table}'"
        )
    );
    assert_eq!(
        target.refusal("RestoreTableToPointInTime", body("none")),
        "TableNotFoundException: Table not found: none"
    );
}
