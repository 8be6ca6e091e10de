//! DescribeStream.

use serde_json::json;

use super::streams::MISSING;
use super::tables::{s, target};

// Recorded answers, public LocalStack suite.
#[test]
fn a_stream_is_described_with_its_one_shard() {
    let target = target();
    let (table, stream) = target.streamed_table("NEW_AND_OLD_IMAGES");
    let mut described = target.describe_stream(&stream);
    let shard = described["Shards"][0].take();
    let shard_id = shard["ShardId"].as_str().unwrap();
    let (number, end) = shard_id.strip_prefix("shardId-").unwrap().split_at(20);
    assert!(number.bytes().all(|byte| byte.is_ascii_digit()));
    assert_eq!(end.as_bytes()[0], b'-');
    let range = shard["SequenceNumberRange"].as_object().unwrap();
    assert_eq!(range.len(), 1);
    let start = range["StartingSequenceNumber"].as_str().unwrap();
    assert_eq!(start.len(), 21);
    assert!(described["CreationRequestDateTime"].is_number());
    described
        .as_object_mut()
        .unwrap()
        .remove("CreationRequestDateTime");
    assert_eq!(
        described,
        json!({
            "StreamArn": stream, "StreamLabel": stream.rsplit('/').next().unwrap(),
            "StreamStatus": "ENABLED", "StreamViewType": "NEW_AND_OLD_IMAGES",
            "TableName": table, "Shards": [null],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        })
    );
}

// Public Alternator suite, which runs on AWS.
#[test]
fn a_disabled_stream_has_a_closed_shard_even_after_its_table_is_gone() {
    let target = target();
    let (table, stream) = target.streamed_table("KEYS_ONLY");
    target.put(&table, json!({"pk": s("a")}));
    let number = target.records(&stream)[0]["dynamodb"]["SequenceNumber"].clone();
    let check = || {
        let described = target.describe_stream(&stream);
        assert_eq!(described["StreamStatus"], "DISABLED");
        let range = &described["Shards"][0]["SequenceNumberRange"];
        assert_eq!(range["EndingSequenceNumber"], number);
    };
    target.switch_stream(&table, json!({"StreamEnabled": false}));
    check();
    target.ok("DeleteTable", json!({"TableName": table}));
    check();
}

#[test]
fn a_page_behind_the_shard_and_its_children_are_empty() {
    let target = target();
    let (_, stream) = target.streamed_table("KEYS_ONLY");
    let shard_id = target.shard(&stream)["ShardId"].clone();
    for more in [
        json!({"ExclusiveStartShardId": shard_id}),
        json!({"ExclusiveStartShardId": "z".repeat(40)}),
        json!({"ShardFilter": {"Type": "CHILD_SHARDS", "ShardId": shard_id}}),
    ] {
        let mut body = more.clone();
        body["StreamArn"] = json!(stream);
        let answer = target.streams_ok("DescribeStream", body);
        assert_eq!(answer["StreamDescription"]["Shards"], json!([]), "{more}");
    }
}

// The missing stream: recorded answer, public LocalStack suite. The bad ARN: tests of AWS's
// JavaScript SDK.
#[test]
fn a_bad_request_is_refused() {
    let target = target();
    let (_, stream) = target.streamed_table("KEYS_ONLY");
    let refusal = |body| target.streams_refusal("DescribeStream", body);
    assert_eq!(
        refusal(json!({"StreamArn": MISSING})),
        format!(
            "ResourceNotFoundException: Requested resource not found: Stream: {MISSING} not found"
        )
    );
    assert_eq!(
        refusal(json!({"StreamArn": "fake-stream"})),
        "ValidationException: Invalid StreamArn"
    );
    assert_eq!(
        refusal(json!({})),
        "ValidationException: 1 validation error detected: Value null at 'streamArn' failed to satisfy constraint: Member must not be null"
    );
    assert_eq!(
        refusal(json!({"StreamArn": stream, "Limit": 101})),
        "ValidationException: One or more parameter values were invalid: Limit cannot be greater than the maximum: 100"
    );
    assert_eq!(
        refusal(json!({
            "StreamArn": stream, "ShardFilter": {"Type": "CHILD_SHARDS", "ShardId": "qwerty"},
        })),
        "ValidationException: 1 validation error detected: Value 'qwerty' at 'shardFilter.shardId' failed to satisfy constraint: Member must have length greater than or equal to 28"
    );
}

#[test]
fn a_stream_of_another_region_is_not_found() {
    let target = target();
    let (_, stream) = target.streamed_table("KEYS_ONLY");
    let elsewhere = stream.replace("us-east-1", "eu-west-1");
    assert!(
        target
            .streams_refusal("DescribeStream", json!({"StreamArn": elsewhere}))
            .starts_with("ResourceNotFoundException")
    );
}
