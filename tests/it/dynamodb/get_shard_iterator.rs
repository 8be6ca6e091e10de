//! GetShardIterator.

use ruststack::Clock;
use serde_json::{Value, json};

use super::streams::MISSING;
use super::tables::{s, target, target_at};

fn keys(records: &[Value]) -> Vec<&str> {
    let keys = records
        .iter()
        .map(|own| &own["dynamodb"]["Keys"]["pk"]["S"]);
    keys.map(|key| key.as_str().unwrap()).collect()
}

// Public Alternator and LocalStack suites, which run on AWS.
#[test]
fn each_type_begins_where_its_name_says() {
    let target = target();
    let (table, stream) = target.streamed_table("KEYS_ONLY");
    for key in ["a", "b", "c"] {
        target.put(&table, json!({"pk": s(key)}));
    }
    let all = target.records(&stream);
    assert_eq!(keys(&all), ["a", "b", "c"]);
    let start = &target.shard(&stream)["SequenceNumberRange"]["StartingSequenceNumber"];
    let second = &all[1]["dynamodb"]["SequenceNumber"];
    let read = |kind, number| {
        let iterator = target.iterator(&stream, kind, number);
        let text = iterator.as_str().unwrap();
        assert!(text.starts_with(&format!("{stream}|")), "{text}");
        keys(&target.records_at(&iterator)).join("")
    };
    assert_eq!(read("AT_SEQUENCE_NUMBER", second), "bc");
    assert_eq!(read("AFTER_SEQUENCE_NUMBER", second), "c");
    assert_eq!(read("AT_SEQUENCE_NUMBER", start), "abc");
    assert_eq!(read("TRIM_HORIZON", &Value::Null), "abc");
    let latest = target.iterator(&stream, "LATEST", &Value::Null);
    target.put(&table, json!({"pk": s("d")}));
    assert_eq!(keys(&target.records_at(&latest)), ["d"]);
}

// Public Alternator suite for what is refused; the texts are those that DynamoDB Local has of AWS.
#[test]
fn a_bad_request_is_refused() {
    let target = target();
    let (_, stream) = target.streamed_table("KEYS_ONLY");
    let shard_id = target.shard(&stream)["ShardId"].clone();
    let number = "1".repeat(21);
    let refusal = |stream: &str, shard_id: &Value, kind: &str, number: Value| {
        target.streams_refusal(
            "GetShardIterator",
            json!({
                "StreamArn": stream, "ShardId": shard_id, "ShardIteratorType": kind,
                "SequenceNumber": number,
            }),
        )
    };
    for kind in ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"] {
        assert_eq!(
            refusal(&stream, &shard_id, kind, Value::Null),
            "ValidationException: One or more parameter values were invalid: Invalid SequenceNumber"
        );
        assert_eq!(
            refusal(&stream, &shard_id, kind, json!("9".repeat(40))),
            "ValidationException: Invalid SequenceNumber for the shard"
        );
    }
    for kind in ["TRIM_HORIZON", "LATEST"] {
        assert_eq!(
            refusal(&stream, &shard_id, kind, json!(number)),
            "ValidationException: One or more parameter values were invalid: SequenceNumber should not be passed for this iterator type"
        );
    }
    assert_eq!(
        refusal(&stream, &shard_id, "AT_SEQUENCE_NUMBER", json!("1")),
        "ValidationException: 1 validation error detected: Value '1' at 'sequenceNumber' failed to satisfy constraint: Member must have length greater than or equal to 21"
    );
    assert_eq!(
        refusal(&stream, &shard_id, "bulle", Value::Null),
        "ValidationException: 1 validation error detected: Value 'bulle' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [TRIM_HORIZON, LATEST, AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER]"
    );
    assert_eq!(
        refusal(&stream, &json!("x".repeat(40)), "LATEST", Value::Null),
        "ResourceNotFoundException: Requested resource not found: Shard does not exist"
    );
    assert_eq!(
        refusal(&"x".repeat(40), &shard_id, "LATEST", Value::Null),
        "ValidationException: Invalid StreamArn"
    );
    assert!(
        refusal(MISSING, &shard_id, "LATEST", Value::Null).starts_with("ResourceNotFoundException")
    );
}

// API reference, "GetShardIterator": records live for a day.
#[test]
fn a_trimmed_record_cannot_be_begun_at() {
    let clock = Clock::frozen(1_764_037_614_000);
    let target = target_at(&clock);
    let (table, stream) = target.streamed_table("KEYS_ONLY");
    for key in ["a", "b"] {
        target.put(&table, json!({"pk": s(key)}));
    }
    let first = target.records(&stream)[0]["dynamodb"]["SequenceNumber"].clone();
    clock.advance_ms(24 * 60 * 60 * 1000);
    assert_eq!(
        target.streams_refusal(
            "GetShardIterator",
            json!({
                "StreamArn": stream, "ShardId": target.shard(&stream)["ShardId"],
                "ShardIteratorType": "AT_SEQUENCE_NUMBER", "SequenceNumber": first,
            }),
        ),
        "TrimmedDataAccessException: The data you are trying to access has been trimmed"
    );
    target.put(&table, json!({"pk": s("c")}));
    assert_eq!(keys(&target.records(&stream)), ["c"]);
}
