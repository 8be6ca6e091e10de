//! Attribute values: JSON as it comes. What is taken comes back in a form that stays.

use crate::with_door;

pub fn run(value: &[u8]) {
    with_door(|door| {
        let put = |value: &[u8]| {
            let start = br#"{"TableName":"tab","Item":{"pk":{"S":"a"},"x":"#.as_slice();
            door.dynamodb("PutItem", [start, value, b"}}"].concat()).0
        };
        if put(value) == 200 {
            let back = door.item()["x"].take();
            // Input that closes the value may end the item without one.
            if !back.is_null() {
                assert_eq!(put(back.to_string().as_bytes()), 200);
                assert_eq!(door.item()["x"], back);
            }
        }
    });
}
