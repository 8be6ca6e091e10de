//! Declarations in an init folder, in JSON or YAML: applied, or named as wrong.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ruststack_fuzz::run("seeds", bytes));
