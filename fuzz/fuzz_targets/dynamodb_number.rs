//! Numbers: what is taken is written in one form, and adding nothing changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ruststack_fuzz::run("dynamodb_number", bytes));
