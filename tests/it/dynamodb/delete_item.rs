//! DeleteItem.

use serde_json::{Value, json};

use super::tables::{n, s, target};

#[test]
fn an_item_is_gone_and_a_missing_one_is_no_error() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("a"), "n": n(1)}));
    let delete = || {
        target.ok(
            "DeleteItem",
            json!({"TableName": table, "Key": {"pk": s("a")}, "ReturnValues": "ALL_OLD"}),
        )
    };
    assert_eq!(delete(), json!({"Attributes": {"pk": s("a"), "n": n(1)}}));
    assert_eq!(delete(), json!({}));
    assert_eq!(target.get(&table, json!({"pk": s("a")})), Value::Null);
}

#[test]
fn a_condition_on_a_missing_item_fails() {
    let target = target();
    let table = target.hash_table();
    let request = json!({
        "TableName": table, "Key": {"pk": s("a")}, "ConditionExpression": "attribute_exists(pk)",
    });
    assert_eq!(
        target.refusal("DeleteItem", request),
        "ConditionalCheckFailedException: The conditional request failed"
    );
}

#[test]
fn an_item_leaves_its_indexes() {
    let target = target();
    let table = target.indexed_table();
    let item = json!({"pk": s("a"), "sk": s("b"), "g": s("x"), "h": s("y"), "l": s("z")});
    target.put(&table, item);
    let answer = target.ok(
        "DeleteItem",
        json!({
            "TableName": table, "Key": {"pk": s("a"), "sk": s("b")}, "ReturnConsumedCapacity": "INDEXES",
        }),
    );
    let unit = json!({"CapacityUnits": 1.0});
    assert_eq!(
        answer["ConsumedCapacity"],
        json!({
            "TableName": table, "CapacityUnits": 4.0, "Table": unit,
            "GlobalSecondaryIndexes": {"all": unit, "keys": unit},
            "LocalSecondaryIndexes": {"local": unit},
        })
    );
    for index in ["all", "keys", "some", "local"] {
        let answer = target.ok("Scan", json!({"TableName": table, "IndexName": index}));
        assert_eq!(answer["Count"], 0, "{index}");
    }
}

// Parity Suite, deleteItem error messages (recorded 2026-10-09).
#[test]
fn problems_of_the_request_are_told_inside_the_envelope() {
    let target = target();
    let refusal = |more: Value| {
        let mut body = json!({"TableName": "none", "Key": {"pk": s("a")}});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let message = target.refusal("DeleteItem", body);
        let one = "ValidationException: 1 validation error detected: ";
        message.strip_prefix(one).unwrap().to_owned()
    };
    let invalid = "One or more parameter values were invalid: ";
    assert_eq!(
        refusal(json!({"ReturnValues": "UPDATED_NEW"})),
        "ReturnValues can only be ALL_OLD or NONE"
    );
    assert_eq!(
        refusal(
            json!({"ConditionExpression": "attribute_exists(a)", "ExpressionAttributeValues": {}})
        ),
        "ExpressionAttributeValues must not be empty"
    );
    assert_eq!(
        refusal(json!({"Expected": {"a": {"Exists": false, "Value": s("x")}}})),
        format!("{invalid}Value cannot be used when Exists is false for Attribute: a")
    );
    assert_eq!(
        refusal(
            json!({"Expected": {"a": {"ComparisonOperator": "BETWEEN", "AttributeValueList": [s("x")]}}})
        ),
        format!("{invalid}Invalid number of argument(s) for the BETWEEN ComparisonOperator")
    );
}

#[test]
fn a_key_has_to_be_exactly_the_tables() {
    let target = target();
    let table = target.range_table("S");
    assert_eq!(
        target.refusal(
            "DeleteItem",
            json!({"TableName": table, "Key": {"pk": s("a")}})
        ),
        "ValidationException: The provided key element does not match the schema"
    );
    assert_eq!(
        target.refusal(
            "DeleteItem",
            json!({"TableName": "none", "Key": {"pk": s("a")}})
        ),
        "ResourceNotFoundException: Requested resource not found"
    );
}
