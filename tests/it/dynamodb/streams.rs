//! Tables with a stream, and short ways to read it.

use serde_json::{Value, json};

use super::tables::{Target, error_of};

const API: &str = "DynamoDBStreams_20120810";
pub(super) const MISSING: &str =
    "arn:aws:dynamodb:us-east-1:000000000000:table/nothing/stream/2024-11-18T14:36:44.149";

impl Target {
    /// The answer of a request to the Streams API that has to succeed.
    pub(super) fn streams_ok(&self, operation: &str, body: Value) -> Value {
        let reply = self.send_to(API, operation, body);
        assert_eq!(reply.status, 200, "{operation}: {}", reply.text());
        reply.json()
    }

    /// `Code: message` of a request to the Streams API that has to fail with 400.
    pub(super) fn streams_refusal(&self, operation: &str, body: Value) -> String {
        let reply = self.send_to(API, operation, body);
        assert_eq!(reply.status, 400, "{operation}: {}", reply.text());
        error_of(&reply)
    }

    /// A table keyed by `pk` with a stream, and the stream's ARN.
    pub(super) fn streamed_table(&self, view: &str) -> (String, String) {
        let table = self.table(json!({
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": view},
        }));
        let stream = self.latest_stream(&table);
        (table, stream)
    }

    pub(super) fn latest_stream(&self, table: &str) -> String {
        let described = self.ok("DescribeTable", json!({"TableName": table}));
        let arn = described["Table"]["LatestStreamArn"].as_str().unwrap();
        arn.to_owned()
    }

    pub(super) fn switch_stream(&self, table: &str, specification: Value) {
        self.ok(
            "UpdateTable",
            json!({"TableName": table, "StreamSpecification": specification}),
        );
    }

    pub(super) fn describe_stream(&self, stream: &str) -> Value {
        let answer = self.streams_ok("DescribeStream", json!({"StreamArn": stream}));
        answer["StreamDescription"].clone()
    }

    pub(super) fn shard(&self, stream: &str) -> Value {
        self.describe_stream(stream)["Shards"][0].take()
    }

    /// An iterator of the only shard; `sequence_number` may be null.
    pub(super) fn iterator(&self, stream: &str, kind: &str, sequence_number: &Value) -> Value {
        let answer = self.streams_ok(
            "GetShardIterator",
            json!({
                "StreamArn": stream, "ShardId": self.shard(stream)["ShardId"],
                "ShardIteratorType": kind, "SequenceNumber": sequence_number,
            }),
        );
        answer["ShardIterator"].clone()
    }

    pub(super) fn records_at(&self, iterator: &Value) -> Vec<Value> {
        let answer = self.streams_ok("GetRecords", json!({"ShardIterator": iterator}));
        answer["Records"].as_array().unwrap().clone()
    }

    /// Every record that the stream still has.
    pub(super) fn records(&self, stream: &str) -> Vec<Value> {
        self.records_at(&self.iterator(stream, "TRIM_HORIZON", &Value::Null))
    }
}
