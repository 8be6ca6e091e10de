//! UpdateContinuousBackups.

use ruststack::Clock;
use serde_json::json;

use super::tables::{target, target_at};

const START_S: i64 = 1_764_037_614;

// Recorded answers, public LocalStack suite.
#[test]
fn recovery_is_switched_on_and_off() {
    let clock = Clock::frozen(START_S * 1000);
    let target = target_at(&clock);
    let table = target.hash_table();
    let on = json!({"ContinuousBackupsDescription": {
        "ContinuousBackupsStatus": "ENABLED",
        "PointInTimeRecoveryDescription": {
            "PointInTimeRecoveryStatus": "ENABLED", "RecoveryPeriodInDays": 35,
            "EarliestRestorableDateTime": START_S as f64,
            "LatestRestorableDateTime": START_S as f64,
        },
    }});
    assert_eq!(target.recover(&table, true), on);
    assert_eq!(
        target.ok("DescribeContinuousBackups", json!({"TableName": table})),
        on
    );
    let off = target.recover(&table, false);
    assert_eq!(
        off["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"],
        json!({"PointInTimeRecoveryStatus": "DISABLED"})
    );
}

#[test]
fn a_bad_shape_and_a_missing_table_are_refused() {
    let target = target();
    let body = |days: i64| {
        json!({"TableName": "none", "PointInTimeRecoverySpecification": {
            "PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": days,
        }})
    };
    assert_eq!(
        target.refusal("UpdateContinuousBackups", body(35)),
        "TableNotFoundException: Table not found: none"
    );
    assert_eq!(
        target.refusal("UpdateContinuousBackups", body(36)),
        "ValidationException: 1 validation error detected: Value '36' at 'pointInTimeRecoverySpecification.recoveryPeriodInDays' failed to satisfy constraint: Member must have value less than or equal to 35"
    );
    let disable = json!({"TableName": "none", "PointInTimeRecoverySpecification": {
        "PointInTimeRecoveryEnabled": false, "RecoveryPeriodInDays": 7,
    }});
    assert_eq!(
        target.refusal("UpdateContinuousBackups", disable),
        "ValidationException: Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery."
    );
}
