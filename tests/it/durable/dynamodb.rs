//! Tables outlive a process that is killed: their items, what follows from them, and what they are set to.

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::harness::Program;

fn ask(program: &Program, target: &str, input: Value) -> Value {
    let reply = program
        .request("POST", "/")
        .header("x-amz-target", target)
        .header("content-type", "application/x-amz-json-1.0")
        .body(input.to_string())
        .signed("dynamodb")
        .send();
    assert_eq!(reply.status, 200, "{target}: {}", reply.text());
    reply.json()
}

fn dynamodb(program: &Program, operation: &str, input: Value) -> Value {
    ask(program, &format!("DynamoDB_20120810.{operation}"), input)
}

fn streams(program: &Program, operation: &str, input: Value) -> Value {
    let target = format!("DynamoDBStreams_20120810.{operation}");
    ask(program, &target, input)
}

fn create(program: &Program) {
    let table = json!({
        "TableName": "table",
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "kind", "AttributeType": "S"},
        ],
        "GlobalSecondaryIndexes": [{
            "IndexName": "by_kind",
            "KeySchema": [{"AttributeName": "kind", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }],
        "BillingMode": "PAY_PER_REQUEST",
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        "Tags": [{"Key": "team", "Value": "one"}],
    });
    dynamodb(program, "CreateTable", table);
    let protect = json!({"TableName": "table", "DeletionProtectionEnabled": true});
    dynamodb(program, "UpdateTable", protect);
}

fn of_kind(program: &Program, kind: &str) -> Value {
    let query = json!({
        "TableName": "table", "IndexName": "by_kind",
        "KeyConditionExpression": "kind = :kind",
        "ExpressionAttributeValues": {":kind": {"S": kind}},
    });
    dynamodb(program, "Query", query)["Items"].clone()
}

/// Every record of the one shard, oldest first.
fn records(program: &Program) -> Value {
    let table = dynamodb(program, "DescribeTable", json!({"TableName": "table"}));
    let arn = &table["Table"]["LatestStreamArn"];
    let stream = streams(program, "DescribeStream", json!({"StreamArn": arn}));
    let shard = &stream["StreamDescription"]["Shards"][0]["ShardId"];
    let start = json!({
        "StreamArn": arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON",
    });
    let iterator = streams(program, "GetShardIterator", start)["ShardIterator"].clone();
    streams(program, "GetRecords", json!({"ShardIterator": iterator}))["Records"].clone()
}

#[test]
fn tables_are_there_after_a_kill_with_indexes_streams_and_settings() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    create(&program);
    let put = |id: &str, kind: &str| json!({"Put": {"TableName": "table", "Item": {"id": {"S": id}, "kind": {"S": kind}}}});
    let items = json!({"TransactItems": [put("a", "old"), put("b", "old"), put("c", "other")]});
    dynamodb(&program, "TransactWriteItems", items);
    let update = json!({
        "TableName": "table", "Key": {"id": {"S": "a"}},
        "UpdateExpression": "SET kind = :kind, n = :n",
        "ExpressionAttributeValues": {":kind": {"S": "new"}, ":n": {"N": "1.50"}},
    });
    dynamodb(&program, "UpdateItem", update);
    let gone = json!({"TableName": "table", "Key": {"id": {"S": "c"}}});
    dynamodb(&program, "DeleteItem", gone);
    let told = records(&program);
    assert_eq!(told.as_array().unwrap().len(), 5);
    let described = dynamodb(&program, "DescribeTable", json!({"TableName": "table"}));
    program.kill();

    let program = Program::start(folder.path());
    assert_eq!(
        dynamodb(&program, "DescribeTable", json!({"TableName": "table"})),
        described
    );
    let got = dynamodb(
        &program,
        "GetItem",
        json!({"TableName": "table", "Key": {"id": {"S": "a"}}}),
    );
    let a = json!({"id": {"S": "a"}, "kind": {"S": "new"}, "n": {"N": "1.5"}});
    assert_eq!(got["Item"], a);
    assert_eq!(
        of_kind(&program, "new"),
        json!([{"id": {"S": "a"}, "kind": {"S": "new"}}])
    );
    assert_eq!(
        of_kind(&program, "old"),
        json!([{"id": {"S": "b"}, "kind": {"S": "old"}}])
    );
    assert_eq!(of_kind(&program, "other"), json!([]));
    assert_eq!(records(&program), told);
    let arn = &described["Table"]["TableArn"];
    let tags = dynamodb(&program, "ListTagsOfResource", json!({"ResourceArn": arn}));
    assert_eq!(tags["Tags"], json!([{"Key": "team", "Value": "one"}]));
}

// What a bulk operation has written is there, and what became of it; nobody goes on with one that was
// under way.
#[test]
fn bulk_operations_are_told_of_after_a_kill() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    create(&program);
    let s3 = |path: &str, body: String| {
        let reply = program.request("PUT", path).signed("s3").body(body).send();
        assert_eq!(reply.status, 200, "{}", reply.text());
    };
    s3("/pail", String::new());
    let line = |id: u32| format!("{{\"Item\":{{\"id\":{{\"S\":\"{id}\"}}}}}}\n");
    s3("/pail/few", line(0));
    s3("/pail/many", (1..20_000).map(line).collect());
    let start = |program: &Program, prefix: &str| {
        let request = json!({
            "TableName": "table", "MaxWriteRequestUnits": 1024,
            "InputS3Configuration": {
                "S3Bucket": "pail", "S3KeyPrefix": prefix, "InputFormat": "DYNAMODB_JSON",
            },
            "OutputS3Configuration": {"S3Bucket": "pail", "OutputType": ["ERROR"]},
        });
        let begun = dynamodb(program, "StartBulkPutItems", request);
        begun["BulkOperationDescription"]["BulkOperationArn"].clone()
    };
    let describe = |program: &Program, arn: &Value| {
        let request = json!({"BulkOperationArn": arn});
        let described = dynamodb(program, "DescribeBulkOperation", request);
        described["BulkOperationDescription"].clone()
    };
    let ended = start(&program, "few");
    while describe(&program, &ended)["EndTime"].is_null() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let told = describe(&program, &ended);
    assert_eq!(told["BulkOperationStatus"], "COMPLETED");
    let under_way = start(&program, "many");
    assert_eq!(
        describe(&program, &under_way)["BulkOperationStatus"],
        "IN_PROGRESS"
    );
    program.kill();

    let program = Program::start(folder.path());
    assert_eq!(describe(&program, &ended), told);
    let got = json!({"TableName": "table", "Key": {"id": {"S": "0"}}});
    let got = dynamodb(&program, "GetItem", got);
    assert_eq!(got["Item"], json!({"id": {"S": "0"}}));
    let failed = describe(&program, &under_way);
    assert_eq!(failed["BulkOperationStatus"], "FAILED");
}

#[test]
fn a_transaction_that_is_sent_again_after_a_kill_is_not_made_twice() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    create(&program);
    let add = json!({"TransactItems": [{"Update": {
        "TableName": "table", "Key": {"id": {"S": "counter"}},
        "UpdateExpression": "ADD n :one",
        "ExpressionAttributeValues": {":one": {"N": "1"}},
    }}], "ClientRequestToken": "once"});
    let statement = json!({"TransactStatements": [{
        "Statement": "UPDATE \"table\" SET m = m + 1 WHERE id = 'counter'",
    }], "ClientRequestToken": "once"});
    dynamodb(&program, "TransactWriteItems", add.clone());
    let first = json!({
        "TableName": "table", "Key": {"id": {"S": "counter"}}, "UpdateExpression": "SET m = :none",
        "ExpressionAttributeValues": {":none": {"N": "0"}},
    });
    dynamodb(&program, "UpdateItem", first);
    dynamodb(&program, "ExecuteTransaction", statement.clone());
    program.kill();

    let program = Program::start(folder.path());
    dynamodb(&program, "TransactWriteItems", add);
    dynamodb(&program, "ExecuteTransaction", statement);
    let key = json!({"TableName": "table", "Key": {"id": {"S": "counter"}}});
    let item = dynamodb(&program, "GetItem", key)["Item"].clone();
    assert_eq!(
        (&item["n"]["N"], &item["m"]["N"]),
        (&json!("1"), &json!("1"))
    );
    let other = json!({"TransactItems": [{"Delete": {
        "TableName": "table", "Key": {"id": {"S": "counter"}},
    }}], "ClientRequestToken": "once"});
    let refused = program
        .request("POST", "/")
        .header("x-amz-target", "DynamoDB_20120810.TransactWriteItems")
        .header("content-type", "application/x-amz-json-1.0")
        .body(other.to_string())
        .signed("dynamodb")
        .send();
    assert!(
        refused
            .text()
            .contains("IdempotentParameterMismatchException"),
        "{}",
        refused.text()
    );
}
