//! Object requests: a query string and the headers that are parsed, as they come.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ruststack_fuzz::run("s3_request", bytes));
