//! Filter patterns of CloudWatch Logs, against messages of any kind.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ruststack_fuzz::run("logs_pattern", bytes));
