//! Packages of functions: whatever is no sound zip is refused.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ruststack_fuzz::run("lambda_package", bytes));
