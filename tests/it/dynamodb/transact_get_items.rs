//! TransactGetItems.

use serde_json::{Value, json};

use super::tables::{Target, n, s, target};

fn get(table: &str, key: Value) -> Value {
    json!({"Get": {"TableName": table, "Key": key}})
}

fn refusal(target: &Target, items: Value) -> String {
    target.refusal("TransactGetItems", json!({"TransactItems": items}))
}

// Parity Suite, transactGet.test.ts; localstack's recorded answers for ARNs (2026-01-08).
#[test]
fn items_of_several_tables_come_in_the_order_of_the_request() {
    let target = target();
    let (first, second) = (target.hash_table(), target.range_table("N"));
    target.put(&first, json!({"pk": s("a"), "x": n(1), "y": n(2)}));
    target.put(&second, json!({"pk": s("b"), "sk": n(7)}));
    let arn = format!("arn:aws:dynamodb:us-east-1:000000000000:table/{first}");
    let answer = target.ok(
        "TransactGetItems",
        json!({"TransactItems": [
            get(&second, json!({"pk": s("b"), "sk": n(7)})),
            get(&first, json!({"pk": s("none")})),
            {"Get": {
                "TableName": arn, "Key": {"pk": s("a")}, "ProjectionExpression": "#x",
                "ExpressionAttributeNames": {"#x": "x"},
            }},
        ]}),
    );
    assert_eq!(
        answer,
        json!({"Responses": [
            {"Item": {"pk": s("b"), "sk": n(7)}}, {}, {"Item": {"x": n(1)}},
        ]})
    );
}

// dynoxide's changelog, confirmed by the conformance suite on AWS.
#[test]
fn a_projection_that_picks_nothing_leaves_out_the_item() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("a")}));
    let answer = target.ok(
        "TransactGetItems",
        json!({"TransactItems": [
            {"Get": {"TableName": table, "Key": {"pk": s("a")}, "ProjectionExpression": "z"}},
        ]}),
    );
    assert_eq!(answer, json!({"Responses": [{}]}));
}

// Developer Guide, "Amazon DynamoDB Transactions": two reads of each item, a missing one included.
#[test]
fn every_item_costs_two_reads() {
    let target = target();
    let (first, second) = (target.hash_table(), target.hash_table());
    target.put(&first, json!({"pk": s("a"), "x": s(&"x".repeat(4096))}));
    let items = json!([
        get(&first, json!({"pk": s("a")})),
        get(&second, json!({"pk": s("none")})),
        get(&first, json!({"pk": s("none")})),
    ]);
    let ask = |capacity: &str| {
        let request = json!({"TransactItems": items, "ReturnConsumedCapacity": capacity});
        target.ok("TransactGetItems", request)["ConsumedCapacity"].take()
    };
    assert_eq!(ask("NONE"), Value::Null);
    assert_eq!(
        ask("TOTAL"),
        json!([
            {"TableName": first, "CapacityUnits": 6.0, "ReadCapacityUnits": 6.0},
            {"TableName": second, "CapacityUnits": 2.0, "ReadCapacityUnits": 2.0},
        ])
    );
    assert_eq!(
        ask("INDEXES")[0]["Table"],
        json!({"CapacityUnits": 6.0, "ReadCapacityUnits": 6.0})
    );
}

// Parity Suite, transactGetItems error messages.
#[test]
fn a_bad_request_is_refused_as_a_whole() {
    let target = target();
    let table = target.hash_table();
    let key = || json!({"pk": s("a")});
    assert_eq!(
        refusal(&target, json!([])),
        "ValidationException: 1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1"
    );
    let many: Vec<_> = (0..101)
        .map(|at| get(&table, json!({"pk": s(&at.to_string())})))
        .collect();
    let message = refusal(&target, json!(many));
    assert!(
        message.starts_with("ValidationException: 1 validation error detected: Value '[com.")
            && message.ends_with("]' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100"),
        "{message}"
    );
    assert_eq!(
        refusal(&target, json!([{}, {"Get": {"TableName": "a!"}}])),
        "ValidationException: 3 validation errors detected: \
         Value null at 'transactItems.1.member.get' failed to satisfy constraint: Member must not be null; \
         Value null at 'transactItems.2.member.get.key' failed to satisfy constraint: Member must not be null; \
         Value 'a!' at 'transactItems.2.member.get.tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
    );
    assert_eq!(
        refusal(&target, json!([get("none", key())])),
        "ResourceNotFoundException: Requested resource not found"
    );
    assert_eq!(
        refusal(&target, json!([get(&table, key()), get(&table, key())])),
        "ValidationException: Transaction request cannot include multiple operations on one item"
    );
    let projecting = |expression: &str, names: Value| {
        refusal(
            &target,
            json!([{"Get": {
                "TableName": table, "Key": key(), "ProjectionExpression": expression,
                "ExpressionAttributeNames": names,
            }}]),
        )
    };
    assert_eq!(
        projecting("a", json!({"#qq": "b"})),
        "ValidationException: Value provided in ExpressionAttributeNames unused in expressions: keys: {#qq}"
    );
    assert_eq!(
        projecting("#zz", json!({"#qq": "b"})),
        "ValidationException: Invalid ProjectionExpression: An expression attribute name used in the document path is not defined; attribute name: #zz"
    );
}

// Parity Suite, transactGetItems error messages: keys are told through the reasons.
#[test]
fn a_key_that_does_not_fit_cancels_the_transaction() {
    let target = target();
    let table = target.hash_table();
    let reply = target.send(
        "TransactGetItems",
        json!({"TransactItems": [
            get(&table, json!({"pk": s("a")})),
            get(&table, json!({"other": s("a")})),
        ]}),
    );
    assert_eq!(reply.status, 400);
    assert_eq!(
        reply.json(),
        json!({
            "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ValidationError]",
            "CancellationReasons": [
                {"Code": "None"},
                {
                    "Code": "ValidationError",
                    "Message": "The provided key element does not match the schema",
                },
            ],
        })
    );
}

// "TransactGetItems", API reference: 4 MB at most.
#[test]
fn items_of_more_than_4_mb_are_too_many() {
    let target = target();
    let table = target.hash_table();
    let text = "x".repeat(400_000);
    let items: Vec<_> = (0..11)
        .map(|at| {
            let key = json!({"pk": s(&at.to_string())});
            target.put(&table, json!({"pk": s(&at.to_string()), "x": s(&text)}));
            get(&table, key)
        })
        .collect();
    let message = refusal(&target, json!(items));
    assert!(
        message.starts_with("ValidationException: Transaction payload size cannot exceed 4MB."),
        "{message}"
    );
    target.ok("TransactGetItems", json!({"TransactItems": items[..10]}));
}
