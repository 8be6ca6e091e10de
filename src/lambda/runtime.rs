//! The runtimes a function may have: those AWS accepts, and those it no longer does.

use sha2::{Digest, Sha256};

use crate::aws::constraint::Violations;
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

/// What AWS's answer lists for layers, in its order (recorded).
const LISTED_FOR_LAYERS: [&str; 56] = [
    "ruby3.5",
    "ruby2.6",
    "dotnetcore1.0",
    "python3.7",
    "nodejs8.10",
    "nasa",
    "ruby2.7",
    "python2.7-greengrass",
    "dotnetcore2.0",
    "python3.8",
    "java21",
    "dotnet6",
    "dotnetcore2.1",
    "python3.9",
    "java11",
    "nodejs6.10",
    "provided",
    "dotnetcore3.1",
    "dotnet8",
    "java25",
    "java17",
    "nodejs",
    "nodejs4.3",
    "java8.al2",
    "go1.x",
    "dotnet10",
    "nodejs20.x",
    "go1.9",
    "byol",
    "nodejs10.x",
    "provided.al2023",
    "nodejs22.x",
    "python3.10",
    "java8",
    "nodejs12.x",
    "python3.11",
    "nodejs24.x",
    "nodejs8.x",
    "python3.12",
    "nodejs14.x",
    "nodejs8.9",
    "nodejs26.x",
    "python3.13",
    "python3.14",
    "nodejs16.x",
    "python3.15",
    "provided.al2",
    "nodejs4.3-edge",
    "nodejs18.x",
    "ruby3.2",
    "python3.4",
    "ruby3.3",
    "ruby3.4",
    "ruby2.5",
    "python3.6",
    "python2.7",
];

/// Notes runtimes that no layer can be made for (recorded answer).
pub(crate) fn check_for_layer(runtimes: &[String], violations: &mut Violations) {
    if !runtimes.iter().all(|runtime| is_for_layers(runtime)) {
        let shown = format!("[{}]", runtimes.join(", "));
        violations.one_of("compatibleRuntimes", &shown, &LISTED);
    }
}

/// Notes a runtime that no layer can be listed for (recorded answer).
pub(crate) fn check_layer_filter(runtime: &str, violations: &mut Violations) {
    if !is_for_layers(runtime) {
        violations.one_of("compatibleRuntime", runtime, &LISTED_FOR_LAYERS);
    }
}

fn is_for_layers(runtime: &str) -> bool {
    [&LISTED[..], &NEWER, &ENDED, &LISTED_FOR_LAYERS]
        .iter()
        .any(|list| list.contains(&runtime))
}

/// Errors: InvalidParameterValueException for an unknown runtime and for one that has ended.
pub(crate) fn check(runtime: &str) -> Result<(), AwsError> {
    if LISTED.contains(&runtime) || NEWER.contains(&runtime) {
        Ok(())
    } else if ENDED.contains(&runtime) {
        Err(error::runtime::runtime_ended(runtime))
    } else {
        Err(error::runtime::unknown_runtime(runtime, &LISTED))
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
