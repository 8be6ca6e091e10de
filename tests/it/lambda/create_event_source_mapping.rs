//! CreateEventSourceMapping: shape and validation.

use serde_json::{Value, json};

use super::event_sources::{MAPPINGS, at, stream_of};
use super::{assert_invalid, assert_refused, assert_validation, create, lambda};
use crate::harness::{Reply, TestServer};

fn make(server: &TestServer, members: Value) -> Reply {
    lambda(server, "POST", MAPPINGS, members)
}

fn request(stream_arn: &str, member: &str, value: Value) -> Value {
    let mut request = json!({
        "FunctionName": "f",
        "EventSourceArn": stream_arn,
        "StartingPosition": "LATEST",
    });
    request[member] = value;
    request
}

/// Recorded answers: Create shows `Creating`, Get soon `Enabled`.
#[test]
fn a_mapping_shows_its_settings() {
    let server = TestServer::start();
    create(&server, "f");
    let arn = stream_of(&server, "table");
    let reply = make(&server, request(&arn, "Tags", json!({"k": "v"})));
    assert_eq!(reply.status, 202, "{}", reply.text());
    let made = reply.json();
    let uuid = made["UUID"].as_str().unwrap();
    let mapping_arn = format!("arn:aws:lambda:us-east-1:000000000000:event-source-mapping:{uuid}");
    assert_eq!(
        made,
        json!({
            "UUID": uuid,
            "BatchSize": 100,
            "BisectBatchOnFunctionError": false,
            "DestinationConfig": {"OnFailure": {}},
            "EventSourceArn": arn,
            "EventSourceMappingArn": mapping_arn,
            "FunctionArn": "arn:aws:lambda:us-east-1:000000000000:function:f",
            "FunctionResponseTypes": [],
            "LastModified": made["LastModified"],
            "LastProcessingResult": "No records processed",
            "MaximumBatchingWindowInSeconds": 0,
            "MaximumRecordAgeInSeconds": -1,
            "MaximumRetryAttempts": -1,
            "ParallelizationFactor": 1,
            "StartingPosition": "LATEST",
            "State": "Creating",
            "StateTransitionReason": "User action",
            "TumblingWindowInSeconds": 0,
        })
    );
    let mut shown = lambda(&server, "GET", &at(&made), Value::Null).json();
    while shown["State"] == "Creating" {
        shown = lambda(&server, "GET", &at(&made), Value::Null).json();
    }
    assert_eq!(shown["State"], "Enabled");
    let tags = format!("/2017-03-31/tags/{}", mapping_arn.replace(':', "%3A"));
    assert_eq!(
        lambda(&server, "GET", &tags, Value::Null).json(),
        json!({"Tags": {"k": "v"}})
    );
}

/// Recorded answers, but those of which the last two comments say otherwise.
#[test]
fn what_aws_refuses_is_refused() {
    let server = TestServer::start();
    create(&server, "f");
    let arn = stream_of(&server, "table");
    let with = |member: &str, value: Value| make(&server, request(&arn, member, value));
    let queue = "arn:aws:sqs:us-east-1:000000000000:q";
    let missing = format!("{arn}1");
    let kinesis = "arn:aws:kinesis:us-east-1:000000000000:stream/k";
    let filter = |pattern: &str| json!({"Filters": [{"Pattern": pattern}]});
    for (reply, message) in [
        (
            make(&server, json!({"FunctionName": "f"})),
            "Unrecognized event source.".to_owned(),
        ),
        (
            make(&server, json!({"FunctionName": "f", "EventSourceArn": arn})),
            "1 validation error detected: Value null at 'startingPosition' failed to satisfy \
             constraint: Member must not be null."
                .to_owned(),
        ),
        (
            with("StartingPosition", json!("AT_TIMESTAMP")),
            format!("Unsupported starting position for arn type: {arn}"),
        ),
        (
            with("StartingPositionTimestamp", json!(1_700_000_000)),
            "Timestamp only valid with StartingPosition AT_TIMESTAMP".to_owned(),
        ),
        (
            with("FunctionName", json!("other")),
            "Function does not exist".to_owned(),
        ),
        (
            with("FunctionName", json!("f:7")),
            "Function does not exist".to_owned(),
        ),
        (
            with("FilterCriteria", filter("single-string")),
            "Invalid filter pattern definition.".to_owned(),
        ),
        (
            with(
                "FilterCriteria",
                filter("[{\"eventName\": [\"INSERT\"=123}]"),
            ),
            "Invalid filter pattern definition.".to_owned(),
        ),
        (
            with(
                "DestinationConfig",
                json!({"OnSuccess": {"Destination": queue}}),
            ),
            "Unsupported DestinationConfig parameter for given event source mapping type."
                .to_owned(),
        ),
        (
            with("EventSourceArn", json!(missing)),
            format!("Stream not found: {missing}"),
        ),
        (
            with("EventSourceArn", json!(kinesis)),
            format!("Stream not found: {kinesis}"),
        ),
        (
            make(
                &server,
                json!({"FunctionName": "f", "EventSourceArn": queue}),
            ),
            "Error occurred while ReceiveMessage. SQS Error Code: \
             AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does \
             not exist."
                .to_owned(),
        ),
        (
            with("EventSourceArn", json!(queue)),
            "StartingPosition is not valid for SQS event sources.".to_owned(),
        ),
        // As developers of infrastructure tools quote it.
        (
            with("MaximumRecordAgeInSeconds", json!(59)),
            "MaximumRecordAgeInSeconds must be either -1 (forever) or between 60 and 604800 \
             (inclusive)"
                .to_owned(),
        ),
        // In the recorded words for destinations.
        (
            with("ScalingConfig", json!({"MaximumConcurrency": 2})),
            "Unsupported ScalingConfig parameter for given event source mapping type.".to_owned(),
        ),
    ] {
        assert_invalid(&reply, &message);
    }
}

/// The model's constraints; the enum's order is recorded.
#[test]
fn values_out_of_range_are_refused() {
    let server = TestServer::start();
    let arn = stream_of(&server, "table");
    let with = |member: &str, value: Value| make(&server, request(&arn, member, value));
    for (reply, what) in [
        (
            with("StartingPosition", json!("invalid")),
            "Value 'invalid' at 'startingPosition' failed to satisfy constraint: Member must \
             satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]",
        ),
        (
            with("BatchSize", json!(0)),
            "Value '0' at 'batchSize' failed to satisfy constraint: Member must have value greater \
             than or equal to 1",
        ),
        (
            with("ParallelizationFactor", json!(11)),
            "Value '11' at 'parallelizationFactor' failed to satisfy constraint: Member must have \
             value less than or equal to 10",
        ),
        (
            with("FunctionResponseTypes", json!(["No"])),
            "Value '[No]' at 'functionResponseTypes' failed to satisfy constraint: Member must \
             satisfy constraint: [Member must satisfy enum value set: [ReportBatchItemFailures], \
             Member must not be null]",
        ),
        (
            with("FunctionName", Value::Null),
            "Value null at 'functionName' failed to satisfy constraint: Member must not be null",
        ),
    ] {
        assert_validation(&reply, &format!("1 validation error detected: {what}"));
    }
}

/// Recorded answer.
#[test]
fn a_second_mapping_of_the_same_two_is_refused() {
    let server = TestServer::start();
    create(&server, "f");
    let arn = stream_of(&server, "table");
    let same = request(&arn, "Enabled", json!(false));
    let made = make(&server, same.clone()).json();
    let uuid = made["UUID"].as_str().unwrap();
    let message = format!(
        "The event source arn (\" {arn} \") and function (\" f \") provided mapping already exists. \
         Please update or delete the existing mapping with UUID {uuid}"
    );
    let body = json!({"Type": "User", "message": message});
    assert_refused(&make(&server, same), 409, "ResourceConflictException", body);
    let latest = request(&arn, "FunctionName", json!("f:$LATEST"));
    let reply = make(&server, latest);
    assert_eq!(reply.status, 202, "{}", reply.text());
    let function = &reply.json()["FunctionArn"];
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST";
    assert_eq!(*function, arn);
}
