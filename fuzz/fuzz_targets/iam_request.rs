//! The query protocol: a form, and a policy's document in one.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ruststack_fuzz::run("iam_request", bytes));
