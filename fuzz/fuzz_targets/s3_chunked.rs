//! Bodies in aws-chunked framing, with and without trailers: what is taken is what was announced.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ruststack_fuzz::run("s3_chunked", bytes));
