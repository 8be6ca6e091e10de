//! The `ruststack` program: reads its options, then serves until it is told to stop.

use std::process::ExitCode;

fn main() -> ExitCode {
    ruststack::main()
}
