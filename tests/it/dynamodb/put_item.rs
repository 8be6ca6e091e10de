//! PutItem.

use serde_json::{Value, json};

use super::tables::{error_of, n, s, target};

#[test]
fn an_item_replaces_the_one_of_its_key() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("a"), "old": n(1)}));
    let answer = target.ok(
        "PutItem",
        json!({"TableName": table, "Item": {"pk": s("a"), "new": n(2)}, "ReturnValues": "ALL_OLD"}),
    );
    assert_eq!(answer, json!({"Attributes": {"pk": s("a"), "old": n(1)}}));
    assert_eq!(
        target.get(&table, json!({"pk": s("a")})),
        json!({"pk": s("a"), "new": n(2)})
    );
}

#[test]
fn the_first_item_of_a_key_has_no_old_attributes() {
    let target = target();
    let table = target.hash_table();
    let request = json!({"TableName": table, "Item": {"pk": s("a")}, "ReturnValues": "ALL_OLD"});
    assert_eq!(target.ok("PutItem", request), json!({}));
}

#[test]
fn a_condition_is_asked_of_the_stored_item() {
    let target = target();
    let table = target.hash_table();
    let put = |condition: &str, value: i32| {
        target.send(
            "PutItem",
            json!({
                "TableName": table, "Item": {"pk": s("a"), "n": n(value)},
                "ConditionExpression": condition,
            }),
        )
    };
    assert_eq!(put("attribute_not_exists(pk)", 1).status, 200);
    let reply = put("attribute_not_exists(pk)", 2);
    assert_eq!(reply.status, 400);
    assert_eq!(
        reply.text(),
        r#"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed"}"#
    );
    assert_eq!(target.get(&table, json!({"pk": s("a")}))["n"], n(1));
}

// LocalStack's snapshots: the stored item stands beside the message.
#[test]
fn a_failed_condition_shows_the_stored_item_if_asked() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("a"), "n": n(1)}));
    let reply = target.send(
        "PutItem",
        json!({
            "TableName": table, "Item": {"pk": s("a")},
            "ConditionExpression": "n > :n", "ExpressionAttributeValues": {":n": n(5)},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }),
    );
    assert_eq!(reply.json()["Item"], json!({"pk": s("a"), "n": n(1)}));
}

#[test]
fn expected_is_a_condition_too() {
    let target = target();
    let table = target.hash_table();
    let put = |expected: Value| {
        target
            .send(
                "PutItem",
                json!({"TableName": table, "Item": {"pk": s("a"), "n": n(1)}, "Expected": expected}),
            )
            .status
    };
    assert_eq!(put(json!({"pk": {"Exists": false}})), 200);
    assert_eq!(put(json!({"pk": {"Exists": false}})), 400);
    assert_eq!(put(json!({"n": {"Value": n(1)}})), 200);
    assert_eq!(
        put(json!({"n": {"ComparisonOperator": "GT", "AttributeValueList": [n(5)]}})),
        400
    );
}

// Parity Suite, validation ordering and error messages (recorded 2026-10-09).
#[test]
fn the_newer_layer_stops_at_an_empty_table_name_and_echoes_other_problems() {
    let target = target();
    let refusal = |body: Value| target.refusal("PutItem", body);
    assert_eq!(
        refusal(json!({"TableName": "", "ReturnValues": "INVALID", "Item": {}})),
        "ValidationException: 1 validation error detected: Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1"
    );
    assert_eq!(
        refusal(json!({"Item": {"pk": s("a")}})),
        "ValidationException: 1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null"
    );
    assert_eq!(
        refusal(json!({"TableName": "bad table!@#", "Item": {"pk": s("a")}})),
        "ValidationException: 1 validation error detected: Value 'bad table!@#' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
    );
    let long = "a".repeat(256);
    assert_eq!(
        refusal(json!({"TableName": long, "Item": {"pk": s("a")}})),
        format!(
            "ValidationException: 1 validation error detected: Value '{long}' at 'tableName' failed to satisfy constraint: Member must have length less than or equal to 255"
        )
    );
    assert_eq!(
        refusal(json!({
            "TableName": "none", "Item": {}, "ReturnConsumedCapacity": "A", "ReturnValues": "B",
            "ReturnItemCollectionMetrics": "C",
        })),
        "ValidationException: 3 validation errors detected: \
         Value 'A' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; \
         Value 'B' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]; \
         Value 'C' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: [SIZE, NONE]"
    );
}

// Parity Suite, valueLayers (recorded 2026-10-09).
#[test]
fn bad_values_are_told_inside_the_envelope() {
    let target = target();
    let refusal = |value: Value| {
        let message = target.refusal(
            "PutItem",
            json!({"TableName": "none", "Item": {"pk": s("a"), "x": value}}),
        );
        let (_, message) = message
            .split_once("ValidationException: 1 validation error detected: ")
            .unwrap();
        message.to_owned()
    };
    let invalid = "One or more parameter values were invalid: ";
    assert_eq!(
        refusal(n("1e126")),
        "Number overflow. Attempting to store a number with magnitude larger than supported range"
    );
    assert_eq!(
        refusal(n("")),
        "The parameter cannot be converted to a numeric value: "
    );
    assert_eq!(
        refusal(json!({"SS": []})),
        format!("{invalid}An string set  may not be empty")
    );
    assert_eq!(
        refusal(json!({"NS": []})),
        format!("{invalid}An number set  may not be empty")
    );
    assert_eq!(
        refusal(json!({"BS": []})),
        format!("{invalid}Binary sets should not be empty")
    );
    assert_eq!(
        refusal(json!({"SS": ["b", "a", "b"]})),
        format!("{invalid}Input collection [\"a\", \"b\", \"b\"] contains duplicates.")
    );
    assert_eq!(
        refusal(json!({"NS": ["2", "1", "2.0"]})),
        format!("{invalid}Input collection contains duplicates.")
    );
    assert_eq!(
        refusal(json!({"NULL": false})),
        format!("{invalid}Null attribute value types must have the value of true")
    );
    assert_eq!(
        refusal(json!({})),
        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
    );
    assert_eq!(
        refusal(json!({"S": "a", "N": "1"})),
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"
    );
}

// Parity Suite, nestingDepth: 32 levels, the attribute itself the first.
#[test]
fn an_attribute_has_at_most_32_levels() {
    let target = target();
    let table = target.hash_table();
    let nested = |wraps: usize| (0..wraps).fold(s("leaf"), |inner, _| json!({"M": {"n": inner}}));
    let put = |value: Value| {
        target.send(
            "PutItem",
            json!({"TableName": table, "Item": {"pk": s("a"), "d": value}}),
        )
    };
    assert_eq!(put(nested(31)).status, 200);
    assert_eq!(target.get(&table, json!({"pk": s("a")}))["d"], nested(31));
    for wraps in [32, 100] {
        assert_eq!(
            error_of(&put(nested(wraps))),
            "ValidationException: 1 validation error detected: Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"
        );
    }
}

// Parity Suite, itemSizeBySurface: 409,600 bytes, names included.
#[test]
fn an_item_has_at_most_400_kib() {
    let target = target();
    let table = target.hash_table();
    // "pk" and "a" are 3 bytes, "x" is 1.
    let put = |bytes: usize| {
        let item = json!({"pk": s("a"), "x": s(&"x".repeat(bytes - 4))});
        target.send("PutItem", json!({"TableName": table, "Item": item}))
    };
    assert_eq!(put(409_600).status, 200);
    assert_eq!(
        error_of(&put(409_601)),
        "ValidationException: Item size has exceeded the maximum allowed size"
    );
}

// Recorded answers, public dynalite suite.
#[test]
fn keys_and_index_keys_need_their_types() {
    let target = target();
    let table = target.indexed_table();
    let refusal =
        |item: Value| target.refusal("PutItem", json!({"TableName": table, "Item": item}));
    let invalid = "ValidationException: One or more parameter values were invalid: ";
    assert_eq!(
        refusal(json!({"pk": s("a")})),
        format!("{invalid}Missing the key sk in the item")
    );
    assert_eq!(
        refusal(json!({"pk": n(1), "sk": s("a")})),
        format!("{invalid}Type mismatch for key pk expected: S actual: N")
    );
    assert_eq!(
        refusal(json!({"pk": s("a"), "sk": s("a"), "n": s("x")})),
        format!("{invalid}Type mismatch for Index Key n Expected: N Actual: S IndexName: some")
    );
    assert_eq!(
        refusal(json!({"pk": s("a"), "sk": s("")})),
        "ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: sk"
    );
    assert_eq!(
        refusal(json!({"pk": s("a"), "sk": s(&"k".repeat(1025))})),
        format!(
            "{invalid}Aggregated size of all range keys has exceeded the size limit of 1024 bytes"
        )
    );
}

// Parity Suite, putItem error messages: told inside the envelope, without the expression's name.
#[test]
fn expression_parameters_have_to_fit_together() {
    let target = target();
    let refusal = |more: Value| {
        let mut body = json!({"TableName": "none", "Item": {"pk": s("a")}});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        target.refusal("PutItem", body)
    };
    let one = "ValidationException: 1 validation error detected: ";
    assert_eq!(
        refusal(
            json!({"Expected": {"pk": {"Exists": false}}, "ConditionExpression": "attribute_not_exists(pk)"})
        ),
        format!(
            "{one}Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {{Expected}} Expression parameters: {{ConditionExpression}}"
        )
    );
    assert_eq!(
        refusal(json!({"ExpressionAttributeValues": {":v": s("x")}})),
        format!("{one}ExpressionAttributeValues can only be specified when using expressions")
    );
    assert_eq!(
        refusal(json!({"ExpressionAttributeNames": {"#a": "a"}})),
        format!("{one}ExpressionAttributeNames can only be specified when using expressions")
    );
    assert_eq!(
        refusal(json!({"ConditionExpression": ""})),
        format!("{one}Invalid ConditionExpression: The expression can not be empty;")
    );
    assert_eq!(
        refusal(json!({"ReturnValues": "ALL_NEW"})),
        format!("{one}ReturnValues can only be ALL_OLD or NONE")
    );
    assert_eq!(
        refusal(json!({"Expected": {"a": {"Exists": true}}})),
        format!(
            "{one}One or more parameter values were invalid: Value must be provided when Exists is true for Attribute: a"
        )
    );
    assert_eq!(
        refusal(json!({"Expected": {"a": {"Exists": false}}, "ConditionalOperator": "OR"})),
        format!(
            "{one}ConditionalOperator can only be used when Filter or Expected has two or more elements"
        )
    );
}

// Facts measured by public suites: a write costs the larger image, an index its own change.
#[test]
fn capacity_is_counted_for_the_table_and_each_index_that_changes() {
    let target = target();
    let table = target.indexed_table();
    let consumed = |item: Value| {
        let answer = target.ok(
            "PutItem",
            json!({"TableName": table, "Item": item, "ReturnConsumedCapacity": "INDEXES"}),
        );
        answer["ConsumedCapacity"].clone()
    };
    let unit = json!({"CapacityUnits": 1.0});
    // Only the table.
    assert_eq!(
        consumed(json!({"pk": s("a"), "sk": s("b")})),
        json!({"TableName": table, "CapacityUnits": 1.0, "Table": unit})
    );
    // New entries in an index of all and one of keys.
    let first =
        json!({"pk": s("a"), "sk": s("b"), "g": s("x"), "h": s("y"), "more": s(&"m".repeat(2000))});
    assert_eq!(
        consumed(first.clone()),
        json!({
            "TableName": table, "CapacityUnits": 5.0, "Table": {"CapacityUnits": 2.0},
            "GlobalSecondaryIndexes": {"all": {"CapacityUnits": 2.0}, "keys": unit},
        })
    );
    // The same again: no index changes.
    assert_eq!(
        consumed(first),
        json!({"TableName": table, "CapacityUnits": 2.0, "Table": {"CapacityUnits": 2.0}})
    );
    // A moved key is a removal and an insertion.
    let moved = consumed(json!({"pk": s("a"), "sk": s("b"), "g": s("z")}));
    assert_eq!(
        moved["GlobalSecondaryIndexes"],
        json!({"all": {"CapacityUnits": 2.0}, "keys": {"CapacityUnits": 2.0}})
    );
}

#[test]
fn only_a_table_with_local_indexes_has_collection_metrics() {
    let target = target();
    let with = target.indexed_table();
    let answer = target.ok(
        "PutItem",
        json!({"TableName": with, "Item": {"pk": s("a"), "sk": s("b")}, "ReturnItemCollectionMetrics": "SIZE"}),
    );
    assert_eq!(
        answer,
        json!({"ItemCollectionMetrics": {"ItemCollectionKey": {"pk": s("a")}, "SizeEstimateRangeGB": [0.0, 1.0]}})
    );
    let without = target.hash_table();
    let answer = target.ok(
        "PutItem",
        json!({"TableName": without, "Item": {"pk": s("a")}, "ReturnItemCollectionMetrics": "SIZE"}),
    );
    assert_eq!(answer, json!({}));
}
