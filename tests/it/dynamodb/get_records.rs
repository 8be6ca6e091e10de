//! GetRecords.

use ruststack::Clock;
use serde_json::{Value, json};

use super::streams::MISSING;
use super::tables::{Target, n, s, target, target_at};

/// `eventName`, key, old and new image of every record.
fn told(target: &Target, stream: &str) -> Vec<Value> {
    let records = target.records(stream);
    let told = records.iter().map(|record| {
        let change = &record["dynamodb"];
        json!([
            record["eventName"],
            change["Keys"]["pk"]["S"],
            change["OldImage"],
            change["NewImage"]
        ])
    });
    told.collect()
}

fn update(target: &Target, table: &str, key: &str, expression: &str) {
    target.ok(
        "UpdateItem",
        json!({
            "TableName": table, "Key": {"pk": s(key)}, "UpdateExpression": expression,
        }),
    );
}

// Recorded answers, public LocalStack suite: the members, and SizeBytes of 26.
#[test]
fn a_record_has_what_aws_tells_of_a_change() {
    let clock = Clock::frozen(1_764_037_614_987);
    let target = target_at(&clock);
    let (table, stream) = target.streamed_table("NEW_AND_OLD_IMAGES");
    target.put(&table, json!({"pk": s("Fred")}));
    target.put(&table, json!({"pk": s("Fred"), "name": s("Fred")}));
    let mut records = target.records(&stream);
    let ids: Vec<_> = records.iter().map(|own| own["eventID"].clone()).collect();
    assert_ne!(ids[0], ids[1]);
    assert_eq!(ids[0].as_str().unwrap().len(), 32);
    assert_eq!(records[0]["dynamodb"]["SizeBytes"], 12);
    let number = records[1]["dynamodb"]["SequenceNumber"].take();
    assert_eq!(number.as_str().unwrap().len(), 21);
    assert_eq!(
        records[1],
        json!({
            "eventID": ids[1], "eventName": "MODIFY", "eventVersion": "1.1",
            "eventSource": "aws:dynamodb", "awsRegion": "us-east-1",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_764_037_614, "Keys": {"pk": s("Fred")},
                "OldImage": {"pk": s("Fred")},
                "NewImage": {"pk": s("Fred"), "name": s("Fred")},
                "SequenceNumber": null, "SizeBytes": 26, "StreamViewType": "NEW_AND_OLD_IMAGES",
            },
        })
    );
}

// Public Alternator suite, which runs on AWS: what leaves an item as it was makes no record.
#[test]
fn only_what_changes_an_item_makes_a_record() {
    let target = target();
    let (table, stream) = target.streamed_table("NEW_AND_OLD_IMAGES");
    let bare = json!({"pk": s("a")});
    let full = json!({"pk": s("a"), "x": {"M": {"dog": n(1), "cat": n(2)}}});
    let delete = || target.ok("DeleteItem", json!({"TableName": table, "Key": bare}));
    delete();
    target.put(&table, full.clone());
    target.put(&table, full.clone());
    target.put(
        &table,
        json!({"pk": s("a"), "x": {"M": {"cat": n("2.0"), "dog": n(1)}}}),
    );
    update(&target, &table, "a", "REMOVE y");
    update(&target, &table, "a", "REMOVE x");
    delete();
    let records = told(&target, &stream);
    let expected = [
        json!(["INSERT", "a", null, full]),
        json!(["MODIFY", "a", full, bare]),
        json!(["REMOVE", "a", bare, null]),
    ];
    assert_eq!(records, expected);
}

#[test]
fn a_batch_makes_one_record_for_each_change() {
    let target = target();
    let (table, stream) = target.streamed_table("NEW_AND_OLD_IMAGES");
    target.put(&table, json!({"pk": s("a")}));
    target.put(&table, json!({"pk": s("b")}));
    let put = |item: Value| json!({"PutRequest": {"Item": item}});
    let delete = |key: &str| json!({"DeleteRequest": {"Key": {"pk": s(key)}}});
    target.ok(
        "BatchWriteItem",
        json!({"RequestItems": {&table: [
            put(json!({"pk": s("a")})), delete("b"), delete("c"), put(json!({"pk": s("d")})),
        ]}}),
    );
    let mut records = told(&target, &stream)[2..].to_vec();
    records.sort_by_key(Value::to_string);
    assert_eq!(
        records,
        [
            json!(["INSERT", "d", null, {"pk": s("d")}]),
            json!(["REMOVE", "b", {"pk": s("b")}, null]),
        ]
    );
}

#[test]
fn a_refused_write_makes_no_record() {
    let target = target();
    let (table, stream) = target.streamed_table("KEYS_ONLY");
    target.refusal(
        "PutItem",
        json!({
            "TableName": table, "Item": {"pk": s("a")},
            "ConditionExpression": "attribute_exists(pk)",
        }),
    );
    assert_eq!(target.records(&stream), Vec::<Value>::new());
}

// Developer Guide, "Change data capture for DynamoDB Streams".
#[test]
fn each_view_type_shows_its_images() {
    let target = target();
    for (view, old, new) in [
        ("KEYS_ONLY", false, false),
        ("NEW_IMAGE", false, true),
        ("OLD_IMAGE", true, false),
        ("NEW_AND_OLD_IMAGES", true, true),
    ] {
        let (table, stream) = target.streamed_table(view);
        target.put(&table, json!({"pk": s("a")}));
        target.put(&table, json!({"pk": s("a"), "x": n(1)}));
        let change = target.records(&stream)[1]["dynamodb"].take();
        assert_eq!(change["StreamViewType"], view);
        assert_eq!(change["OldImage"].is_object(), old, "{view}");
        assert_eq!(change["NewImage"].is_object(), new, "{view}");
    }
}

#[test]
fn a_limit_makes_pages_and_a_closed_shard_has_a_last_one() {
    let target = target();
    let (table, stream) = target.streamed_table("KEYS_ONLY");
    for key in ["a", "b", "c"] {
        target.put(&table, json!({"pk": s(key)}));
    }
    let read = |iterator: &Value| {
        let body = json!({"ShardIterator": iterator, "Limit": 2});
        target.streams_ok("GetRecords", body)
    };
    let first = read(&target.iterator(&stream, "TRIM_HORIZON", &Value::Null));
    assert_eq!(first["Records"].as_array().unwrap().len(), 2);
    let second = read(&first["NextShardIterator"]);
    assert_eq!(second["Records"][0]["dynamodb"]["Keys"]["pk"], s("c"));
    let none = read(&second["NextShardIterator"]);
    assert_eq!(none["Records"], json!([]));
    assert!(none["NextShardIterator"].is_string());
    // Public Alternator suite: the iterator is missing then, not null.
    target.switch_stream(&table, json!({"StreamEnabled": false}));
    assert_eq!(read(&none["NextShardIterator"]), json!({"Records": []}));
    let again = read(&first["NextShardIterator"]);
    assert_eq!(again["Records"].as_array().unwrap().len(), 1);
    assert!(again.get("NextShardIterator").is_none());
}

// API reference, "GetRecords": 1 MB or 1000 records, whichever comes first.
#[test]
fn a_page_ends_before_one_megabyte() {
    let target = target();
    let (table, stream) = target.streamed_table("NEW_IMAGE");
    let filler = "x".repeat(390_000);
    for key in ["a", "b", "c"] {
        target.put(&table, json!({"pk": s(key), "filler": s(&filler)}));
    }
    assert_eq!(target.records(&stream).len(), 2);
}

// API reference, "GetRecords"; the text is the service's model's.
#[test]
fn an_iterator_expires_after_fifteen_minutes_and_a_record_after_a_day() {
    const MINUTE_MS: i64 = 60 * 1000;
    let clock = Clock::frozen(1_764_037_614_000);
    let target = target_at(&clock);
    let (table, stream) = target.streamed_table("KEYS_ONLY");
    target.put(&table, json!({"pk": s("a")}));
    clock.advance_ms((24 * 60 - 10) * MINUTE_MS);
    let iterator = target.iterator(&stream, "TRIM_HORIZON", &Value::Null);
    assert_eq!(target.records_at(&iterator).len(), 1);
    clock.advance_ms(10 * MINUTE_MS);
    let refusal = |body: Value| target.streams_refusal("GetRecords", body);
    assert_eq!(
        refusal(json!({"ShardIterator": iterator})),
        "TrimmedDataAccessException: The data you are trying to access has been trimmed"
    );
    clock.advance_ms(6 * MINUTE_MS);
    assert_eq!(
        refusal(json!({"ShardIterator": iterator})),
        "ExpiredIteratorException: The provided iterator exceeds the maximum age allowed."
    );
    target.ok("DeleteTable", json!({"TableName": table}));
    target.describe_stream(&stream);
    clock.advance_ms(24 * 60 * MINUTE_MS);
    let gone = target.streams_refusal("DescribeStream", json!({"StreamArn": stream}));
    assert!(gone.starts_with("ResourceNotFoundException"), "{gone}");
}

#[test]
fn a_bad_request_is_refused() {
    let target = target();
    let (_, stream) = target.streamed_table("KEYS_ONLY");
    let iterator = target.iterator(&stream, "LATEST", &Value::Null);
    let refusal = |body: Value| target.streams_refusal("GetRecords", body);
    assert_eq!(
        refusal(json!({"ShardIterator": iterator, "Limit": 1001})),
        "ValidationException: One or more parameter values were invalid: Limit should be less than or equal to 1000"
    );
    assert_eq!(
        refusal(json!({"ShardIterator": iterator, "Limit": 0})),
        "ValidationException: 1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"
    );
    assert_eq!(
        refusal(json!({"ShardIterator": "garbage"})),
        "ValidationException: Invalid ShardIterator"
    );
    let elsewhere = iterator.as_str().unwrap().replace(&stream, MISSING);
    assert!(refusal(json!({"ShardIterator": elsewhere})).starts_with("ResourceNotFoundException"));
}
