//! Bodies of Lambda's operations: the first byte chooses one.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ruststack_fuzz::run("lambda_request", bytes));
