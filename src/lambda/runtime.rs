//! The runtimes a function may have: those AWS accepts, and those it no longer does.

use sha2::{Digest, Sha256};

use crate::aws::error::AwsError;

use super::error;

/// What AWS's answer lists, in its order (recorded in January 2026).
const LISTED: [&str; 25] = [
    "nodejs20.x",
    "python3.14",
    "provided.al2023",
    "python3.12",
    "python3.13",
    "nodejs24.x",
    "nodejs22.x",
    "java25",
    "python3.10",
    "python3.11",
    "java21",
    "ruby3.3",
    "ruby3.4",
    "ruby3.2",
    "python3.8",
    "python3.9",
    "java17",
    "nodejs16.x",
    "dotnet10",
    "dotnet8",
    "java11",
    "dotnet6",
    "nodejs18.x",
    "provided.al2",
    "java8.al2",
];

/// What the API model has had since.
const NEWER: [&str; 6] = [
    "ruby4.0",
    "python3.15",
    "nodejs26.x",
    "java8.al2023",
    "java11.al2023",
    "java17.al2023",
];

/// What the API model still lists and AWS refuses for creating and updating.
const ENDED: [&str; 21] = [
    "nodejs",
    "nodejs4.3",
    "nodejs4.3-edge",
    "nodejs6.10",
    "nodejs8.10",
    "nodejs10.x",
    "nodejs12.x",
    "nodejs14.x",
    "java8",
    "python2.7",
    "python3.6",
    "python3.7",
    "dotnetcore1.0",
    "dotnetcore2.0",
    "dotnetcore2.1",
    "dotnetcore3.1",
    "dotnet5.0",
    "go1.x",
    "ruby2.5",
    "ruby2.7",
    "provided",
];

/// Errors: InvalidParameterValueException for an unknown runtime and for one that has ended.
pub(crate) fn check(runtime: &str) -> Result<(), AwsError> {
    if LISTED.contains(&runtime) || NEWER.contains(&runtime) {
        Ok(())
    } else if ENDED.contains(&runtime) {
        Err(error::runtime_ended(runtime))
    } else {
        Err(error::unknown_runtime(runtime, &LISTED))
    }
}

/// `arn:aws:lambda:REGION::runtime:HEX`: 64 digits, always the same ones for a runtime.
pub(crate) fn runtime_version_arn(region: &str, runtime: &str) -> String {
    use std::fmt::Write;
    let mut arn = format!("arn:aws:lambda:{region}::runtime:");
    for byte in Sha256::digest(runtime) {
        write!(arn, "{byte:02x}").expect("writing to a String never fails");
    }
    arn
}
