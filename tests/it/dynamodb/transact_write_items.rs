//! TransactWriteItems.

use ruststack::Clock;
use serde_json::{Value, json};

use super::tables::{Target, n, s, target, target_at};

fn put(table: &str, item: Value) -> Value {
    json!({"Put": {"TableName": table, "Item": item}})
}

/// Adds to an item's `n`.
fn add(table: &str, key: &str) -> Value {
    json!({"Update": {
        "TableName": table, "Key": {"pk": s(key)}, "UpdateExpression": "ADD n :one",
        "ExpressionAttributeValues": {":one": n(1)},
    }})
}

/// An action that needs its item to be there.
fn needing(mut action: Value) -> Value {
    let own = action.as_object_mut().unwrap().values_mut().next().unwrap();
    own["ConditionExpression"] = json!("attribute_exists(pk)");
    action
}

fn write(target: &Target, items: Value) {
    let answer = target.ok("TransactWriteItems", json!({"TransactItems": items}));
    assert_eq!(answer, json!({}));
}

fn refusal(target: &Target, items: Value) -> String {
    target.refusal("TransactWriteItems", json!({"TransactItems": items}))
}

/// The reasons of a transaction that has to be cancelled.
fn reasons(target: &Target, items: Value) -> Value {
    let reply = target.send("TransactWriteItems", json!({"TransactItems": items}));
    assert_eq!(reply.status, 400, "{}", reply.text());
    let mut body = reply.json();
    assert_eq!(
        body["__type"],
        "com.amazonaws.dynamodb.v20120810#TransactionCanceledException"
    );
    let reasons = body["CancellationReasons"].take();
    let codes: Vec<_> = reasons
        .as_array()
        .unwrap()
        .iter()
        .map(|reason| reason["Code"].as_str().unwrap())
        .collect();
    assert_eq!(
        body["Message"],
        format!(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
            codes.join(", ")
        )
    );
    reasons
}

// Parity Suite, transactWrite.test.ts.
#[test]
fn all_actions_are_made_in_all_tables() {
    let target = target();
    let (first, second) = (target.hash_table(), target.indexed_table());
    target.put(&first, json!({"pk": s("there"), "n": n(1)}));
    target.put(&first, json!({"pk": s("gone")}));
    target.put(&first, json!({"pk": s("checked")}));
    let arn = format!("arn:aws:dynamodb:us-east-1:000000000000:table/{first}");
    write(
        &target,
        json!([
            put(&second, json!({"pk": s("p"), "sk": s("q"), "g": s("x"), "h": s("y")})),
            add(&first, "there"),
            add(&arn, "new"),
            {"Delete": {"TableName": first, "Key": {"pk": s("gone")}}},
            needing(json!({"ConditionCheck": {"TableName": first, "Key": {"pk": s("checked")}}})),
        ]),
    );
    let get = |key: &str| target.get(&first, json!({"pk": s(key)}));
    assert_eq!(get("there")["n"], n(2));
    assert_eq!(get("new")["n"], n(1));
    assert_eq!(get("gone"), Value::Null);
    assert_eq!(get("checked"), json!({"pk": s("checked")}));
    let found = target.ok(
        "Query",
        json!({
            "TableName": second, "IndexName": "all", "KeyConditionExpression": "g = :g",
            "ExpressionAttributeValues": {":g": s("x")},
        }),
    );
    assert_eq!(found["Count"], 1);
}

// Parity Suite, transactWriteItems error messages; scylladb's test_transact.py, which passes on AWS.
#[test]
fn every_failed_condition_is_a_reason_in_its_place_and_nothing_is_written() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("a"), "n": n(1)}));
    let mut shown = needing(put(&table, json!({"pk": s("a"), "x": n(2)})));
    shown["Put"]["ConditionExpression"] = json!("attribute_not_exists(pk)");
    shown["Put"]["ReturnValuesOnConditionCheckFailure"] = json!("ALL_OLD");
    assert_eq!(
        reasons(
            &target,
            json!([
                put(&table, json!({"pk": s("new")})),
                shown,
                needing(add(&table, "none")),
                needing(json!({"ConditionCheck": {"TableName": table, "Key": {"pk": s("no")}}})),
            ])
        ),
        json!([
            {"Code": "None"},
            {
                "Code": "ConditionalCheckFailed", "Message": "The conditional request failed",
                "Item": {"pk": s("a"), "n": n(1)},
            },
            {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"},
            {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"},
        ])
    );
    assert_eq!(target.get(&table, json!({"pk": s("new")})), Value::Null);
    assert_eq!(target.get(&table, json!({"pk": s("a")}))["n"], n(1));
}

// scylladb's test_transact.py: after the first action that does not fit, nothing else is looked at.
#[test]
fn the_first_action_that_does_not_fit_its_table_is_the_only_reason() {
    let target = target();
    let table = target.hash_table();
    assert_eq!(
        reasons(
            &target,
            json!([
                put(&table, json!({"pk": n(7)})),
                put(&table, json!({"pk": n(8)})),
                needing(put(&table, json!({"pk": s("none")}))),
            ])
        ),
        json!([
            {
                "Code": "ValidationError",
                "Message": "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N",
            },
            {"Code": "None"},
            {"Code": "None"},
        ])
    );
    let mut own_key = add(&table, "a");
    own_key["Update"]["UpdateExpression"] = json!("SET pk = :one");
    for (action, message) in [
        (
            json!({"Delete": {"TableName": table, "Key": {"other": s("a")}}}),
            "The provided key element does not match the schema",
        ),
        (
            own_key,
            "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key",
        ),
    ] {
        assert_eq!(
            reasons(&target, json!([action])),
            json!([{"Code": "ValidationError", "Message": message}])
        );
    }
}

// dynoxide's changelog, captured in eu-west-2: what depends on the stored item is a reason.
#[test]
fn an_update_that_cannot_be_made_of_its_item_is_a_reason() {
    let target = target();
    let table = target.hash_table();
    target.put(
        &table,
        json!({"pk": s("a"), "n": s("text"), "l": {"L": [s(&"x".repeat(300_000))]}}),
    );
    let wrong = reasons(&target, json!([add(&table, "a")]));
    assert_eq!(wrong[0]["Code"], "ValidationError");
    let grown = json!({"Update": {
        "TableName": table, "Key": {"pk": s("a")}, "UpdateExpression": "SET x = :x",
        "ExpressionAttributeValues": {":x": s(&"x".repeat(200_000))},
    }});
    assert_eq!(
        reasons(&target, json!([grown])),
        json!([{
            "Code": "ValidationError",
            "Message": "Item size to update has exceeded the maximum allowed size",
        }])
    );
}

// dynoxide's changelog, captured in four regions, and scylladb's test_transact.py.
#[test]
fn what_is_wrong_with_the_request_is_told_as_a_whole() {
    let target = target();
    let table = target.indexed_table();
    let hash = target.hash_table();
    let with = |member: &str, value: Value| {
        let mut action = add(&hash, "a");
        action["Update"][member] = value;
        refusal(&target, json!([put(&hash, json!({"pk": s("b")})), action]))
    };
    assert_eq!(
        with("UpdateExpression", json!("ADD n :one, #xyz :one")),
        "ValidationException: Invalid UpdateExpression: An expression attribute name used in the document path is not defined; attribute name: #xyz"
    );
    assert_eq!(
        with("ConditionExpression", json!("n = :xyz")),
        "ValidationException: Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :xyz"
    );
    assert_eq!(
        with("ExpressionAttributeNames", json!({"#xyz": "n"})),
        "ValidationException: Value provided in ExpressionAttributeNames unused in expressions: keys: {#xyz}"
    );
    assert_eq!(
        with("ExpressionAttributeValues", json!({":one": {"N": "x"}})),
        "ValidationException: ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: x for key :one"
    );
    assert_eq!(
        with("TableName", json!("a!")),
        "ValidationException: 1 validation error detected: Value 'a!' at 'transactItems.2.member.update.tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
    );
    assert_eq!(
        refusal(&target, json!([add(&hash, "")])),
        "ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"
    );
    assert_eq!(
        refusal(
            &target,
            json!([put(&table, json!({"pk": s("a"), "sk": s("b"), "g": s("")}))])
        ),
        "ValidationException: One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: all, IndexKey: g"
    );
    assert_eq!(
        refusal(
            &target,
            json!([put(
                &hash,
                json!({"pk": s("a"), "x": s(&"x".repeat(409_600))})
            )])
        ),
        "ValidationException: Item size has exceeded the maximum allowed size"
    );
    assert_eq!(
        refusal(&target, json!([put("none", json!({"pk": s("a")}))])),
        "ResourceNotFoundException: Requested resource not found"
    );
    assert_eq!(target.get(&hash, json!({"pk": s("b")})), Value::Null);
}

// Parity Suite, transactWriteItems error messages and limits; moto's recorded sentences for elements
// with no action and with several.
#[test]
fn actions_are_1_to_100_on_different_items() {
    let target = target();
    let table = target.hash_table();
    let puts = |count: usize| -> Vec<_> {
        (0..count)
            .map(|at| put(&table, json!({"pk": s(&at.to_string())})))
            .collect()
    };
    assert_eq!(
        refusal(&target, json!([])),
        "ValidationException: 1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1"
    );
    assert_eq!(
        target.refusal("TransactWriteItems", json!({})),
        "ValidationException: 1 validation error detected: Value null at 'transactItems' failed to satisfy constraint: Member must not be null"
    );
    let message = refusal(&target, json!(puts(101)));
    assert!(
        message.ends_with("]' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100"),
        "{message}"
    );
    write(&target, json!(puts(100)));
    assert_eq!(
        refusal(
            &target,
            json!([
                put(&table, json!({"pk": s("a")})),
                needing(json!({"ConditionCheck": {"TableName": table, "Key": {"pk": s("a")}}})),
            ])
        ),
        "ValidationException: Transaction request cannot include multiple operations on one item"
    );
    assert_eq!(
        refusal(&target, json!([{}])),
        "ValidationException: Invalid Request: TransactWriteRequest should contain Delete or Put or Update request"
    );
    let mut both = put(&table, json!({"pk": s("a")}));
    both["Delete"] = json!({"TableName": table, "Key": {"pk": s("b")}});
    assert_eq!(
        refusal(&target, json!([both])),
        "ValidationException: TransactItems can only contain one of Check, Put, Update or Delete"
    );
}

#[test]
fn required_members_and_enumerations_are_constraints() {
    let target = target();
    assert_eq!(
        target.refusal(
            "TransactWriteItems",
            json!({
                "TransactItems": [
                    {"ConditionCheck": {"TableName": "t", "Key": {"pk": s("a")}}},
                    {"Update": {"TableName": "t", "Key": {"pk": s("a")}, "ReturnValuesOnConditionCheckFailure": "BAD"}},
                ],
                "ReturnConsumedCapacity": "X", "ClientRequestToken": "x".repeat(37),
            })
        ),
        format!(
            "ValidationException: 5 validation errors detected: \
             Value null at 'transactItems.1.member.conditionCheck.conditionExpression' failed to satisfy constraint: Member must not be null; \
             Value null at 'transactItems.2.member.update.updateExpression' failed to satisfy constraint: Member must not be null; \
             Value 'BAD' at 'transactItems.2.member.update.returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]; \
             Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; \
             Value '{}' at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36",
            "x".repeat(37)
        )
    );
    let reply = target.send("TransactWriteItems", json!({"TransactItems": "text"}));
    assert_eq!(
        super::tables::error_of(&reply),
        "SerializationException: Unexpected field type"
    );
}

// scylladb's test_transact.py: the request's size counts, not that of the stored items.
#[test]
fn a_request_has_at_most_4_mb_of_items() {
    let target = target();
    let table = target.hash_table();
    let text = "x".repeat(390_000);
    let puts: Vec<_> = (0..11)
        .map(|at| put(&table, json!({"pk": s(&at.to_string()), "x": s(&text)})))
        .collect();
    let message = refusal(&target, json!(puts));
    assert!(
        message.starts_with("ValidationException: Transaction payload size cannot exceed 4MB."),
        "{message}"
    );
    write(&target, json!(puts[..10]));
    write(&target, json!(puts[10..]));
    let deletes: Vec<_> = (0..11)
        .map(|at| json!({"Delete": {"TableName": table, "Key": {"pk": s(&at.to_string())}}}))
        .collect();
    write(&target, json!(deletes));
}

// dynoxide's captures of 2026-08-13 in eu-west-2: the table's arm is doubled, an index's is not.
#[test]
fn the_table_costs_double_and_its_indexes_do_not() {
    let target = target();
    let (table, other) = (target.indexed_table(), target.hash_table());
    target.put(&other, json!({"pk": s("a"), "x": s(&"x".repeat(1500))}));
    let request = |capacity: &str| {
        json!({
            "TransactItems": [
                put(&table, json!({"pk": s("a"), "sk": s("1"), "g": s("x"), "h": s("y"), "l": s("z")})),
                needing(json!({"ConditionCheck": {"TableName": other, "Key": {"pk": s("a")}}})),
            ],
            "ReturnConsumedCapacity": capacity, "ReturnItemCollectionMetrics": "SIZE",
        })
    };
    let answer = target.ok("TransactWriteItems", request("INDEXES"));
    let unit = json!({"CapacityUnits": 1.0, "WriteCapacityUnits": 1.0});
    assert_eq!(
        answer,
        json!({
            "ConsumedCapacity": [
                {
                    "TableName": table, "CapacityUnits": 5.0, "WriteCapacityUnits": 5.0,
                    "Table": {"CapacityUnits": 2.0, "WriteCapacityUnits": 2.0},
                    "GlobalSecondaryIndexes": {"all": unit, "keys": unit},
                    "LocalSecondaryIndexes": {"local": unit},
                },
                {
                    "TableName": other, "CapacityUnits": 4.0, "WriteCapacityUnits": 4.0,
                    "Table": {"CapacityUnits": 4.0, "WriteCapacityUnits": 4.0},
                },
            ],
            "ItemCollectionMetrics": {
                &table: [{"ItemCollectionKey": {"pk": s("a")}, "SizeEstimateRangeGB": [0.0, 1.0]}],
            },
        })
    );
    let total = target.ok("TransactWriteItems", request("TOTAL"));
    assert_eq!(
        total["ConsumedCapacity"][0],
        json!({"TableName": table, "CapacityUnits": 2.0, "WriteCapacityUnits": 2.0})
    );
}

/// A request under a token that adds one to an item, in the order of `members`.
fn tokened(table: &str, token: &str, key: &str) -> Value {
    json!({
        "TransactItems": [add(table, key)], "ClientRequestToken": token,
        "ReturnConsumedCapacity": "TOTAL",
    })
}

// "TransactWriteItems", API reference; dynoxide's captures for what a repetition costs.
#[test]
fn a_transaction_under_a_token_is_made_once_in_ten_minutes() {
    let clock = Clock::frozen(1_764_037_614_000);
    let target = target_at(&clock);
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("a"), "x": s(&"x".repeat(1500))}));
    let count = || target.get(&table, json!({"pk": s("a")}))["n"].clone();
    let made = |token: &str| {
        let mut answer = target.ok("TransactWriteItems", tokened(&table, token, "a"));
        answer["ConsumedCapacity"][0].take()
    };
    let writes = json!({"TableName": table, "CapacityUnits": 4.0, "WriteCapacityUnits": 4.0});
    let reads = json!({"TableName": table, "CapacityUnits": 2.0, "ReadCapacityUnits": 2.0});
    assert_eq!(made("token"), writes);
    clock.advance_ms(599_000);
    assert_eq!(made("token"), reads);
    assert_eq!(count(), n(1));
    let reply = target.send("TransactWriteItems", tokened(&table, "token", "b"));
    assert_eq!(
        reply.json(),
        json!({
            "__type": "com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException",
            "Message": "Request rejected because it was retried with a different payload but with an idempotent token that was already used.",
        })
    );
    assert_eq!(made("other token"), writes);
    assert_eq!(count(), n(2));
    clock.advance_ms(1_000);
    assert_eq!(made("token"), writes);
    assert_eq!(count(), n(3));
}

#[test]
fn a_cancelled_transaction_may_be_tried_again_under_its_token() {
    let target = target();
    let table = target.hash_table();
    let request = json!({
        "TransactItems": [needing(add(&table, "a"))], "ClientRequestToken": "token",
    });
    let refused = target.refusal("TransactWriteItems", request.clone());
    assert!(refused.starts_with("TransactionCanceledException"));
    target.put(&table, json!({"pk": s("a")}));
    target.ok("TransactWriteItems", request);
    assert_eq!(target.get(&table, json!({"pk": s("a")}))["n"], n(1));
}

// What a transaction writes to counts, however short the request is: it is answered elsewhere, and once.
#[test]
fn a_short_request_may_write_to_large_items() {
    let target = target();
    let table = target.hash_table();
    let large = "x".repeat(300_000);
    for pk in ["a", "b"] {
        target.put(&table, json!({"pk": s(pk), "text": s(&large)}));
    }
    let update = |pk: &str| {
        json!({"Update": {
            "TableName": table, "Key": {"pk": s(pk)},
            "UpdateExpression": "ADD hits :one",
            "ExpressionAttributeValues": {":one": n(1)},
        }})
    };
    let request = json!({"ClientRequestToken": "t", "TransactItems": [update("a"), update("b")]});
    for _ in 0..2 {
        target.ok("TransactWriteItems", request.clone());
    }
    let set =
        |pk: &str| json!({"Statement": format!("UPDATE \"{table}\" SET b = 2 WHERE pk = '{pk}'")});
    let request = json!({"ClientRequestToken": "t", "TransactStatements": [set("a"), set("b")]});
    for _ in 0..2 {
        target.ok("ExecuteTransaction", request.clone());
    }
    for item in target.scanned(&table) {
        assert_eq!((&item["hits"], &item["b"]), (&n(1), &n(2)));
    }
}
