//! XML documents: the first byte says of which operation. What is taken can be read again.

use crate::{content_md5, with_door};

const DOCUMENTS: [(&str, &str); 16] = [
    ("PUT", "/pail?tagging"),
    ("PUT", "/pail?cors"),
    ("PUT", "/pail?lifecycle"),
    ("PUT", "/pail?website"),
    ("PUT", "/pail?acl"),
    ("PUT", "/pail?encryption"),
    ("PUT", "/pail?notification"),
    ("PUT", "/pail?replication"),
    ("PUT", "/pail?versioning"),
    ("PUT", "/pail?object-lock"),
    ("PUT", "/pail?inventory&id=a"),
    ("PUT", "/pail?ownershipControls"),
    ("PUT", "/pail/key?tagging"),
    ("POST", "/pail?delete"),
    ("POST", "/pail/key?uploadId=none"),
    ("POST", "/pail/key?select&select-type=2"),
];

pub fn run(input: &[u8]) {
    if let Some((first, body)) = input.split_first() {
        let (method, target) = DOCUMENTS[usize::from(*first) % DOCUMENTS.len()];
        let md5 = content_md5(body);
        with_door(|door| {
            if door.s3(method, target, &[("content-md5", &md5)], body).0 < 300 && method == "PUT" {
                door.s3("GET", target, &[], &[]);
            }
        });
    }
}
