//! Bodies of Lambda's operations: the first byte chooses one.

use crate::with_door;

const OPERATIONS: [(&str, &str); 9] = [
    ("POST", "/2015-03-31/functions"),
    ("POST", "/2015-03-31/event-source-mappings"),
    ("POST", "/2018-10-31/layers/l/versions"),
    ("POST", "/2015-03-31/functions/f/policy"),
    ("PUT", "/2015-03-31/functions/f/configuration"),
    ("PUT", "/2019-09-25/functions/f/event-invoke-config"),
    ("POST", "/2021-10-31/functions/f/url"),
    ("POST", "/2020-04-22/code-signing-configs"),
    (
        "POST",
        "/2017-03-31/tags/arn:aws:lambda:us-east-1:000000000000:function:f",
    ),
];

pub fn run(input: &[u8]) {
    if let Some((first, body)) = input.split_first() {
        let (method, target) = OPERATIONS[usize::from(*first) % OPERATIONS.len()];
        with_door(|door| {
            door.lambda(method, target, body);
        });
    }
}
