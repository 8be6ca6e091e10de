//! UpdateItem.

use serde_json::{Value, json};

use super::tables::{n, s, target};

#[test]
fn an_update_makes_an_item_and_changes_it() {
    let target = target();
    let table = target.hash_table();
    let update = |expression: &str, values: Value| {
        target.ok(
            "UpdateItem",
            json!({
                "TableName": table, "Key": {"pk": s("a")}, "UpdateExpression": expression,
                "ExpressionAttributeValues": values, "ReturnValues": "ALL_NEW",
            }),
        )["Attributes"]
            .clone()
    };
    assert_eq!(
        update("SET x = :x ADD c :one", json!({":x": s("1"), ":one": n(1)})),
        json!({"pk": s("a"), "x": s("1"), "c": n(1)})
    );
    assert_eq!(
        update(
            "SET x = if_not_exists(y, :y) ADD c :one",
            json!({":y": s("2"), ":one": n(1)})
        ),
        json!({"pk": s("a"), "x": s("2"), "c": n(2)})
    );
}

#[test]
fn without_an_expression_the_item_is_only_made() {
    let target = target();
    let table = target.hash_table();
    target.ok(
        "UpdateItem",
        json!({"TableName": table, "Key": {"pk": s("a")}}),
    );
    assert_eq!(
        target.get(&table, json!({"pk": s("a")})),
        json!({"pk": s("a")})
    );
}

#[test]
fn return_values_show_what_they_name() {
    let target = target();
    let table = target.hash_table();
    let update = |return_values: &str| {
        target.put(&table, json!({"pk": s("a"), "x": n(1), "y": n(2)}));
        target.ok(
            "UpdateItem",
            json!({
                "TableName": table, "Key": {"pk": s("a")}, "UpdateExpression": "SET x = x + :n",
                "ExpressionAttributeValues": {":n": n(5)}, "ReturnValues": return_values,
            }),
        )
    };
    assert_eq!(update("NONE"), json!({}));
    assert_eq!(
        update("ALL_OLD"),
        json!({"Attributes": {"pk": s("a"), "x": n(1), "y": n(2)}})
    );
    assert_eq!(update("UPDATED_OLD"), json!({"Attributes": {"x": n(1)}}));
    assert_eq!(
        update("ALL_NEW"),
        json!({"Attributes": {"pk": s("a"), "x": n(6), "y": n(2)}})
    );
    assert_eq!(update("UPDATED_NEW"), json!({"Attributes": {"x": n(6)}}));
}

#[test]
fn attribute_updates_are_an_update_too() {
    let target = target();
    let table = target.hash_table();
    target.put(
        &table,
        json!({"pk": s("a"), "gone": n(1), "set": {"SS": ["a", "b"]}}),
    );
    let answer = target.ok(
        "UpdateItem",
        json!({
            "TableName": table, "Key": {"pk": s("a")}, "ReturnValues": "ALL_NEW",
            "AttributeUpdates": {
                "gone": {"Action": "DELETE"}, "new": {"Value": s("x")},
                "count": {"Action": "ADD", "Value": n(3)},
                "set": {"Action": "DELETE", "Value": {"SS": ["a"]}},
            },
        }),
    );
    assert_eq!(
        answer["Attributes"],
        json!({"pk": s("a"), "new": s("x"), "count": n(3), "set": {"SS": ["b"]}})
    );
}

// Recorded answers, public dynalite suite: the older parameter fails in its own words.
#[test]
fn adding_to_a_value_of_another_type_is_refused() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("a"), "x": s("1")}));
    let refusal = |more: Value| {
        let mut body = json!({"TableName": table, "Key": {"pk": s("a")}});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        target.refusal("UpdateItem", body)
    };
    assert_eq!(
        refusal(json!({"AttributeUpdates": {"x": {"Action": "ADD", "Value": n(1)}}})),
        "ValidationException: Type mismatch for attribute to update"
    );
    assert_eq!(
        refusal(json!({"UpdateExpression": "ADD x :n", "ExpressionAttributeValues": {":n": n(1)}})),
        "ValidationException: An operand in the update expression has an incorrect data type"
    );
}

// Parity Suite, updateItem error messages.
#[test]
fn key_attributes_cannot_be_updated() {
    let target = target();
    let table = target.range_table("S");
    let refusal = |path: &str| {
        target.refusal(
            "UpdateItem",
            json!({
                "TableName": table, "Key": {"pk": s("a"), "sk": s("b")},
                "UpdateExpression": format!("SET {path} = :v"), "ExpressionAttributeValues": {":v": s("x")},
            }),
        )
    };
    for name in ["pk", "sk"] {
        assert_eq!(
            refusal(name),
            format!(
                "ValidationException: One or more parameter values were invalid: Cannot update attribute {name}. This attribute is part of the key"
            )
        );
    }
}

// Parity Suite, validation ordering of updateItem (recorded 2026-10-09).
#[test]
fn the_first_unknown_enumeration_stops_unless_the_key_is_missing() {
    let target = target();
    let refusal = |body: Value| target.refusal("UpdateItem", body);
    assert_eq!(
        refusal(json!({
            "TableName": "none", "Key": {"pk": s("a")}, "ReturnValues": "INVALID",
            "ReturnConsumedCapacity": "INVALID",
        })),
        "ValidationException: 1 validation error detected: Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]"
    );
    assert_eq!(
        refusal(
            json!({"TableName": "", "ReturnConsumedCapacity": "INVALID", "ReturnValues": "INVALID"})
        ),
        "ValidationException: 4 validation errors detected: \
         Value 'INVALID' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; \
         Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1; \
         Value 'INVALID' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]; \
         Value null at 'key' failed to satisfy constraint: Member must not be null"
    );
    assert_eq!(
        refusal(json!({
            "TableName": "none", "ConditionalOperator": "XOR",
            "Expected": {"a": {"Exists": false}, "b": {"Exists": false}},
        })),
        "ValidationException: 2 validation errors detected: \
         Value 'XOR' at 'conditionalOperator' failed to satisfy constraint: Member must satisfy enum value set: [OR, AND]; \
         Value null at 'key' failed to satisfy constraint: Member must not be null"
    );
}

// Parity Suite, updateItem error messages.
#[test]
fn problems_of_expressions_are_told_inside_the_envelope() {
    let target = target();
    let refusal = |more: Value| {
        let mut body = json!({"TableName": "none", "Key": {"pk": s("a")}});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let message = target.refusal("UpdateItem", body);
        let one = "ValidationException: 1 validation error detected: ";
        message.strip_prefix(one).unwrap().to_owned()
    };
    assert_eq!(
        refusal(json!({"UpdateExpression": "INVALID SYNTAX HERE"})),
        "Invalid UpdateExpression: Syntax error; token: \"INVALID\", near: \"INVALID SYNTAX\""
    );
    assert_eq!(
        refusal(json!({"UpdateExpression": "SET a = :v"})),
        "Invalid UpdateExpression: An expression attribute value used in expression is not defined; attribute value: :v"
    );
    assert_eq!(
        refusal(json!({
            "UpdateExpression": "SET a = :v",
            "ExpressionAttributeValues": {":v": s("x"), ":unused": s("y")},
        })),
        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:unused}"
    );
    assert_eq!(
        refusal(json!({
            "UpdateExpression": "SET b = :w", "ConditionExpression": "a = :v",
            "ExpressionAttributeValues": {":w": s("x")},
        })),
        "Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :v"
    );
    assert_eq!(
        refusal(json!({
            "UpdateExpression": "SET a = :v", "ExpressionAttributeValues": {":v": s("x")},
            "AttributeUpdates": {"a": {"Value": s("x")}},
        })),
        "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributeUpdates} Expression parameters: {UpdateExpression}"
    );
}

#[test]
fn an_update_past_400_kib_is_refused_and_changes_nothing() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("a"), "x": s(&"x".repeat(400_000))}));
    let request = json!({
        "TableName": table, "Key": {"pk": s("a")}, "UpdateExpression": "SET y = x",
    });
    assert_eq!(
        target.refusal("UpdateItem", request),
        "ValidationException: Item size to update has exceeded the maximum allowed size"
    );
    assert!(target.get(&table, json!({"pk": s("a")})).get("y").is_none());
}

#[test]
fn a_failed_condition_changes_nothing() {
    let target = target();
    let table = target.hash_table();
    let request = json!({
        "TableName": table, "Key": {"pk": s("a")}, "UpdateExpression": "SET x = :x",
        "ConditionExpression": "attribute_exists(pk)", "ExpressionAttributeValues": {":x": n(1)},
    });
    assert_eq!(
        target.refusal("UpdateItem", request),
        "ConditionalCheckFailedException: The conditional request failed"
    );
    assert_eq!(target.get(&table, json!({"pk": s("a")})), Value::Null);
}

// Recorded answers, public dynalite suite.
#[test]
fn an_index_key_keeps_its_type() {
    let target = target();
    let table = target.indexed_table();
    let refusal = |value: Value| {
        target.refusal(
            "UpdateItem",
            json!({
                "TableName": table, "Key": {"pk": s("a"), "sk": s("b")}, "UpdateExpression": "SET g = :v",
                "ExpressionAttributeValues": {":v": value},
            }),
        )
    };
    assert_eq!(
        refusal(n(1)),
        "ValidationException: One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N IndexName: all"
    );
    // What depends on the item is only known once it has been computed.
    target.put(&table, json!({"pk": s("a"), "sk": s("b"), "x": n(1)}));
    let copy = json!({
        "TableName": table, "Key": {"pk": s("a"), "sk": s("b")}, "UpdateExpression": "SET g = x",
    });
    assert_eq!(
        target.refusal("UpdateItem", copy),
        "ValidationException: The update expression attempted to update the secondary index key to unsupported type"
    );
    assert_eq!(
        refusal(s("")),
        "ValidationException: One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value."
    );
}

// Public Alternator suite, which runs on AWS.
#[test]
fn an_update_that_only_takes_away_makes_no_item() {
    let target = target();
    let table = target.hash_table();
    let key = json!({"pk": s("a")});
    for update in [
        json!({"UpdateExpression": "REMOVE x"}),
        json!({"AttributeUpdates": {"x": {"Action": "DELETE"}}}),
    ] {
        let mut body = update.clone();
        body["TableName"] = json!(table);
        body["Key"] = key.clone();
        assert_eq!(target.ok("UpdateItem", body), json!({}));
        assert!(target.get(&table, key.clone()).is_null(), "{update}");
    }
}
