//! XML documents: the first byte says of which operation. What is taken can be read again.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ruststack_fuzz::run("s3_document", bytes));
