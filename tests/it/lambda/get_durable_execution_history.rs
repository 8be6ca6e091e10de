//! GetDurableExecutionHistory: events with their numbers, a page at a time, in either direction.

use serde_json::{Value, json};

use super::durable_executions::{Puppet, checkpoint, get};
use crate::harness::TestServer;

/// API model: Event.
#[test]
fn events_have_numbers_and_come_in_pages() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let arn = puppet.start("n", &json!({"a": 1}));
    let event = puppet.event();
    let step = |action: &str| json!({"Id": "s", "Name": "first", "Type": "STEP", "Action": action});
    let mut end = step("SUCCEED");
    end["Payload"] = json!("1");
    checkpoint(&server, &event, json!([step("START"), end]));
    puppet.answer(json!({"Status": "SUCCEEDED", "Result": "2"}));
    puppet.ended(&arn);
    let history = get(&server, &arn, "/history");
    let events = history["Events"].as_array().unwrap();
    let id = arn.rsplit('/').next().unwrap();
    let time = |at: usize| events[at]["EventTimestamp"].clone();
    let invocation = &events[3]["InvocationCompletedDetails"];
    assert_eq!(
        history,
        json!({"Events": [
            {
                "EventType": "ExecutionStarted", "EventId": 1, "EventTimestamp": time(0), "Id": id, "Name": "n",
                "ExecutionStartedDetails": {
                    "Input": {"Payload": "{\"a\":1}", "Truncated": false}, "ExecutionTimeout": 600,
                },
            },
            {
                "EventType": "StepStarted", "EventId": 2, "EventTimestamp": time(1), "Id": "s",
                "Name": "first", "StepStartedDetails": {},
            },
            {
                "EventType": "StepSucceeded", "EventId": 3, "EventTimestamp": time(2), "Id": "s",
                "Name": "first",
                "StepSucceededDetails": {
                    "Result": {"Payload": "1", "Truncated": false}, "RetryDetails": {"CurrentAttempt": 1},
                },
            },
            {
                "EventType": "InvocationCompleted", "EventId": 4, "EventTimestamp": time(3),
                "InvocationCompletedDetails": {
                    "StartTimestamp": invocation["StartTimestamp"],
                    "EndTimestamp": invocation["EndTimestamp"],
                    "RequestId": event["RequestId"],
                },
            },
            {
                "EventType": "ExecutionSucceeded", "EventId": 5, "EventTimestamp": time(4), "Id": id,
                "Name": "n",
                "ExecutionSucceededDetails": {"Result": {"Payload": "2", "Truncated": false}},
            },
        ]})
    );
    let bare = get(&server, &arn, "/history?IncludeExecutionData=false");
    let result = &bare["Events"][4]["ExecutionSucceededDetails"]["Result"];
    assert_eq!(*result, json!({"Truncated": true}));
    let pages = |query: &str| {
        let (mut numbers, mut marker) = (Vec::new(), String::new());
        loop {
            let page = get(
                &server,
                &arn,
                &format!("/history?MaxItems=2{query}{marker}"),
            );
            let events = page["Events"].as_array().unwrap().iter();
            numbers.push(
                events
                    .map(|own| own["EventId"].as_u64().unwrap())
                    .collect::<Vec<_>>(),
            );
            match &page["NextMarker"] {
                Value::String(next) => marker = format!("&Marker={}", next.replace('=', "%3D")),
                _ => return numbers,
            }
        }
    };
    assert_eq!(pages(""), [vec![1, 2], vec![3, 4], vec![5]]);
    assert_eq!(
        pages("&ReverseOrder=true"),
        [vec![5, 4], vec![3, 2], vec![1]]
    );
}
