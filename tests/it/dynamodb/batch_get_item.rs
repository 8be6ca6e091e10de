//! BatchGetItem.

use serde_json::{Value, json};

use super::tables::{n, s, target};

#[test]
fn items_come_by_table_and_missing_ones_do_not() {
    let target = target();
    let (first, second) = (target.hash_table(), target.range_table("N"));
    target.put(&first, json!({"pk": s("a"), "x": s("1"), "y": s("2")}));
    target.put(&second, json!({"pk": s("b"), "sk": n(1)}));
    let answer = target.ok(
        "BatchGetItem",
        json!({"RequestItems": {
            &first: {
                "Keys": [{"pk": s("a")}, {"pk": s("none")}], "ProjectionExpression": "#x",
                "ExpressionAttributeNames": {"#x": "x"},
            },
            &second: {"Keys": [{"pk": s("b"), "sk": n(1)}], "ConsistentRead": true},
        }, "ReturnConsumedCapacity": "TOTAL"}),
    );
    assert_eq!(answer["Responses"][&first], json!([{"x": s("1")}]));
    assert_eq!(
        answer["Responses"][&second],
        json!([{"pk": s("b"), "sk": n(1)}])
    );
    assert_eq!(answer["UnprocessedKeys"], json!({}));
    let units = |table: &str| {
        let all = answer["ConsumedCapacity"].as_array().unwrap();
        let own = all.iter().find(|own| own["TableName"] == table).unwrap();
        own["CapacityUnits"].clone()
    };
    assert_eq!((units(&first), units(&second)), (json!(1.0), json!(1.0)));
}

// API reference: what would pass 16 MB is left for the next request.
#[test]
fn what_would_pass_16_mb_is_unprocessed() {
    let target = target();
    let table = target.hash_table();
    let keys: Vec<_> = (0..42)
        .map(|key| json!({"pk": s(&key.to_string())}))
        .collect();
    for key in &keys {
        target.put(
            &table,
            json!({"pk": key["pk"], "x": s(&"x".repeat(409_000))}),
        );
    }
    let answer = target.ok(
        "BatchGetItem",
        json!({"RequestItems": {&table: {"Keys": keys, "AttributesToGet": ["pk"]}}}),
    );
    assert_eq!(answer["Responses"][&table].as_array().unwrap().len(), 41);
    assert_eq!(
        answer["UnprocessedKeys"],
        json!({&table: {"Keys": [{"pk": s("41")}], "AttributesToGet": ["pk"]}})
    );
}

// Parity Suite, batchGetItem error messages (recorded 2026-10-09).
#[test]
fn a_bad_request_is_refused_in_aws_words() {
    let target = target();
    let table = target.hash_table();
    let refusal = |items: Value| target.refusal("BatchGetItem", json!({"RequestItems": items}));
    let one = "ValidationException: 1 validation error detected: ";
    assert_eq!(
        refusal(json!({})),
        format!(
            "{one}Value at 'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1"
        )
    );
    let keys: Vec<_> = (0..101)
        .map(|key| json!({"pk": s(&key.to_string())}))
        .collect();
    assert_eq!(
        refusal(json!({&table: {"Keys": keys}})),
        format!(
            "{one}Value at 'RequestItems.{table}.member.Keys' failed to satisfy constraint: Member must have length less than or equal to 100"
        )
    );
    assert_eq!(
        refusal(json!({&table: {"Keys": []}})),
        format!(
            "{one}Value at 'RequestItems.{table}.member.Keys' failed to satisfy constraint: Member must have length greater than or equal to 1"
        )
    );
    assert_eq!(
        target.refusal("BatchGetItem", json!({
            "RequestItems": {"bad!name": {"Keys": [{"pk": s("a")}]}}, "ReturnConsumedCapacity": "BOGUS",
        })),
        "ValidationException: 2 validation errors detected: \
         Value '{\"bad!name\":{\"Keys\":[{\"pk\":{\"S\":\"a\"}}]}}' at 'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]; \
         Value 'BOGUS' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"
    );
    assert_eq!(
        refusal(json!({&table: {"Keys": [{"pk": s("a")}, {"pk": s("a")}]}})),
        "ValidationException: Provided list of item keys contains duplicates"
    );
    assert_eq!(
        refusal(json!({&table: {"Keys": [{"pk": n("abc")}]}})),
        "ValidationException: The parameter cannot be converted to a numeric value: abc"
    );
    assert_eq!(
        refusal(json!({&table: {"Keys": [{"other": s("a")}]}})),
        "ValidationException: The provided key element does not match the schema"
    );
    assert_eq!(
        refusal(json!({"none": {"Keys": [{"pk": s("a")}]}})),
        "ResourceNotFoundException: Requested resource not found"
    );
    assert_eq!(
        refusal(
            json!({&table: {"Keys": [{"pk": s("a")}], "AttributesToGet": ["a"], "ProjectionExpression": "a"}})
        ),
        "ValidationException: Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}"
    );
}
