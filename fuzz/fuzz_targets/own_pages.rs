//! RustStack's own pages, and paths of worlds.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ruststack_fuzz::run("own_pages", bytes));
