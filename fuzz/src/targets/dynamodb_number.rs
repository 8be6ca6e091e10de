//! Numbers: what is taken is written in one form, and adding nothing changes nothing.

use crate::with_door;
use serde_json::json;

pub fn run(text: &str) {
    with_door(|door| {
        let put = |text: &str| {
            let item = json!({"pk": {"S": "a"}, "x": {"N": text}});
            door.dynamodb(
                "PutItem",
                json!({"TableName": "tab", "Item": item}).to_string(),
            )
            .0
        };
        if put(text) != 200 {
            return;
        }
        let stored = door.item()["x"]["N"].take();
        assert_eq!(put(stored.as_str().expect("a number is a text")), 200);
        assert_eq!(door.item()["x"]["N"], stored);
        let request = json!({
            "TableName": "tab", "Key": {"pk": {"S": "a"}},
            "UpdateExpression": "SET x = x + :zero, y = x - :same",
            "ExpressionAttributeValues": {":zero": {"N": "0"}, ":same": {"N": text}},
        });
        assert_eq!(door.dynamodb("UpdateItem", request.to_string()).0, 200);
        let item = door.item();
        assert_eq!(item["x"]["N"], stored);
        assert_eq!(item["y"]["N"], "0");
    });
}
