//! Functions whose environments serve one tenant each (Developer Guide, "Tenant isolation").

use http::HeaderMap;

use super::error::tenancy as refuse;
use super::functions::version::FunctionVersion;
use super::wire::create_function::TenancyConfigInput;
use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;

const MODES: [&str; 1] = ["PER_TENANT"];
const ID_CHARACTERS_MAX: usize = 256;
const ID_PATTERN: &str = r"[a-zA-Z0-9\._:\/=+\-@ ]+";

/// TenancyConfig against the API model.
pub(crate) fn check(sent: Option<&TenancyConfigInput>, violations: &mut Violations) {
    let Some(sent) = sent else {
        return;
    };
    let path = "tenancyConfig.tenantIsolationMode";
    match sent.tenant_isolation_mode.as_deref() {
        None => violations.missing(path),
        Some(mode) if !MODES.contains(&mode) => violations.one_of(path, mode, &MODES),
        Some(_) => {}
    }
}

/// The tenant that a request names, against the API model.
pub(crate) fn tenant_id(headers: &HeaderMap, violations: &mut Violations) -> Option<String> {
    let id = headers.get("x-amz-tenant-id")?.to_str().unwrap_or_default();
    if id.len() > ID_CHARACTERS_MAX {
        let constraint =
            format!("Member must have length less than or equal to {ID_CHARACTERS_MAX}");
        violations.note("tenantId", id, &constraint);
    }
    let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || b"._:/=+-@ ".contains(&byte);
    if id.is_empty() || !id.bytes().all(is_legal) {
        let constraint = format!("Member must satisfy regular expression pattern: {ID_PATTERN}");
        violations.note("tenantId", id, &constraint);
    }
    Some(id.to_owned())
}

/// A function with isolated tenants needs to know which one an event is for, others must not.
pub(crate) fn admit(function: &FunctionVersion, tenant_id: Option<&str>) -> Result<(), AwsError> {
    match (function.tenant_isolation, tenant_id) {
        (true, None) => Err(refuse::tenant_missing()),
        (false, Some(_)) => Err(refuse::tenant_unexpected()),
        _ => Ok(()),
    }
}

/// Refuses what functions with isolated tenants cannot have, such as `SnapStart`.
pub(crate) fn refuse(function: &FunctionVersion, what: &str) -> Result<(), AwsError> {
    match function.tenant_isolation {
        true => Err(refuse::not_with(what)),
        false => Ok(()),
    }
}
