//! PartiQL: the text of a statement.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ruststack_fuzz::run("dynamodb_statement", bytes));
