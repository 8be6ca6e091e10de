//! Expressions: the first byte says of which kind, the rest is the text.

use crate::with_door;
use serde_json::{Map, Value, json};

pub fn run(input: (u8, &str)) {
    let (kind, text) = input;
    let key = json!({"pk": {"S": "a"}});
    let (operation, mut request) = match kind % 5 {
        0 => ("PutItem", json!({"Item": key, "ConditionExpression": text})),
        1 => ("UpdateItem", json!({"Key": key, "UpdateExpression": text})),
        2 => ("Query", json!({"KeyConditionExpression": text})),
        3 => ("GetItem", json!({"Key": key, "ProjectionExpression": text})),
        _ => ("Scan", json!({"FilterExpression": text})),
    };
    request["TableName"] = json!("tab");
    let values = [
        (":s", json!({"S": "a"})),
        (":n", json!({"N": "1"})),
        (":l", json!({"L": [{"N": "1"}]})),
        (":z", json!({"SS": ["a"]})),
    ];
    let spoken = |name: &str| text.contains(name);
    let values: Map<String, Value> = values
        .into_iter()
        .filter(|(name, _)| spoken(name))
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    if !values.is_empty() && kind % 5 != 3 {
        request["ExpressionAttributeValues"] = values.into();
    }
    if spoken("#s") {
        request["ExpressionAttributeNames"] = json!({"#s": "s"});
    }
    with_door(|door| {
        door.dynamodb(operation, request.to_string());
    });
}
