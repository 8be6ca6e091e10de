//! Pieces in a journal, behind checksums that are right: a start takes them or names what is wrong.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ruststack_fuzz::run("journal", bytes));
