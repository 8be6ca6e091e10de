//! ListStreams.

use serde_json::{Value, json};

use super::tables::target;

fn arns(answer: &Value) -> Vec<&str> {
    let streams = answer["Streams"].as_array().unwrap();
    let arns = streams.iter().map(|own| own["StreamArn"].as_str().unwrap());
    arns.collect()
}

// Public Alternator suite, which runs on AWS: LastEvaluatedStreamArn is the last stream's ARN.
#[test]
fn streams_come_page_by_page_until_none_is_left() {
    let target = target();
    for _ in 0..3 {
        target.streamed_table("KEYS_ONLY");
    }
    target.hash_table();
    let mut seen = Vec::new();
    let mut start = Value::Null;
    loop {
        let body = json!({"Limit": 2, "ExclusiveStartStreamArn": start});
        let page = target.streams_ok("ListStreams", body);
        seen.extend(arns(&page).into_iter().map(str::to_owned));
        start = page["LastEvaluatedStreamArn"].clone();
        if start.is_null() {
            break;
        }
        assert_eq!(start, seen.last().unwrap().as_str());
    }
    seen.dedup();
    assert_eq!(seen.len(), 3);
}

#[test]
fn only_the_streams_of_a_named_table_come() {
    let target = target();
    let (table, stream) = target.streamed_table("NEW_IMAGE");
    target.streamed_table("NEW_IMAGE");
    let found = target.streams_ok("ListStreams", json!({"TableName": table}));
    let label = stream.rsplit('/').next().unwrap();
    assert_eq!(
        found,
        json!({"Streams": [{"StreamArn": stream, "TableName": table, "StreamLabel": label}]})
    );
    let none = target.streams_ok("ListStreams", json!({"TableName": "nothing"}));
    assert_eq!(none, json!({"Streams": []}));
}

// API reference, "UpdateTable": a stream can be read for a day after its end.
#[test]
fn a_stream_that_ended_is_listed_beside_its_successor() {
    let target = target();
    let (table, first) = target.streamed_table("KEYS_ONLY");
    target.switch_stream(&table, json!({"StreamEnabled": false}));
    target.switch_stream(
        &table,
        json!({"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"}),
    );
    let second = target.latest_stream(&table);
    assert_ne!(first, second);
    target.ok("DeleteTable", json!({"TableName": table}));
    let found = target.streams_ok("ListStreams", json!({"TableName": table}));
    assert_eq!(arns(&found), [first, second]);
}

// Public Alternator suite: these are refused with a ValidationException.
#[test]
fn a_bad_request_is_refused() {
    let target = target();
    let refusal = |body| target.streams_refusal("ListStreams", body);
    assert_eq!(
        refusal(json!({"Limit": 0})),
        "ValidationException: 1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"
    );
    assert_eq!(
        refusal(json!({"Limit": 101})),
        "ValidationException: One or more parameter values were invalid: Limit cannot be greater than the maximum allowed size: 100"
    );
    assert_eq!(
        refusal(json!({"ExclusiveStartStreamArn": "x".repeat(40)})),
        "ValidationException: Invalid StreamArn"
    );
}

// Both APIs have their own operations.
#[test]
fn the_operations_of_one_api_are_not_those_of_the_other() {
    let target = target();
    assert_eq!(
        target.refusal("ListStreams", json!({})),
        "UnknownOperationException"
    );
    assert_eq!(
        target.streams_refusal("ListTables", json!({})),
        "UnknownOperationException"
    );
}
