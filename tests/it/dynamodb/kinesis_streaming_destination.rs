//! EnableKinesisStreamingDestination, DisableKinesisStreamingDestination,
//! UpdateKinesisStreamingDestination and DescribeKinesisStreamingDestination.
//!
//! Texts and states are recorded (public catalogue of AWS's control plane, 2026).

use serde_json::{Value, json};

use super::tables::{Target, target};

const FIRST: &str = "arn:aws:kinesis:us-east-1:000000000000:stream/first";
const SECOND: &str = "arn:aws:kinesis:us-east-1:000000000000:stream/second";
const INVALID: &str =
    "ValidationException: Table is not in a valid state to enable Kinesis Streaming Destination: ";

fn body(table: &str, arn: &str) -> Value {
    json!({"TableName": table, "StreamArn": arn})
}

fn destinations(target: &Target, table: &str) -> Value {
    let request = json!({"TableName": table});
    let answer = target.ok("DescribeKinesisStreamingDestination", request);
    assert_eq!(answer["TableName"], table);
    answer["KinesisDataStreamDestinations"].clone()
}

#[test]
fn one_destination_is_active_at_a_time() {
    let target = target();
    let table = target.hash_table();
    assert_eq!(destinations(&target, &table), json!([]));
    assert_eq!(
        target.ok("EnableKinesisStreamingDestination", body(&table, FIRST)),
        json!({
            "TableName": table, "StreamArn": FIRST, "DestinationStatus": "ENABLING",
            "EnableKinesisStreamingConfiguration": {},
        })
    );
    let active = json!([{"StreamArn": FIRST, "DestinationStatus": "ACTIVE"}]);
    assert_eq!(destinations(&target, &table), active);
    for arn in [FIRST, SECOND] {
        assert_eq!(
            target.refusal("EnableKinesisStreamingDestination", body(&table, arn)),
            format!(
                "{INVALID}EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation."
            )
        );
    }
    let answer = target.ok("DisableKinesisStreamingDestination", body(&table, FIRST));
    assert_eq!(answer["DestinationStatus"], "DISABLING");
    let disabled = json!([{"StreamArn": FIRST, "DestinationStatus": "DISABLED"}]);
    assert_eq!(destinations(&target, &table), disabled);
    target.ok("EnableKinesisStreamingDestination", body(&table, FIRST));
    assert_eq!(destinations(&target, &table), active);
}

#[test]
fn a_precision_is_changed_while_the_destination_is_active() {
    let target = target();
    let table = target.hash_table();
    let update = |precision: &str| {
        let mut update = body(&table, FIRST);
        update["UpdateKinesisStreamingConfiguration"] =
            json!({"ApproximateCreationDateTimePrecision": precision});
        update
    };
    assert_eq!(
        target.refusal("UpdateKinesisStreamingDestination", update("MICROSECOND")),
        format!(
            "{INVALID}Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. TableName: {table}, kdsArn: {FIRST}"
        )
    );
    target.ok("EnableKinesisStreamingDestination", body(&table, FIRST));
    let answer = target.ok("UpdateKinesisStreamingDestination", update("MICROSECOND"));
    assert_eq!(answer["DestinationStatus"], "UPDATING");
    let shown = &destinations(&target, &table)[0];
    assert_eq!(shown["ApproximateCreationDateTimePrecision"], "MICROSECOND");
    let described = target.ok("DescribeTable", json!({"TableName": table}));
    let id = described["Table"]["TableId"].as_str().unwrap();
    assert_eq!(
        target.refusal("UpdateKinesisStreamingDestination", update("MICROSECOND")),
        format!(
            "ValidationException: Invalid Request: Precision is already set to the desired value of MICROSECOND for tableId: {id}, kdsArn: {FIRST}"
        )
    );
    assert_eq!(
        target.refusal("UpdateKinesisStreamingDestination", body(&table, FIRST)),
        "ValidationException: Streaming destination cannot be updated with given parameters: UpdateKinesisStreamingConfiguration cannot be null or contain only null values"
    );
}

#[test]
fn what_is_not_active_cannot_be_disabled() {
    let target = target();
    let table = target.hash_table();
    assert_eq!(
        target.refusal("DisableKinesisStreamingDestination", body(&table, FIRST)),
        format!(
            "{INVALID}KinesisStreamingDestination must be ACTIVE to perform DISABLE operation."
        )
    );
    assert_eq!(
        target.refusal("EnableKinesisStreamingDestination", body("none", FIRST)),
        "ResourceNotFoundException: Requested resource not found: Table: none not found"
    );
}
