//! Bucket policies: what is taken comes back as it was sent, and judges requests.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ruststack_fuzz::with_door;

fuzz_target!(|policy: &[u8]| {
    with_door(|door| {
        let headers = [("x-amz-confirm-remove-self-bucket-access", "false")];
        if door.s3("PUT", "/b?policy", &headers, policy).0 < 300 {
            door.s3("GET", "/b/key", &[], &[]);
            door.s3("GET", "/b?policyStatus", &[], &[]);
            door.s3("DELETE", "/b?policy", &[], &[]);
        }
    });
});
