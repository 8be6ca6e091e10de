//! Filter patterns of CloudWatch Logs, against messages of any kind.

use serde_json::json;

use crate::with_door;

pub fn run(input: (&str, &str)) {
    let (pattern, message) = input;
    let request = json!({"filterPattern": pattern, "logEventMessages": [message]});
    with_door(|door| {
        door.logs("TestMetricFilter", request.to_string());
    });
}
