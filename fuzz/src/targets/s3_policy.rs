//! Bucket policies: what is taken comes back as it was sent, and judges requests.

use crate::with_door;

pub fn run(policy: &[u8]) {
    with_door(|door| {
        let headers = [("x-amz-confirm-remove-self-bucket-access", "false")];
        if door.s3("PUT", "/pail?policy", &headers, policy).0 < 300 {
            door.s3("GET", "/pail/key", &[], &[]);
            door.s3("GET", "/pail?policyStatus", &[], &[]);
            door.s3("DELETE", "/pail?policy", &[], &[]);
        }
    });
}
