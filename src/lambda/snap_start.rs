//! SnapStart: which functions may have it.

use crate::aws::error::AwsError;

use super::error;
use super::functions::function::Configuration;

/// What AWS takes snapshots of (Developer Guide, "Improving startup performance with Lambda SnapStart":
/// Java 11, Python 3.12 and .NET 8 and later).
const RUNTIMES: [&str; 11] = [
    "java11",
    "java11.al2023",
    "java17",
    "java17.al2023",
    "java21",
    "java25",
    "python3.12",
    "python3.13",
    "python3.14",
    "dotnet8",
    "dotnet10",
];
/// `/tmp` of a function with SnapStart (the same page).
const EPHEMERAL_MB_MAX: u32 = 512;

/// Errors, all InvalidParameterValueException: an image, another runtime, isolated tenants, a larger
/// `/tmp`.
pub(crate) fn check(configuration: &Configuration) -> Result<(), AwsError> {
    let version = &configuration.version;
    if !configuration.snap_start {
        return Ok(());
    }
    if version.code.is_image() {
        return Err(error::configuration::no_snap_start_for("ContainerImage"));
    }
    if !RUNTIMES.contains(&version.runtime.as_str()) {
        return Err(error::configuration::no_snap_start_for(&version.runtime));
    }
    if version.tenant_isolation {
        return Err(error::tenancy::not_with("SnapStart"));
    }
    if version.ephemeral_mb > EPHEMERAL_MB_MAX {
        return Err(error::configuration::storage_too_large_for_snap_start());
    }
    Ok(())
}
