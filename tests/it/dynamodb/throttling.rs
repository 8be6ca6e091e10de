//! Limits on demand: what is beyond them is throttled (Developer Guide, "DynamoDB maximum throughput
//! for on-demand tables"; the words are those of its "throttling diagnosis framework").

use ruststack::Clock;
use serde_json::{Value, json};

use super::tables::{Target, s, target_at};

const THROTTLED: &str = "ThrottlingException: Throughput exceeds the maximum OnDemandThroughput configured on table or index";

/// A clock that stands still, and a table with a limit of two units of each kind in a second.
fn limited() -> (Clock, Target, String) {
    let clock = Clock::frozen(1_791_501_648_000);
    let target = target_at(&clock);
    let table = target.table(json!({
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "OnDemandThroughput": {"MaxReadRequestUnits": 2, "MaxWriteRequestUnits": 2},
    }));
    (clock, target, table)
}

fn put(table: &str, key: &str) -> Value {
    json!({"TableName": table, "Item": {"pk": s(key)}})
}

#[test]
fn reads_beyond_the_limit_of_a_second_are_throttled() {
    let (clock, target, table) = limited();
    let get = json!({"TableName": table, "Key": {"pk": s("a")}, "ConsistentRead": true});
    for _ in 0..2 {
        target.ok("GetItem", get.clone());
    }
    let reply = target.send("GetItem", get.clone());
    assert_eq!(reply.status, 400);
    let body = reply.json();
    assert_eq!(
        body["__type"],
        "com.amazon.coral.availability#ThrottlingException"
    );
    assert_eq!(
        body["throttlingReasons"],
        json!([{
            "reason": "TableReadMaxOnDemandThroughputExceeded",
            "resource": format!("arn:aws:dynamodb:us-east-1:000000000000:table/{table}"),
        }])
    );
    for (operation, body) in [
        ("Scan", json!({"TableName": table})),
        (
            "ExecuteStatement",
            json!({"Statement": format!("SELECT * FROM \"{table}\"")}),
        ),
        (
            "BatchGetItem",
            json!({"RequestItems": {&table: {"Keys": [{"pk": s("a")}]}}}),
        ),
    ] {
        assert_eq!(target.refusal(operation, body), THROTTLED);
    }
    clock.advance_ms(500);
    target.ok("GetItem", get);
}

#[test]
fn writes_beyond_the_limit_of_a_second_change_nothing() {
    let (clock, target, table) = limited();
    for key in ["a", "b"] {
        target.ok("PutItem", put(&table, key));
    }
    assert_eq!(target.refusal("PutItem", put(&table, "c")), THROTTLED);
    let delete = json!({"TableName": table, "Key": {"pk": s("a")}});
    assert_eq!(target.refusal("DeleteItem", delete.clone()), THROTTLED);
    assert_eq!(target.refusal("UpdateItem", delete), THROTTLED);
    clock.advance_ms(1000);
    let scanned = target.ok("Scan", json!({"TableName": table}));
    assert_eq!(scanned["Count"], 2);
}

#[test]
fn a_batch_leaves_unprocessed_what_was_throttled() {
    let (clock, target, table) = limited();
    let writes = json!({"RequestItems": {&table: [
        {"PutRequest": {"Item": {"pk": s("a")}}},
        {"PutRequest": {"Item": {"pk": s("b")}}},
        {"DeleteRequest": {"Key": {"pk": s("c")}}},
    ]}});
    let answer = target.ok("BatchWriteItem", writes.clone());
    assert_eq!(
        answer["UnprocessedItems"],
        json!({&table: [{"DeleteRequest": {"Key": {"pk": s("c")}}}]})
    );
    assert_eq!(target.refusal("BatchWriteItem", writes), THROTTLED);
    clock.advance_ms(1000);
    let keys: Vec<_> = ["a", "b", "c"]
        .map(|key| json!({"pk": s(key)}))
        .into_iter()
        .collect();
    let gets = json!({"RequestItems": {&table: {"Keys": keys, "ConsistentRead": true}}});
    let answer = target.ok("BatchGetItem", gets);
    assert_eq!(answer["Responses"][&table].as_array().unwrap().len(), 2);
    assert_eq!(
        answer["UnprocessedKeys"],
        json!({&table: {"Keys": [{"pk": s("c")}], "ConsistentRead": true}})
    );
}

#[test]
fn a_transaction_is_cancelled_by_a_limit() {
    let (clock, target, table) = limited();
    let puts = |keys: [&str; 2]| {
        let actions = keys.map(|key| json!({"Put": put(&table, key)}));
        json!({"TransactItems": actions})
    };
    let reply = target.send("TransactWriteItems", puts(["a", "b"]));
    // A transaction pays twice for each action.
    assert_eq!(
        reply.json()["CancellationReasons"],
        json!([
            {"Code": "None"},
            {
                "Code": "ThrottlingError",
                "Message": "Throughput exceeds the maximum OnDemandThroughput configured on table or index",
            },
        ])
    );
    clock.advance_ms(1000);
    assert_eq!(target.ok("Scan", json!({"TableName": table}))["Count"], 0);
}

#[test]
fn an_index_has_a_limit_of_its_own() {
    let clock = Clock::frozen(1_791_501_648_000);
    let target = target_at(&clock);
    let table = target.table(json!({
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "day", "AttributeType": "S"},
        ],
        "GlobalSecondaryIndexes": [{
            "IndexName": "by-day", "KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
            "OnDemandThroughput": {"MaxReadRequestUnits": 1, "MaxWriteRequestUnits": 1},
        }],
    }));
    let item = |key: &str| json!({"TableName": table, "Item": {"pk": s(key), "day": s("monday")}});
    target.ok("PutItem", item("a"));
    let reply = target.send("PutItem", item("b"));
    assert_eq!(
        reply.json()["throttlingReasons"],
        json!([{
            "reason": "IndexWriteMaxOnDemandThroughputExceeded",
            "resource": format!("arn:aws:dynamodb:us-east-1:000000000000:table/{table}/index/by-day"),
        }])
    );
    // What is not in the index is written.
    target.ok("PutItem", put(&table, "b"));
    let query = json!({
        "TableName": table, "IndexName": "by-day", "KeyConditionExpression": "#d = :d",
        "ExpressionAttributeNames": {"#d": "day"},
        "ExpressionAttributeValues": {":d": s("monday")},
    });
    for _ in 0..2 {
        target.ok("Query", query.clone());
    }
    assert_eq!(target.refusal("Query", query), THROTTLED);
}
