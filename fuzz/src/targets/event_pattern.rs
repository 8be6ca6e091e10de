//! Filters of events: taken or refused by a mapping, as text in its JSON.

use serde_json::json;

use crate::with_door;

pub fn run(pattern: &str) {
    let mapping = json!({
        "FunctionName": "f",
        "EventSourceArn": "arn:aws:dynamodb:us-east-1:000000000000:table/tab/stream/2026-11-22T00:00:00.000",
        "StartingPosition": "LATEST",
        "FilterCriteria": {"Filters": [{"Pattern": pattern}]},
    });
    with_door(|door| {
        door.lambda(
            "POST",
            "/2015-03-31/event-source-mappings",
            mapping.to_string(),
        );
    });
}
