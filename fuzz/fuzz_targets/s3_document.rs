//! XML documents: the first byte says of which operation. What is taken can be read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ruststack_fuzz::{content_md5, with_door};

const DOCUMENTS: [(&str, &str); 16] = [
    ("PUT", "/b?tagging"),
    ("PUT", "/b?cors"),
    ("PUT", "/b?lifecycle"),
    ("PUT", "/b?website"),
    ("PUT", "/b?acl"),
    ("PUT", "/b?encryption"),
    ("PUT", "/b?notification"),
    ("PUT", "/b?replication"),
    ("PUT", "/b?versioning"),
    ("PUT", "/b?object-lock"),
    ("PUT", "/b?inventory&id=a"),
    ("PUT", "/b?ownershipControls"),
    ("PUT", "/b/key?tagging"),
    ("POST", "/b?delete"),
    ("POST", "/b/key?uploadId=none"),
    ("POST", "/b/key?select&select-type=2"),
];

fuzz_target!(|input: &[u8]| {
    if let Some((first, body)) = input.split_first() {
        let (method, target) = DOCUMENTS[usize::from(*first) % DOCUMENTS.len()];
        let md5 = content_md5(body);
        with_door(|door| {
            if door.s3(method, target, &[("content-md5", &md5)], body).0 < 300 && method == "PUT" {
                door.s3("GET", target, &[], &[]);
            }
        });
    }
});
