//! Scan.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::tables::{n, s, target};

#[test]
fn a_scan_finds_every_item_page_by_page() {
    let target = target();
    let table = target.hash_table();
    for key in 0..7 {
        target.put(&table, json!({"pk": s(&key.to_string())}));
    }
    let mut seen = BTreeSet::new();
    let mut start = Value::Null;
    loop {
        let mut body = json!({"TableName": table, "Limit": 3});
        if !start.is_null() {
            body["ExclusiveStartKey"] = start;
        }
        let mut answer = target.ok("Scan", body);
        for item in answer["Items"].as_array().unwrap() {
            assert!(seen.insert(item["pk"]["S"].as_str().unwrap().to_owned()));
        }
        start = answer["LastEvaluatedKey"].take();
        if start.is_null() {
            break;
        }
    }
    assert_eq!(seen.len(), 7);
}

// AWS's own order and segments, recorded in the public dynalite suite.
#[test]
fn items_come_in_the_order_of_aws_hash() {
    let target = target();
    let table = target.table(json!({
        "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "N"}],
    }));
    let order = [
        "7", "999.9", "8", "3", "2", "-999.9", "9", "4", "-0.09", "6", "1", "0", "0.012345", "5",
    ];
    let mut sorted = order;
    sorted.sort_unstable();
    for number in sorted {
        target.put(&table, json!({"a": n(number)}));
    }
    let answer = target.ok("Scan", json!({"TableName": table}));
    let items = answer["Items"].as_array().unwrap();
    let numbers: Vec<_> = items.iter().map(|item| item["a"]["N"].clone()).collect();
    assert_eq!(numbers, order);
}

// AWS's own order and segments, recorded in the public dynalite suite.
#[test]
fn segments_hold_the_buckets_that_aws_gives_them() {
    let target = target();
    let table = target.hash_table();
    for key in ["3635", "228", "1668", "3435"] {
        target.put(&table, json!({"pk": s(key)}));
    }
    let keys_of = |segment: i32, total: i32| {
        let request = json!({"TableName": table, "Segment": segment, "TotalSegments": total});
        let answer = target.ok("Scan", request);
        let items = answer["Items"].as_array().unwrap();
        let mut keys: Vec<_> = items.iter().map(|item| item["pk"]["S"].clone()).collect();
        keys.sort_by_key(Value::to_string);
        keys
    };
    assert_eq!(keys_of(0, 4096), ["228", "3635"]);
    assert_eq!(keys_of(1, 4096), ["1668"]);
    assert_eq!(keys_of(4, 4096), ["3435"]);
    assert_eq!(keys_of(0, 2).len() + keys_of(1, 2).len(), 4);
}

#[test]
fn a_filter_reads_everything_and_shows_what_matches() {
    let target = target();
    let table = target.hash_table();
    for key in 0..4 {
        target.put(&table, json!({"pk": s(&key.to_string()), "n": n(key)}));
    }
    let answer = target.ok(
        "Scan",
        json!({
            "TableName": table, "FilterExpression": "n >= :two AND begins_with(pk, :three)",
            "ExpressionAttributeValues": {":two": n(2), ":three": s("3")}, "ReturnConsumedCapacity": "TOTAL",
        }),
    );
    assert_eq!(answer["Items"], json!([{"pk": s("3"), "n": n(3)}]));
    assert_eq!(answer["ScannedCount"], 4);
    assert_eq!(answer["ConsumedCapacity"]["CapacityUnits"], 0.5);
    let older = target.ok(
        "Scan",
        json!({
            "TableName": table, "ConditionalOperator": "OR",
            "ScanFilter": {
                "n": {"ComparisonOperator": "EQ", "AttributeValueList": [n(1)]},
                "pk": {"ComparisonOperator": "EQ", "AttributeValueList": [s("2")]},
            },
        }),
    );
    assert_eq!(older["Count"], 2);
}

#[test]
fn an_index_is_scanned_like_a_table() {
    let target = target();
    let table = target.indexed_table();
    target.put(
        &table,
        json!({"pk": s("a"), "sk": s("1"), "g": s("x"), "h": s("y")}),
    );
    target.put(
        &table,
        json!({"pk": s("a"), "sk": s("2"), "g": s("x"), "h": s("y")}),
    );
    target.put(&table, json!({"pk": s("a"), "sk": s("3")}));
    let scan = |body: Value| target.ok("Scan", body);
    let first = scan(json!({"TableName": table, "IndexName": "all", "Limit": 1}));
    let second = scan(json!({
        "TableName": table, "IndexName": "all", "ExclusiveStartKey": first["LastEvaluatedKey"],
    }));
    assert_eq!((&first["Count"], &second["Count"]), (&json!(1), &json!(1)));
    assert_ne!(first["Items"], second["Items"]);
}

// Parity Suite, scan error messages: the older layer's words.
#[test]
fn a_bad_request_is_refused_in_the_older_words() {
    let target = target();
    let table = target.hash_table();
    let refusal = |more: Value| {
        let mut body = json!({"TableName": table});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let message = target.refusal("Scan", body);
        message
            .strip_prefix("ValidationException: ")
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        refusal(json!({"Segment": 0})),
        "The TotalSegments parameter is required but was not present in the request when Segment parameter is present"
    );
    assert_eq!(
        refusal(json!({"TotalSegments": 4})),
        "The Segment parameter is required but was not present in the request when parameter TotalSegments is present"
    );
    assert_eq!(
        refusal(json!({"Segment": 5, "TotalSegments": 5})),
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 5 is not less than TotalSegments: 5"
    );
    assert_eq!(
        refusal(json!({"Limit": 0})),
        "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"
    );
    assert_eq!(
        refusal(
            json!({"FilterExpression": "a = :a", "ExpressionAttributeValues": {":a": n("abc")}})
        ),
        "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: abc for key :a"
    );
    assert_eq!(
        refusal(json!({"ExpressionAttributeValues": {":a": n(1)}})),
        "ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null"
    );
    assert_eq!(
        refusal(
            json!({"FilterExpression": "attribute_exists(a)", "ScanFilter": {"a": {"ComparisonOperator": "NULL"}}})
        ),
        "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {ScanFilter} Expression parameters: {FilterExpression}"
    );
    assert_eq!(
        refusal(json!({"ExclusiveStartKey": {"other": s("a")}})),
        "The provided starting key is invalid: The provided key element does not match the schema"
    );
    assert_eq!(
        refusal(json!({"IndexName": "none"})),
        "The table does not have the specified index: none"
    );
    assert_eq!(
        target.refusal("Scan", json!({"TableName": "none"})),
        "ResourceNotFoundException: Requested resource not found"
    );
}

#[test]
fn consistent_reads_are_not_for_global_indexes() {
    let target = target();
    let table = target.indexed_table();
    assert_eq!(
        target.refusal(
            "Scan",
            json!({"TableName": table, "IndexName": "all", "ConsistentRead": true})
        ),
        "ValidationException: Consistent reads are not supported on global secondary indexes"
    );
}
