//! PartiQL: the text of a statement.

use crate::with_door;
use serde_json::json;

pub fn run(text: &str) {
    with_door(|door| {
        door.dynamodb("ExecuteStatement", json!({"Statement": text}).to_string());
        let placeholders = text.matches('?').count();
        if placeholders > 0 {
            let parameters = vec![json!({"S": "a"}); placeholders.min(100)];
            let request = json!({"Statement": text, "Parameters": parameters});
            door.dynamodb("ExecuteStatement", request.to_string());
        }
    });
}
