//! UpdateTimeToLive.

use std::time::{Duration, Instant};

use ruststack::Clock;
use serde_json::{Value, json};

use super::tables::{Target, n, s, target, target_at};

const NOW_S: i64 = 1_764_037_614;
const HALF_AN_HOUR_MS: i64 = 30 * 60 * 1000;

fn set(table: &str, attribute: &str, enabled: bool) -> Value {
    json!({
        "TableName": table,
        "TimeToLiveSpecification": {"AttributeName": attribute, "Enabled": enabled},
    })
}

/// Waits until a table holds as many items.
fn until_items(target: &Target, table: &str, count: u64) {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let page = target.ok("Scan", json!({"TableName": table}));
        if page["Count"] == count {
            return;
        }
        assert!(Instant::now() < end, "still {}", page["Items"]);
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_is_switched_on_is_described() {
    let target = target();
    let table = target.hash_table();
    assert_eq!(
        target.ok("UpdateTimeToLive", set(&table, "ttl", true)),
        json!({"TimeToLiveSpecification": {"AttributeName": "ttl", "Enabled": true}})
    );
    assert_eq!(
        target.ok("DescribeTimeToLive", json!({"TableName": table})),
        json!({"TimeToLiveDescription": {"AttributeName": "ttl", "TimeToLiveStatus": "ENABLED"}})
    );
}

// Developer Guide, "Using time to live (TTL)"; public Alternator suite: only numbers count, indexes
// follow, and the stream says that the service did it.
#[test]
fn items_whose_moment_has_come_are_removed_and_recorded() {
    let clock = Clock::frozen(NOW_S * 1000);
    let target = target_at(&clock);
    let (table, stream) = target.streamed_table("NEW_AND_OLD_IMAGES");
    target.put(&table, json!({"pk": s("before"), "ttl": n(NOW_S - 1)}));
    target.ok("UpdateTimeToLive", set(&table, "ttl", true));
    target.put(&table, json!({"pk": s("soon"), "ttl": n(NOW_S + 60)}));
    target.put(&table, json!({"pk": s("text"), "ttl": s("1")}));
    target.put(&table, json!({"pk": s("none")}));
    until_items(&target, &table, 3);
    clock.advance_ms(61_000);
    until_items(&target, &table, 2);
    let records = target.records(&stream);
    let removed: Vec<_> = records
        .iter()
        .filter(|record| record["eventName"] == "REMOVE")
        .map(|record| {
            let key = &record["dynamodb"]["Keys"]["pk"]["S"];
            json!([key, record["userIdentity"]])
        })
        .collect();
    let service = json!({"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"});
    assert_eq!(
        removed,
        [json!(["before", service]), json!(["soon", service])]
    );
}

#[test]
fn an_item_that_a_client_deletes_is_recorded_without_an_identity() {
    let target = target();
    let (table, stream) = target.streamed_table("KEYS_ONLY");
    target.ok("UpdateTimeToLive", set(&table, "ttl", true));
    target.put(&table, json!({"pk": s("a"), "ttl": n(i64::MAX)}));
    let key = json!({"pk": s("a")});
    target.ok("DeleteItem", json!({"TableName": table, "Key": key}));
    let records = target.records(&stream);
    assert_eq!(records[1]["eventName"], "REMOVE");
    assert_eq!(records[1]["userIdentity"], Value::Null);
}

// Public Alternator suite, which runs on AWS; texts and interval of a public catalogue of AWS's
// control plane (2026).
#[test]
fn a_change_that_is_none_or_comes_too_soon_is_refused() {
    let clock = Clock::frozen(NOW_S * 1000);
    let target = target_at(&clock);
    let table = target.hash_table();
    let refusal =
        |attribute, enabled| target.refusal("UpdateTimeToLive", set(&table, attribute, enabled));
    assert_eq!(
        refusal("ttl", false),
        "ValidationException: TimeToLive is already disabled"
    );
    target.ok("UpdateTimeToLive", set(&table, "ttl", true));
    assert_eq!(
        refusal("ttl", true),
        "ValidationException: TimeToLive is already enabled"
    );
    for enabled in [true, false] {
        assert_eq!(
            refusal("dog", enabled),
            "ValidationException: TimeToLive is active on a different AttributeName: current AttributeName is ttl"
        );
    }
    assert_eq!(
        refusal("ttl", false),
        "ValidationException: Time to live has been modified multiple times within a fixed interval"
    );
    clock.advance_ms(HALF_AN_HOUR_MS);
    assert_eq!(
        refusal("ttl", false),
        "ValidationException: Time to live has been modified multiple times within a fixed interval"
    );
    clock.advance_ms(60_000);
    target.ok("UpdateTimeToLive", set(&table, "ttl", false));
    assert_eq!(
        target.ok("DescribeTimeToLive", json!({"TableName": table})),
        json!({"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}})
    );
}

#[test]
fn a_bad_shape_is_refused() {
    let target = target();
    let table = target.hash_table();
    assert_eq!(
        target.refusal("UpdateTimeToLive", set(&table, "", true)),
        "ValidationException: 1 validation error detected: Value '' at 'timeToLiveSpecification.attributeName' failed to satisfy constraint: Member must have length greater than or equal to 1"
    );
    assert_eq!(
        target.refusal("UpdateTimeToLive", json!({"TableName": table})),
        "ValidationException: 1 validation error detected: Value null at 'timeToLiveSpecification' failed to satisfy constraint: Member must not be null"
    );
    assert_eq!(
        target.refusal("UpdateTimeToLive", json!({"TimeToLiveSpecification": {}})),
        "ValidationException: The parameter 'TableName' is required but was not present in the request"
    );
    assert_eq!(
        target.refusal("UpdateTimeToLive", set("none", "ttl", true)),
        "ResourceNotFoundException: Requested resource not found: Table: none not found"
    );
    // A deserialiser's boolean (public Alternator suite).
    let dog = json!({
        "TableName": table,
        "TimeToLiveSpecification": {"AttributeName": "ttl", "Enabled": "dog"},
    });
    assert!(
        target
            .refusal("UpdateTimeToLive", dog)
            .starts_with("SerializationException")
    );
}
