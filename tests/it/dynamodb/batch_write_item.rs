//! BatchWriteItem.

use serde_json::{Value, json};

use super::tables::{n, s, target};

#[test]
fn puts_and_deletes_are_made_in_every_table() {
    let target = target();
    let (first, second) = (target.hash_table(), target.indexed_table());
    target.put(&first, json!({"pk": s("gone")}));
    let answer = target.ok(
        "BatchWriteItem",
        json!({
            "RequestItems": {
                &first: [
                    {"PutRequest": {"Item": {"pk": s("a"), "n": n(1)}}},
                    {"DeleteRequest": {"Key": {"pk": s("gone")}}},
                ],
                &second: [{"PutRequest": {"Item": {"pk": s("b"), "sk": s("c"), "g": s("x"), "h": s("y")}}}],
            },
            "ReturnConsumedCapacity": "INDEXES", "ReturnItemCollectionMetrics": "SIZE",
        }),
    );
    assert_eq!(answer["UnprocessedItems"], json!({}));
    assert_eq!(
        answer["ItemCollectionMetrics"],
        json!({&second: [{"ItemCollectionKey": {"pk": s("b")}, "SizeEstimateRangeGB": [0.0, 1.0]}]})
    );
    let all = answer["ConsumedCapacity"].as_array().unwrap();
    let own = |table: &str| all.iter().find(|own| own["TableName"] == table).unwrap();
    let unit = json!({"CapacityUnits": 1.0});
    assert_eq!(own(&first)["Table"], json!({"CapacityUnits": 2.0}));
    assert_eq!(
        own(&second)["GlobalSecondaryIndexes"],
        json!({"all": unit, "keys": unit})
    );
    assert_eq!(target.get(&first, json!({"pk": s("a")}))["n"], n(1));
    assert_eq!(target.get(&first, json!({"pk": s("gone")})), Value::Null);
}

// Parity Suite, batchWriteItem error messages: the older layer's words.
#[test]
fn a_bad_request_is_refused_and_writes_nothing() {
    let target = target();
    let table = target.hash_table();
    let refusal = |items: Value| target.refusal("BatchWriteItem", json!({"RequestItems": items}));
    let put = |item: Value| json!({"PutRequest": {"Item": item}});
    assert_eq!(
        refusal(json!({})),
        "ValidationException: The requestItems parameter is required for BatchWriteItem"
    );
    assert_eq!(
        refusal(json!({&table: []})),
        format!(
            "ValidationException: 1 validation error detected: Value '{{{table}=[]}}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]"
        )
    );
    let many: Vec<_> = (0..26)
        .map(|key| put(json!({"pk": s(&key.to_string())})))
        .collect();
    let message = refusal(json!({&table: many}));
    assert!(
        message.ends_with("at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]"),
        "{message}"
    );
    assert_eq!(
        refusal(
            json!({&table: [put(json!({"pk": s("a")})), {"DeleteRequest": {"Key": {"pk": s("a")}}}]})
        ),
        "ValidationException: Provided list of item keys contains duplicates"
    );
    let mismatch = "ValidationException: The provided key element does not match the schema";
    assert_eq!(
        refusal(json!({&table: [put(json!({"pk": n(5)}))]})),
        mismatch
    );
    assert_eq!(
        refusal(json!({&table: [put(json!({"other": s("x")}))]})),
        mismatch
    );
    assert_eq!(
        refusal(json!({&table: [put(json!({"pk": s("")}))]})),
        "ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"
    );
    assert_eq!(
        refusal(json!({&table: [put(json!({"pk": s("a"), "s": {"SS": ["b", "a", "b"]}}))]})),
        "ValidationException: One or more parameter values were invalid: Input collection [b, a, b] contains duplicates."
    );
    // The first write of a refused batch is not made.
    assert_eq!(
        refusal(json!({&table: [put(json!({"pk": s("ok")})), put(json!({"pk": n(1)}))]})),
        mismatch
    );
    assert_eq!(target.get(&table, json!({"pk": s("ok")})), Value::Null);
    assert_eq!(
        refusal(json!({"none": [put(json!({"pk": s("a")}))]})),
        "ResourceNotFoundException: Requested resource not found"
    );
}

// Parity Suite, validation ordering of batches (recorded 2026-10-09).
#[test]
fn unknown_enumerations_are_told_alone() {
    let target = target();
    assert_eq!(
        target.refusal(
            "BatchWriteItem",
            json!({
                "RequestItems": {"bad!name": [{"PutRequest": {"Item": {"pk": s("a")}}}]},
                "ReturnConsumedCapacity": "BOGUS", "ReturnItemCollectionMetrics": "BOGUS2",
            })
        ),
        "ValidationException: 2 validation errors detected: \
         Value 'BOGUS' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; \
         Value 'BOGUS2' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: [SIZE, NONE]"
    );
}
