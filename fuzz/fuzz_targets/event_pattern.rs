//! Filters of events: taken or refused by a mapping, as text in its JSON.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ruststack_fuzz::run("event_pattern", bytes));
