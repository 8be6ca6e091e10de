//! Whole bodies: the first byte chooses the operation.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ruststack_fuzz::run("dynamodb_request", bytes));
