//! UpdateTable.

use serde_json::{Value, json};

use ruststack::Clock;

use super::tables::{Target, n, s, target, target_at};

fn provisioned(target: &super::tables::Target, read: i64) -> String {
    let name = super::tables::unique_name();
    target.ok(
        "CreateTable",
        json!({
            "TableName": name, "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "ProvisionedThroughput": {"ReadCapacityUnits": read, "WriteCapacityUnits": 5},
        }),
    );
    name
}

#[test]
fn throughput_changes_at_once() {
    let target = target();
    let table = provisioned(&target, 5);
    let update = |read: i64, write: i64| {
        json!({
            "TableName": table,
            "ProvisionedThroughput": {"ReadCapacityUnits": read, "WriteCapacityUnits": write},
        })
    };
    let answer = target.ok("UpdateTable", update(10, 3));
    let updating = &answer["TableDescription"];
    assert_eq!(updating["TableStatus"], "UPDATING");
    // Recorded in the public dynalite suite: the answer tells of the units that there still are.
    assert_eq!(updating["ProvisionedThroughput"]["ReadCapacityUnits"], 5);
    let described = target.ok("DescribeTable", json!({"TableName": table}))["Table"].take();
    assert_eq!(described["TableStatus"], "ACTIVE");
    let throughput = &described["ProvisionedThroughput"];
    assert_eq!(throughput["ReadCapacityUnits"], 10);
    assert_eq!(throughput["NumberOfDecreasesToday"], 1);
    // Recorded in us-east-1, 2026.
    assert_eq!(
        target.refusal("UpdateTable", update(10, 3)),
        "ValidationException: The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: 10. Requested ReadCapacityUnits: 10. Current WriteCapacityUnits provisioned for the table: 3. Requested WriteCapacityUnits: 3. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
    );
}

#[test]
fn the_billing_mode_changes_both_ways() {
    let target = target();
    let table = provisioned(&target, 5);
    let describe = || target.ok("DescribeTable", json!({"TableName": table}))["Table"].take();
    target.ok(
        "UpdateTable",
        json!({"TableName": table, "BillingMode": "PAY_PER_REQUEST"}),
    );
    let on_demand = describe();
    assert_eq!(
        on_demand["BillingModeSummary"]["BillingMode"],
        "PAY_PER_REQUEST"
    );
    assert_eq!(on_demand["ProvisionedThroughput"]["ReadCapacityUnits"], 0);
    assert_eq!(
        target.refusal(
            "UpdateTable",
            json!({"TableName": table, "BillingMode": "PROVISIONED"})
        ),
        "ValidationException: One or more parameter values were invalid: ProvisionedThroughput must be specified when BillingMode is PROVISIONED"
    );
    target.ok(
        "UpdateTable",
        json!({
            "TableName": table, "BillingMode": "PROVISIONED",
            "ProvisionedThroughput": {"ReadCapacityUnits": 7, "WriteCapacityUnits": 8},
        }),
    );
    let provisioned = describe();
    assert_eq!(
        provisioned["BillingModeSummary"]["BillingMode"],
        "PROVISIONED"
    );
    assert_eq!(provisioned["ProvisionedThroughput"]["ReadCapacityUnits"], 7);
}

fn new_index(name: &str, attribute: &str, kind: &str) -> Value {
    json!({
        "AttributeDefinitions": [{"AttributeName": attribute, "AttributeType": kind}],
        "GlobalSecondaryIndexUpdates": [{"Create": {
            "IndexName": name, "KeySchema": [{"AttributeName": attribute, "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }}],
    })
}

// Public suites: items whose attribute is of another type stay out.
#[test]
fn a_new_index_holds_the_items_that_were_there() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("a"), "g": s("x")}));
    target.put(&table, json!({"pk": s("b"), "g": n(1)}));
    target.put(&table, json!({"pk": s("c")}));
    let mut body = new_index("later", "g", "S");
    body["TableName"] = json!(table);
    let answer = target.ok("UpdateTable", body.clone())["TableDescription"].take();
    assert_eq!(answer["TableStatus"], "UPDATING");
    assert_eq!(
        answer["GlobalSecondaryIndexes"][0]["IndexStatus"],
        "CREATING"
    );
    let described = target.ok("DescribeTable", json!({"TableName": table}))["Table"].take();
    assert_eq!(
        described["GlobalSecondaryIndexes"][0]["IndexStatus"],
        "ACTIVE"
    );
    assert_eq!(
        described["AttributeDefinitions"].as_array().unwrap().len(),
        2
    );
    let found = target.ok("Scan", json!({"TableName": table, "IndexName": "later"}));
    assert_eq!(found["Items"], json!([{"pk": s("a"), "g": s("x")}]));
    target.put(&table, json!({"pk": s("d"), "g": s("y")}));
    let found = target.ok("Scan", json!({"TableName": table, "IndexName": "later"}));
    assert_eq!(found["Count"], 2);
    assert_eq!(
        target.refusal("UpdateTable", body),
        "ValidationException: Attempting to create an index which already exists"
    );
}

// Developer Guide, "Managing Global Secondary Indexes": what is written during the backfill is in the
// index when it is there.
#[test]
fn items_written_while_an_index_is_made_are_in_it() {
    let target = target();
    let table = target.hash_table();
    let key = |number: u32| format!("{}", number % 500);
    let item = |number: u32| json!({"pk": s(&key(number)), "g": s(&format!("g{}", number % 7))});
    for first in (0..500).step_by(25) {
        let puts: Vec<_> = (first..first + 25)
            .map(|number| json!({"PutRequest": {"Item": item(number)}}))
            .collect();
        target.ok("BatchWriteItem", json!({"RequestItems": {&table: puts}}));
    }
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 0;
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                number += 11;
                match number % 3 {
                    0 => {
                        let key = json!({"pk": s(&key(number))});
                        target.ok("DeleteItem", json!({"TableName": table, "Key": key}));
                    }
                    _ => target.put(&table, item(number)),
                }
            }
        });
        for index in ["one", "two", "three"] {
            let mut body = new_index(index, "g", "S");
            body["TableName"] = json!(table);
            target.ok("UpdateTable", body);
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    let scan = |more: Value| {
        let mut request = json!({"TableName": table});
        request
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let items = target.ok("Scan", request)["Items"].take();
        let mut items: Vec<_> = items
            .as_array()
            .unwrap()
            .iter()
            .map(Value::to_string)
            .collect();
        items.sort();
        items
    };
    let all = scan(json!({}));
    for index in ["one", "two", "three"] {
        assert_eq!(scan(json!({"IndexName": index})), all);
    }
}

#[test]
fn an_index_is_removed_with_its_definition() {
    let target = target();
    let table = target.indexed_table();
    let answer = target.ok(
        "UpdateTable",
        json!({"TableName": table, "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "some"}}]}),
    );
    let indexes = answer["TableDescription"]["GlobalSecondaryIndexes"]
        .as_array()
        .unwrap();
    let status = |name: &str| {
        let index = indexes.iter().find(|own| own["IndexName"] == name).unwrap();
        index["IndexStatus"].clone()
    };
    assert_eq!(
        (status("some"), status("all")),
        (json!("DELETING"), json!("ACTIVE"))
    );
    let described = target.ok("DescribeTable", json!({"TableName": table}))["Table"].take();
    assert_eq!(
        described["GlobalSecondaryIndexes"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let definitions = described["AttributeDefinitions"].to_string();
    assert!(!definitions.contains("\"n\""), "{definitions}");
    // The other indexes still answer.
    target.put(
        &table,
        json!({"pk": s("a"), "sk": s("b"), "g": s("x"), "h": s("y"), "l": s("z")}),
    );
    for index in ["all", "keys", "local"] {
        let found = target.ok("Scan", json!({"TableName": table, "IndexName": index}));
        assert_eq!(found["Count"], 1, "{index}");
    }
}

#[test]
fn one_index_is_made_or_removed_at_a_time() {
    let target = target();
    let table = target.indexed_table();
    assert_eq!(
        target.refusal(
            "UpdateTable",
            json!({"TableName": table, "GlobalSecondaryIndexUpdates": [
                {"Delete": {"IndexName": "some"}}, {"Delete": {"IndexName": "keys"}},
            ]})
        ),
        "LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table"
    );
    assert_eq!(
        target.refusal(
            "UpdateTable",
            json!({"TableName": table, "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "local"}}]})
        ),
        "ValidationException: Cannot delete an index that is not a GlobalSecondaryIndex: local"
    );
}

// Recorded in us-east-1, 2026.
#[test]
fn a_request_has_to_change_something_and_some_changes_come_alone() {
    let target = target();
    let table = target.hash_table();
    let refusal = |more: Value| {
        let mut body = json!({"TableName": table});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let message = target.refusal("UpdateTable", body);
        message
            .strip_prefix("ValidationException: ")
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        refusal(json!({})),
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required"
    );
    assert_eq!(
        refusal(json!({"SSESpecification": {"Enabled": true}, "DeletionProtectionEnabled": true})),
        "One or more parameter values were invalid: Server-Side Encryption modification must be the only operation in the request"
    );
    assert_eq!(
        refusal(
            json!({"ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}})
        ),
        "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
    );
    assert_eq!(
        refusal(json!({"StreamSpecification": {"StreamEnabled": false}})),
        format!("Table has no stream to disable: TableName: {table}")
    );
    assert_eq!(
        target.refusal(
            "UpdateTable",
            json!({"TableName": "none", "BillingMode": "PAY_PER_REQUEST"})
        ),
        "ResourceNotFoundException: Requested resource not found: Table: none not found"
    );
}

#[test]
fn a_stream_is_enabled_and_disabled() {
    let target = target();
    let table = target.hash_table();
    let enable = json!({
        "TableName": table,
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"},
    });
    let answer = target.ok("UpdateTable", enable.clone())["TableDescription"].take();
    assert_eq!(answer["StreamSpecification"]["StreamViewType"], "KEYS_ONLY");
    assert_eq!(
        target.refusal("UpdateTable", enable),
        format!("ValidationException: Table already has an enabled stream: TableName: {table}")
    );
    target.ok(
        "UpdateTable",
        json!({"TableName": table, "StreamSpecification": {"StreamEnabled": false}}),
    );
    let described = target.ok("DescribeTable", json!({"TableName": table}))["Table"].take();
    assert_eq!(described.get("StreamSpecification"), None);
    assert_eq!(described["LatestStreamArn"], answer["LatestStreamArn"]);
}

// Recorded (public catalogue of AWS's control plane, 2026).
#[test]
fn warm_throughput_only_grows_and_comes_alone() {
    let target = target();
    let table = target.hash_table();
    let change = |more: Value| {
        let mut body = json!({"TableName": table});
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    };
    let warm = |read: i64| json!({"WarmThroughput": {"ReadUnitsPerSecond": read}});
    target.ok("UpdateTable", change(warm(13_000)));
    target.ok("UpdateTable", change(warm(13_000)));
    let described = target.ok("DescribeTable", json!({"TableName": table}));
    assert_eq!(
        described["Table"]["WarmThroughput"],
        json!({"ReadUnitsPerSecond": 13_000, "WriteUnitsPerSecond": 4_000, "Status": "ACTIVE"})
    );
    let refused = |more| target.refusal("UpdateTable", change(more));
    let invalid = "ValidationException: One or more parameter values were invalid: ";
    assert_eq!(
        refused(warm(12_999)),
        format!(
            "{invalid}Requested ReadUnitsPerSecond for WarmThroughput for table is lower than current WarmThroughput, decreasing WarmThroughput is not supported"
        )
    );
    let with = |mut more: Value, name: &str, value: Value| {
        more[name] = value;
        refused(more)
    };
    let limits = json!({"MaxReadRequestUnits": 1});
    let stream = json!({"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"});
    assert_eq!(
        with(warm(14_000), "StreamSpecification", stream.clone()),
        format!("{invalid}WarmThroughput must be the only operation in the request")
    );
    assert_eq!(
        with(
            json!({"OnDemandThroughput": limits}),
            "StreamSpecification",
            stream
        ),
        format!(
            "{invalid}OnDemandThroughput can only be combined with BillingMode in an UpdateTable request"
        )
    );
    // Without members it is as if it were not there.
    target.ok(
        "UpdateTable",
        change(json!({"WarmThroughput": {}, "DeletionProtectionEnabled": false})),
    );
    target.ok(
        "UpdateTable",
        change(json!({"OnDemandThroughput": {"MaxReadRequestUnits": -1}})),
    );
}

fn units(target: &Target, table: &str, read: i64, write: i64) -> String {
    let sent = json!({
        "TableName": table,
        "ProvisionedThroughput": {"ReadCapacityUnits": read, "WriteCapacityUnits": write},
    });
    let reply = target.send("UpdateTable", sent);
    match reply.status {
        200 => String::new(),
        _ => super::tables::error_of(&reply),
    }
}

// Recorded in us-west-2, October 2026: four decreases of a UTC day need no wait, each further one
// waits for an hour or for midnight, and both capacities in one request are one decrease.
#[test]
fn the_fifth_decrease_of_a_day_has_to_wait() {
    // Thursday, October 8, 2026, 23:20:48 UTC.
    let clock = Clock::frozen(1_791_501_648_000);
    let target = target_at(&clock);
    let table = provisioned(&target, 10);
    for read in [9, 8, 7, 6] {
        assert_eq!(units(&target, &table, read, read - 5), "");
    }
    let today = || {
        let described = target.ok("DescribeTable", json!({"TableName": table}));
        described["Table"]["ProvisionedThroughput"]["NumberOfDecreasesToday"].clone()
    };
    assert_eq!(today(), 4);
    assert_eq!(
        units(&target, &table, 5, 20),
        "LimitExceededException: Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the first 4 decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. Number of decreases today: 4. Last decrease at Thursday, October 8, 2026 at 11:20:48 PM Coordinated Universal Time. Next decrease can be made at Friday, October 9, 2026 at 12:00:00 AM Coordinated Universal Time"
    );
    assert_eq!(units(&target, &table, 20, 20), "");
    clock.advance_ms(39 * 60_000 + 12_000);
    assert_eq!(today(), 0);
    for read in [19, 18, 17, 16] {
        assert_eq!(units(&target, &table, read, 20), "");
    }
    clock.advance_ms(3_600_000 - 1);
    assert!(units(&target, &table, 15, 20).contains("at 1:00:00 AM Coordinated"));
    clock.advance_ms(1);
    assert_eq!(units(&target, &table, 15, 20), "");
    assert_eq!(today(), 5);
}

// Recorded in us-east-1 and us-west-2, October 2026.
#[test]
fn a_class_changes_twice_in_thirty_days() {
    let clock = Clock::frozen(1_791_501_648_000);
    let target = target_at(&clock);
    let table = target.hash_table();
    let change = |class: &str| json!({"TableName": table, "TableClass": class});
    let (standard, infrequent) = ("STANDARD", "STANDARD_INFREQUENT_ACCESS");
    target.ok("UpdateTable", change(standard));
    let answer = target.ok("UpdateTable", change(infrequent));
    // The class that there still is.
    assert_eq!(
        answer["TableDescription"]["TableClassSummary"]["TableClass"],
        standard
    );
    target.ok("UpdateTable", change(standard));
    let spent = "LimitExceededException: Subscriber limit exceeded: Updates to TableClass are limited to 2 times in 30 day(s).";
    assert_eq!(target.refusal("UpdateTable", change(infrequent)), spent);
    assert_eq!(target.refusal("UpdateTable", change(standard)), spent);
    clock.advance_ms(30 * 24 * 3_600_000);
    target.ok("UpdateTable", change(infrequent));
}

// Recorded in us-west-2, October 2026: the window begins with the first change.
#[test]
fn encryption_changes_four_times_a_day_and_then_every_six_hours() {
    let clock = Clock::frozen(1_791_501_180_402);
    let target = target_at(&clock);
    let table = target.hash_table();
    let change =
        |enabled: bool| json!({"TableName": table, "SSESpecification": {"Enabled": enabled}});
    for enabled in [true, false, true, false] {
        target.ok("UpdateTable", change(enabled));
    }
    clock.advance_ms(1000);
    assert_eq!(
        target.refusal("UpdateTable", change(false)),
        "LimitExceededException: Subscriber limit exceeded: Encryption mode changes are limited in the 24h window ending at 2026-10-09T23:13:00.402Z. After the first 4 change, each subsequent change in the same window can be performed at most once every 21600 seconds. Number of updates today: 4. Last change at 2026-10-08T23:13:00.402Z. Next changes can be made at 2026-10-09T05:13:00.402Z."
    );
    clock.advance_ms(6 * 3_600_000);
    target.ok("UpdateTable", change(true));
    assert!(
        target
            .refusal("UpdateTable", change(false))
            .contains("today: 5")
    );
    clock.advance_ms(24 * 3_600_000);
    for enabled in [false, true] {
        target.ok("UpdateTable", change(enabled));
    }
}

// Recorded in us-west-2, October 2026: members that were not sent stay, -1 is told and takes one away.
#[test]
fn limits_on_demand_change_one_by_one() {
    let target = target();
    let table = target.hash_table();
    let limits = |limits: Value| {
        let sent = json!({"TableName": table, "OnDemandThroughput": limits});
        let answer = target.ok("UpdateTable", sent);
        let described = target.ok("DescribeTable", json!({"TableName": table}));
        let of = |description: &Value| description["OnDemandThroughput"].clone();
        (of(&answer["TableDescription"]), of(&described["Table"]))
    };
    let both = json!({"MaxReadRequestUnits": 1000, "MaxWriteRequestUnits": 500});
    assert_eq!(limits(both.clone()), (both.clone(), both));
    let read = json!({"MaxReadRequestUnits": 2000});
    let merged = json!({"MaxReadRequestUnits": 2000, "MaxWriteRequestUnits": 500});
    assert_eq!(limits(read).1, merged);
    let (told, left) = limits(json!({"MaxReadRequestUnits": -1}));
    assert_eq!(told["MaxReadRequestUnits"], -1);
    assert_eq!(left, json!({"MaxWriteRequestUnits": 500}));
    let (told, left) = limits(json!({"MaxWriteRequestUnits": -1}));
    assert_eq!(told, json!({"MaxWriteRequestUnits": -1}));
    assert_eq!(left, Value::Null);
    // As DescribeLimits tells it.
    let most = json!({"TableName": table, "OnDemandThroughput": {"MaxReadRequestUnits": 40_001}});
    assert_eq!(
        target.refusal("UpdateTable", most),
        "LimitExceededException: Subscriber limit exceeded: Requested MaxReadRequestUnits for OnDemandThroughput for table exceeds TableMaxReadCapacityUnits of the account in region us-east-1"
    );
}

// Recorded in us-west-2, October 2026.
#[test]
fn what_was_provisioned_once_stays_warm() {
    let target = target();
    let table = provisioned(&target, 5);
    let warm = || {
        let described = target.ok("DescribeTable", json!({"TableName": table}));
        let warm = &described["Table"]["WarmThroughput"];
        (
            warm["ReadUnitsPerSecond"].clone(),
            warm["WriteUnitsPerSecond"].clone(),
        )
    };
    assert_eq!(units(&target, &table, 7, 4), "");
    assert_eq!(warm(), (json!(7), json!(5)));
    assert_eq!(units(&target, &table, 1, 1), "");
    assert_eq!(warm(), (json!(7), json!(5)));
    assert_eq!(
        units(&target, &table, 40_001, 1),
        "LimitExceededException: The requested ReadCapacityUnits, 40001, is above the per table maximum for the account in us-east-1. Per table maximum: 40000. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
    );
    for change in [
        json!({"TableName": table, "BillingMode": "PAY_PER_REQUEST"}),
        json!({
            "TableName": table, "BillingMode": "PROVISIONED",
            "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
        }),
    ] {
        target.ok("UpdateTable", change);
        assert_eq!(warm(), (json!(12_000), json!(4_000)));
    }
}
