//! Bucket policies: what is taken comes back as it was sent, and judges requests.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ruststack_fuzz::run("s3_policy", bytes));
