//! What tests need that map streams to functions, and what such a mapping does.

use std::collections::BTreeMap;

use ruststack::Clock;
use serde_json::{Value, json};

use super::lambda;
use super::running::{deploy, deploy_with};
use crate::harness::{Reply, TestServer};

pub(super) const MAPPINGS: &str = "/2015-03-31/event-source-mappings";
const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:q";

/// With the embedded engine, or a DynamoDB Local if `RUSTSTACK_TEST_DYNAMODB=local` asks for it. Tests that move
/// the clock have the engine: there is one clock.
fn server() -> TestServer {
    match std::env::var("RUSTSTACK_TEST_DYNAMODB").as_deref() {
        Ok("local") => TestServer::dynamodb_local(),
        _ => TestServer::start(),
    }
}

/// Keeps every event as an object whose key begins with the time, then does what `then` says.
fn keeping(then: &str) -> String {
    format!(
        "import json, os, time, urllib.request
HOME = os.environ['AWS_ENDPOINT_URL'] + '/events/'
def keep(event, context):
    name = f'{{time.time_ns():020}}-{{context.aws_request_id}}'
    data = json.dumps(event).encode()
    urllib.request.urlopen(urllib.request.Request(HOME + name, data=data, method='PUT')).read()
def handler(event, context):
    keep(event, context)
    numbers = [record['dynamodb']['SequenceNumber'] for record in event['Records']]
    values = [int(record['dynamodb']['NewImage']['v']['N']) for record in event['Records']]
    {then}
"
    )
}

/// A server with the table `table`, whose stream's ARN comes back, the function `f` that keeps its events,
/// and the bucket that it keeps them in.
fn mapped(server: &TestServer, then: &str) -> String {
    let arn = stream_of(server, "table");
    open_bucket(server);
    deploy(server, "f", &keeping(then));
    arn
}

/// Makes a table with a partition key `p` and a stream; the stream's ARN.
pub(super) fn stream_of(server: &TestServer, table: &str) -> String {
    let made = server.dynamodb(
        "CreateTable",
        json!({
            "TableName": table,
            "KeySchema": [{"AttributeName": "p", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "p", "AttributeType": "S"}],
            "BillingMode": "PAY_PER_REQUEST",
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        }),
    );
    assert_eq!(made.status, 200, "{}", made.text());
    let arn = &made.json()["TableDescription"]["LatestStreamArn"];
    arn.as_str().unwrap().to_owned()
}

/// Functions put objects there without a signature.
fn open_bucket(server: &TestServer) {
    let policy = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::events/*"}}"#;
    for (method, target, body) in [
        ("PUT", "/events", ""),
        ("DELETE", "/events?publicAccessBlock", ""),
        ("PUT", "/events?policy", policy),
    ] {
        let reply = server.request(method, target).signed("s3").body(body);
        let reply = reply.send();
        assert!(reply.status < 300, "{}", reply.text());
    }
}

/// A mapping of a stream to `f` with more members; its description.
fn map(server: &TestServer, stream_arn: &str, members: Value) -> Value {
    let mut request = json!({
        "FunctionName": "f",
        "EventSourceArn": stream_arn,
        "StartingPosition": "TRIM_HORIZON",
    });
    for (member, value) in members.as_object().unwrap() {
        request[member] = value.clone();
    }
    let reply = lambda(server, "POST", MAPPINGS, request);
    assert_eq!(reply.status, 202, "{}", reply.text());
    reply.json()
}

fn put(server: &TestServer, key: &str, value: usize) {
    let item = json!({"p": {"S": key}, "v": {"N": value.to_string()}});
    let reply = server.dynamodb("PutItem", json!({"TableName": "table", "Item": item}));
    assert_eq!(reply.status, 200, "{}", reply.text());
}

pub(super) fn idle(server: &TestServer) {
    let reply = server.request("GET", "/_ruststack/idle?timeout=120").send();
    assert_eq!(reply.status, 200, "{}", reply.text());
}

/// The events that the function got, in their order.
fn events(server: &TestServer) -> Vec<Value> {
    let list = server.request("GET", "/events").signed("s3").send().text();
    let keys = list.split("<Key>").skip(1);
    let keys = keys.map(|rest| rest.split('<').next().unwrap().to_owned());
    let get = |key: String| {
        let reply = server.request("GET", &format!("/events/{key}"));
        reply.signed("s3").send().json()
    };
    keys.map(get).collect()
}

/// The values of the records of each event.
fn values(server: &TestServer) -> Vec<Vec<usize>> {
    let value = |record: &Value| {
        let text = record["dynamodb"]["NewImage"]["v"]["N"].as_str();
        text.unwrap().parse().unwrap()
    };
    let records = |event: Value| {
        event["Records"]
            .as_array()
            .unwrap()
            .iter()
            .map(value)
            .collect()
    };
    events(server).into_iter().map(records).collect()
}

/// Messages that left for the queue.
fn told(server: &TestServer) -> Vec<Value> {
    let page = format!("/_ruststack/events?target={QUEUE}");
    let page = server.request("GET", &page).send().json();
    let events = page["events"].as_array().unwrap().iter();
    let message = |event: &Value| serde_json::from_str(event["message"].as_str().unwrap());
    events.map(|event| message(event).unwrap()).collect()
}

fn to_queue() -> Value {
    json!({"OnFailure": {"Destination": QUEUE}})
}

fn get(server: &TestServer, mapping: &Value) -> Value {
    lambda(server, "GET", &at(mapping), Value::Null).json()
}

pub(super) fn at(mapping: &Value) -> String {
    format!("{MAPPINGS}/{}", mapping["UUID"].as_str().unwrap())
}

fn update(server: &TestServer, mapping: &Value, members: Value) -> Reply {
    lambda(server, "PUT", &at(mapping), members)
}

/// Issue: nothing is lost, nothing comes twice, and each item's changes keep their order.
fn assert_each_once_in_order(server: &TestServer, keys: usize, writes: usize) {
    let mut seen: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for event in events(server) {
        for record in event["Records"].as_array().unwrap() {
            let image = &record["dynamodb"]["NewImage"];
            let (key, value) = (image["p"]["S"].as_str(), image["v"]["N"].as_str());
            let of_key = seen.entry(key.unwrap().to_owned()).or_default();
            of_key.push(value.unwrap().parse().unwrap());
        }
    }
    assert_eq!(seen.len(), keys);
    for (key, values) in seen {
        let key: usize = key.parse().unwrap();
        let expected: Vec<usize> = (key..writes).step_by(keys).collect();
        assert_eq!(values, expected, "{key}");
    }
}

#[test]
fn a_thousand_writes_arrive_once_each_and_in_order() {
    let server = server();
    let arn = mapped(&server, "return None");
    let mapping = map(&server, &arn, json!({}));
    for write in 0..1000 {
        put(&server, &(write % 20).to_string(), write);
    }
    idle(&server);
    assert_each_once_in_order(&server, 20, 1000);
    assert_eq!(get(&server, &mapping)["LastProcessingResult"], "OK");
}

#[test]
fn parallel_batches_keep_the_order_of_each_item() {
    let server = server();
    let arn = mapped(&server, "return None");
    let settings = json!({"ParallelizationFactor": 4, "BatchSize": 10});
    let mapping = map(&server, &arn, settings);
    for write in 0..200 {
        put(&server, &(write % 20).to_string(), write);
        if write == 100 {
            let changed = update(&server, &mapping, json!({"ParallelizationFactor": 3}));
            assert_eq!(changed.status, 202, "{}", changed.text());
        }
    }
    idle(&server);
    assert_each_once_in_order(&server, 20, 200);
}

/// At least once when a function fails: the batch comes again until it is done.
#[test]
fn a_batch_that_fails_is_retried_and_then_told_to_the_destination() {
    let server = server();
    let arn = mapped(&server, "raise ValueError('no')");
    let settings = json!({"MaximumRetryAttempts": 2, "DestinationConfig": to_queue()});
    let mapping = map(&server, &arn, settings);
    put(&server, "a", 1);
    idle(&server);
    assert_eq!(values(&server), [[1], [1], [1]]);
    let described = get(&server, &mapping);
    let problem = "PROBLEM: Function call failed";
    assert_eq!(described["LastProcessingResult"], problem);
    // The document is recorded.
    let told = told(&server);
    let info = &told[0]["DDBStreamBatchInfo"];
    let number = &events(&server)[0]["Records"][0]["dynamodb"]["SequenceNumber"];
    assert_eq!(
        told,
        [json!({
            "requestContext": {
                "requestId": told[0]["requestContext"]["requestId"],
                "functionArn": mapping["FunctionArn"],
                "condition": "RetryAttemptsExhausted",
                "approximateInvokeCount": 3,
            },
            "responseContext": {
                "statusCode": 200,
                "executedVersion": "$LATEST",
                "functionError": "Unhandled",
            },
            "version": "1.0",
            "timestamp": told[0]["timestamp"],
            "DDBStreamBatchInfo": {
                "shardId": info["shardId"],
                "startSequenceNumber": number,
                "endSequenceNumber": number,
                "approximateArrivalOfFirstRecord": info["approximateArrivalOfFirstRecord"],
                "approximateArrivalOfLastRecord": info["approximateArrivalOfLastRecord"],
                "batchSize": 1,
                "streamArn": arn,
            },
        })]
    );
    assert!(info["shardId"].as_str().unwrap().starts_with("shardId-"));
}

/// Recorded: the object's key, and the records in it as `payload`.
#[test]
fn a_bucket_keeps_the_records_that_were_given_up() {
    let server = server();
    let arn = mapped(&server, "raise ValueError('no')");
    server.request("PUT", "/failures").signed("s3").send();
    let destination = json!({"OnFailure": {"Destination": "arn:aws:s3:::failures"}});
    let settings = json!({"MaximumRetryAttempts": 0, "DestinationConfig": destination});
    let mapping = map(&server, &arn, settings);
    put(&server, "a", 1);
    idle(&server);
    let list = server.request("GET", "/failures").signed("s3").send();
    let key = list.element("Key").unwrap();
    let object = server.request("GET", &format!("/failures/{key}"));
    let record = object.signed("s3").send().json();
    assert_eq!(record["payload"], events(&server)[0]);
    let shard = record["DDBStreamBatchInfo"]["shardId"].as_str().unwrap();
    let time = record["timestamp"].as_str().unwrap();
    let (day, moment) = (time[..10].replace('-', "/"), time[..16].replace(':', "."));
    let uuid = mapping["UUID"].as_str().unwrap();
    let start = format!("aws/lambda/{uuid}/{shard}/{day}/{moment}");
    assert!(key.starts_with(&start), "{key}");
}

/// Developer Guide, "Configuring partial batch response with DynamoDB and Lambda"; that the rest has all
/// its retries before it is recorded.
#[test]
fn a_function_can_say_which_records_failed() {
    let server = server();
    let then = "return {'batchItemFailures': [{'itemIdentifier': n} for n, v in zip(numbers, values) if v == 2]}";
    let arn = mapped(&server, then);
    for value in 0..4 {
        put(&server, "a", value);
    }
    let settings = json!({
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "MaximumRetryAttempts": 1,
        "BatchSize": 3,
        "DestinationConfig": to_queue(),
    });
    map(&server, &arn, settings);
    idle(&server);
    let expected = [vec![0, 1, 2], vec![2], vec![2], vec![3]];
    assert_eq!(values(&server), expected);
    let told = told(&server);
    assert_eq!(told[0]["requestContext"]["approximateInvokeCount"], 2);
    assert_eq!(told[0]["responseContext"]["functionError"], Value::Null);
}

/// API_CreateEventSourceMapping: splitting is no retry.
#[test]
fn a_batch_that_fails_is_cut_in_two() {
    let server = server();
    let then = "if 2 in values: raise ValueError('two')";
    let arn = mapped(&server, then);
    for value in 0..4 {
        put(&server, "a", value);
    }
    let settings = json!({"BisectBatchOnFunctionError": true, "MaximumRetryAttempts": 0});
    map(&server, &arn, settings);
    idle(&server);
    let expected = [vec![0, 1, 2, 3], vec![0, 1], vec![2, 3], vec![2], vec![3]];
    assert_eq!(values(&server), expected);
}

#[test]
fn a_filter_lets_through_what_its_patterns_take() {
    let server = server();
    let arn = mapped(&server, "return None");
    let pattern = json!({
        "eventName": ["INSERT"],
        "dynamodb": {"NewImage": {"p": {"S": [{"prefix": "in-"}]}}},
    });
    let filters = json!([{"Pattern": pattern.to_string()}]);
    map(
        &server,
        &arn,
        json!({"FilterCriteria": {"Filters": filters}}),
    );
    for (value, key) in ["in-a", "out", "in-a", "in-b"].iter().enumerate() {
        put(&server, key, value);
    }
    idle(&server);
    assert_eq!(values(&server).concat(), [0, 3]);
}

/// AWS's page: LATEST reads what is written from now on.
#[test]
fn a_mapping_begins_where_it_is_told_to() {
    let server = server();
    let arn = mapped(&server, "return None");
    put(&server, "a", 1);
    map(&server, &arn, json!({"StartingPosition": "LATEST"}));
    put(&server, "a", 2);
    idle(&server);
    assert_eq!(values(&server).concat(), [2]);
}

#[test]
fn a_batch_waits_for_its_window_and_no_longer() {
    let clock = Clock::frozen(1_700_000_000_000);
    let server = TestServer::with(|config| config.clock = clock.clone());
    let arn = mapped(&server, "return None");
    let settings = json!({"MaximumBatchingWindowInSeconds": 60, "BatchSize": 3});
    map(&server, &arn, settings);
    put(&server, "a", 1);
    put(&server, "a", 2);
    let pending = server.request("GET", "/_ruststack/idle?timeout=0.2").send();
    assert_eq!(pending.status, 504);
    let pending = &pending.json()["pending"][0];
    assert_eq!(pending["kind"], "event source mapping");
    assert_eq!(events(&server).len(), 0);
    clock.advance_ms(60_000);
    idle(&server);
    assert_eq!(values(&server), [[1, 2]]);
    // A full batch need not wait.
    for value in 3..6 {
        put(&server, "a", value);
    }
    idle(&server);
    assert_eq!(values(&server), [vec![1, 2], vec![3, 4, 5]]);
}

/// Recorded: records that are too old reach no function.
#[test]
fn old_records_are_given_up() {
    let clock = Clock::frozen(1_700_000_000_000);
    let server = TestServer::with(|config| config.clock = clock.clone());
    let arn = mapped(&server, "return None");
    put(&server, "a", 1);
    clock.advance_ms(61_000);
    put(&server, "a", 2);
    let settings = json!({"MaximumRecordAgeInSeconds": 60, "DestinationConfig": to_queue()});
    map(&server, &arn, settings);
    idle(&server);
    assert_eq!(values(&server), [[2]]);
    let told = told(&server);
    let context = &told[0]["requestContext"];
    assert_eq!(context["condition"], "RecordAgeExceeded");
    assert_eq!(context["approximateInvokeCount"], 1);
    assert_eq!(told[0].get("responseContext"), None);
}

/// Developer Guide, "Implementing stateful DynamoDB stream processing in Lambda".
#[test]
fn a_tumbling_window_keeps_a_state_until_it_ends() {
    let clock = Clock::frozen(1_700_000_010_000);
    let server = TestServer::with(|config| config.clock = clock.clone());
    let then = "return {'state': {'sum': event['state'].get('sum', 0) + sum(values)}}";
    let arn = mapped(&server, then);
    let mapping = map(
        &server,
        &arn,
        json!({"TumblingWindowInSeconds": 60, "BatchSize": 1}),
    );
    put(&server, "a", 1);
    put(&server, "a", 2);
    clock.advance_ms(50_000);
    idle(&server);
    let events = events(&server);
    let ends = |event: &Value| event["isFinalInvokeForWindow"].clone();
    assert_eq!(
        events.iter().map(ends).collect::<Vec<_>>(),
        [false, false, true]
    );
    let state = |event: &Value| event["state"].clone();
    assert_eq!(
        events.iter().map(state).collect::<Vec<_>>(),
        [json!({}), json!({"sum": 1}), json!({"sum": 3})]
    );
    let last = &events[2];
    assert_eq!(
        *last,
        json!({
            "Records": [],
            "window": {"start": "2023-11-14T22:13:00Z", "end": "2023-11-14T22:14:00Z"},
            "state": {"sum": 3},
            "shardId": last["shardId"],
            "eventSourceARN": mapping["EventSourceArn"],
            "isFinalInvokeForWindow": true,
            "isWindowTerminatedEarly": false,
        })
    );
}

/// API_UpdateEventSourceMapping: a mapping pauses, and resumes from the same place.
#[test]
fn a_mapping_that_was_disabled_goes_on_where_it_was() {
    let server = server();
    let arn = mapped(&server, "return None");
    let mapping = map(&server, &arn, json!({}));
    put(&server, "a", 1);
    idle(&server);
    let paused = update(&server, &mapping, json!({"Enabled": false}));
    assert_eq!(paused.json()["State"], "Disabling");
    put(&server, "a", 2);
    idle(&server);
    assert_eq!(get(&server, &mapping)["State"], "Disabled");
    assert_eq!(values(&server).concat(), [1]);
    let resumed = update(&server, &mapping, json!({"Enabled": true}));
    assert_eq!(resumed.json()["State"], "Enabling");
    idle(&server);
    assert_eq!(values(&server).concat(), [1, 2]);
    assert_eq!(get(&server, &mapping)["State"], "Enabled");
}

/// Whoever writes, the stream tells: transactions, batches, PartiQL and the time to live.
#[test]
fn every_kind_of_write_arrives() {
    let clock = Clock::frozen(1_700_000_000_000);
    let server = TestServer::with(|config| config.clock = clock.clone());
    let arn = stream_of(&server, "table");
    open_bucket(&server);
    let code = keeping("return None").replace("['NewImage']['v']['N']", ".get('SizeBytes')");
    deploy_with(&server, "f", &code, json!({}));
    map(&server, &arn, json!({}));
    let item = |key: &str| json!({"p": {"S": key}, "v": {"N": "1"}, "ttl": {"N": "1700000001"}});
    for (operation, request) in [
        (
            "UpdateTimeToLive",
            json!({"TableName": "table", "TimeToLiveSpecification": {"Enabled": true, "AttributeName": "ttl"}}),
        ),
        (
            "TransactWriteItems",
            json!({"TransactItems": [{"Put": {"TableName": "table", "Item": item("a")}}]}),
        ),
        (
            "BatchWriteItem",
            json!({"RequestItems": {"table": [{"PutRequest": {"Item": item("b")}}]}}),
        ),
        (
            "ExecuteStatement",
            json!({"Statement": "INSERT INTO \"table\" VALUE {'p': 'c', 'v': 1}"}),
        ),
    ] {
        let reply = server.dynamodb(operation, request);
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
    idle(&server);
    clock.advance_ms(3_600_000);
    let mut told = Vec::new();
    while told.len() < 5 {
        idle(&server);
        let records = |event: Value| event["Records"].as_array().unwrap().clone();
        told = events(&server).into_iter().flat_map(records).collect();
    }
    let key = |record: &Value| {
        let key = record["dynamodb"]["Keys"]["p"]["S"].as_str().unwrap();
        format!("{} {key}", record["eventName"].as_str().unwrap())
    };
    let mut names: Vec<_> = told.iter().map(key).collect();
    names[3..].sort();
    assert_eq!(
        names,
        ["INSERT a", "INSERT b", "INSERT c", "REMOVE a", "REMOVE b"]
    );
    let expired = json!({"type": "Service", "principalId": "dynamodb.amazonaws.com"});
    assert_eq!(told[4]["userIdentity"], expired);
}
