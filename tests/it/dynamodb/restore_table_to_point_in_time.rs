//! RestoreTableToPointInTime.

use ruststack::Clock;
use serde_json::{Value, json};

use super::tables::{Target, n, s, target, target_at};

const START_S: i64 = 1_764_037_614;
/// How far the last moment that can be restored lies back.
const LAG_MS: i64 = 5 * 60 * 1000;

/// A table whose item counts the seconds since `START_S`, up to five; all of them can be restored.
fn counting() -> (Target, String) {
    let clock = Clock::frozen(START_S * 1000);
    let target = target_at(&clock);
    let table = target.hash_table();
    target.recover(&table, true);
    for second in 1..=5 {
        clock.advance_ms(1000);
        target.put(&table, json!({"pk": s("a"), "n": n(second)}));
    }
    clock.advance_ms(LAG_MS);
    (target, table)
}

fn restored(target: &Target, table: &str, copy: &str, when: Value) -> Value {
    let mut body = json!({"SourceTableName": table, "TargetTableName": copy});
    body.as_object_mut()
        .unwrap()
        .extend(when.as_object().unwrap().clone());
    let answer = target.ok("RestoreTableToPointInTime", body);
    let summary = &answer["TableDescription"]["RestoreSummary"];
    assert_eq!(summary["SourceBackupArn"], Value::Null);
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

// Recorded (public catalogue of AWS's control plane, 2026): the latest moment is that of enabling
// until five minutes have passed.
#[test]
fn what_was_written_in_the_last_five_minutes_cannot_be_restored_yet() {
    let clock = Clock::frozen(START_S * 1000);
    let target = target_at(&clock);
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("before")}));
    target.recover(&table, true);
    clock.advance_ms(1000);
    target.put(&table, json!({"pk": s("after")}));
    let latest = json!({"UseLatestRestorableTime": true});
    let items = restored(&target, &table, "copy", latest);
    assert_eq!(items, json!([{"pk": s("before")}]));
}

// Recorded (public catalogue of AWS's control plane, 2026).
#[test]
fn a_request_names_one_source_and_one_moment_of_the_kept_past() {
    let (target, table) = counting();
    let refusal = |more: Value| {
        let mut body = json!({"SourceTableName": table, "TargetTableName": "copy"});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        target.refusal("RestoreTableToPointInTime", body)
    };
    assert_eq!(
        refusal(json!({"RestoreDateTime": START_S - 1})),
        "InvalidRestoreTimeException: RestoreDateTime '2025-11-25T02:26:53Z' must be within EarliestRestorableDateTime '2025-11-25T02:26:54Z' and LatestRestorableDateTime '2025-11-25T02:26:59Z'"
    );
    assert!(
        refusal(json!({"RestoreDateTime": START_S + 6})).starts_with("InvalidRestoreTimeException")
    );
    assert_eq!(
        refusal(json!({})),
        "ValidationException: Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both"
    );
    assert_eq!(
        refusal(json!({"RestoreDateTime": START_S, "UseLatestRestorableTime": true})),
        "ValidationException: Invalid Request: Both RestoreDateTime and UseLatestRestorableTime cannot be set for point-in-time restore request. Please specify either RestoreDateTime time or UseLatestRestorableTime"
    );
    let arn = format!("arn:aws:dynamodb:us-east-1:000000000000:table/{table}");
    assert_eq!(
        refusal(json!({"SourceTableArn": arn, "UseLatestRestorableTime": true})),
        "ValidationException: Invalid Request: Must provide exactly one of: sourceTableArn, sourceTableName"
    );
}

// Recorded (public catalogue of AWS's control plane, 2026).
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
