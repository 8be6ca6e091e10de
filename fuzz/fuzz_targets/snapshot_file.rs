//! The file of a snapshot whose pieces were changed behind checksums that are right.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ruststack_fuzz::run("snapshot_file", bytes));
