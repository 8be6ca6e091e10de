//! Attribute values: JSON as it comes. What is taken comes back in a form that stays.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ruststack_fuzz::run("dynamodb_value", bytes));
