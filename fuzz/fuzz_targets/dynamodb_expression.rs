//! Expressions: the first byte says of which kind, the rest is the text.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ruststack_fuzz::run("dynamodb_expression", bytes));
