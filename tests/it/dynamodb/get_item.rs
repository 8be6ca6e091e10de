//! GetItem.

use serde_json::json;

use super::tables::{n, s, target};

#[test]
fn an_item_comes_back_as_it_was_put() {
    let target = target();
    let table = target.hash_table();
    let item = json!({
        "pk": s("a"), "n": {"N": "12345678901234567890.123456789012345678"},
        "b": {"B": "AAEC"}, "yes": {"BOOL": true}, "nothing": {"NULL": true},
        "list": {"L": [s("x"), n(1), {"M": {"deep": s("y")}}]},
        "ss": {"SS": ["a", "b"]}, "empty": s(""), "unicode": s("é😀\"\\\n"),
    });
    target.put(&table, item.clone());
    assert_eq!(target.get(&table, json!({"pk": s("a")})), item);
}

#[test]
fn a_missing_item_is_an_empty_answer() {
    let target = target();
    let table = target.hash_table();
    let reply = target.send(
        "GetItem",
        json!({"TableName": table, "Key": {"pk": s("a")}}),
    );
    assert_eq!((reply.status, reply.text().as_str()), (200, "{}"));
}

// Developer Guide, "DynamoDB read and write operations": 4 KiB a unit, half for eventual reads;
// a missing item costs the minimum.
#[test]
fn capacity_is_counted_by_the_whole_item() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("big"), "x": s(&"x".repeat(5000))}));
    let units = |key: &str, consistent: bool| {
        let answer = target.ok(
            "GetItem",
            json!({
                "TableName": table, "Key": {"pk": s(key)}, "ConsistentRead": consistent,
                "ReturnConsumedCapacity": "TOTAL",
            }),
        );
        answer["ConsumedCapacity"].clone()
    };
    assert_eq!(
        units("big", true),
        json!({"TableName": table, "CapacityUnits": 2.0})
    );
    assert_eq!(units("big", false)["CapacityUnits"], json!(1.0));
    assert_eq!(units("none", false)["CapacityUnits"], json!(0.5));
    let answer = target.ok(
        "GetItem",
        json!({"TableName": table, "Key": {"pk": s("none")}, "ReturnConsumedCapacity": "INDEXES"}),
    );
    assert_eq!(
        answer["ConsumedCapacity"],
        json!({"TableName": table, "CapacityUnits": 0.5, "Table": {"CapacityUnits": 0.5}})
    );
}

// Parity Suite, getItem and valueLayers (recorded 2026-10-09): newer words, no envelope.
#[test]
fn a_bad_shape_is_refused_before_the_table_is_looked_up() {
    let target = target();
    let refusal = |body| target.refusal("GetItem", body);
    assert_eq!(
        refusal(json!({"Key": {"pk": s("a")}})),
        "ValidationException: 1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null"
    );
    assert_eq!(
        refusal(json!({"TableName": "", "Key": {"pk": s("a")}})),
        "ValidationException: 1 validation error detected: Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1"
    );
    assert_eq!(
        refusal(json!({"TableName": "none", "Key": {"pk": {"N": "abc"}}})),
        "ValidationException: The parameter cannot be converted to a numeric value: abc"
    );
    assert_eq!(
        refusal(
            json!({"TableName": "none", "Key": {"pk": s("a")}, "AttributesToGet": ["a"], "ProjectionExpression": "a"})
        ),
        "ValidationException: Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}"
    );
    assert_eq!(
        refusal(json!({"TableName": "none", "Key": {"pk": s("a")}, "AttributesToGet": ["a", "a"]})),
        "ValidationException: One or more parameter values were invalid: Duplicate value in attribute name: a"
    );
    assert_eq!(
        refusal(json!({"TableName": "none", "Key": {"pk": s("a")}})),
        "ResourceNotFoundException: Requested resource not found"
    );
}

// Parity Suite, getItem error messages.
#[test]
fn a_key_has_to_be_exactly_the_tables() {
    let target = target();
    let table = target.range_table("N");
    let refusal = |key| target.refusal("GetItem", json!({"TableName": table, "Key": key}));
    let mismatch = "ValidationException: The provided key element does not match the schema";
    assert_eq!(refusal(json!({"pk": s("a")})), mismatch);
    assert_eq!(refusal(json!({"pk": s("a"), "sk": s("1")})), mismatch);
    assert_eq!(
        refusal(json!({"pk": s("a"), "sk": n(1), "more": s("x")})),
        mismatch
    );
    assert_eq!(
        refusal(json!({"pk": s(""), "sk": n(1)})),
        "ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"
    );
    assert_eq!(
        refusal(json!({"pk": s(&"x".repeat(2049)), "sk": n(1)})),
        "ValidationException: One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes"
    );
}

#[test]
fn a_table_may_be_named_by_its_arn() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("a")}));
    let arn = format!("arn:aws:dynamodb:us-east-1:000000000000:table/{table}");
    let answer = target.ok(
        "GetItem",
        json!({"TableName": arn, "Key": {"pk": s("a")}, "ReturnConsumedCapacity": "TOTAL"}),
    );
    assert_eq!(answer["Item"], json!({"pk": s("a")}));
    assert_eq!(answer["ConsumedCapacity"]["TableName"], json!(arn));
}
