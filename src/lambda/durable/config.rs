//! DurableConfig in requests: what makes a function durable, from its creation on.

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::lambda::error::durable as refuse;
use crate::lambda::functions::durable_config::DurableConfig;
use crate::lambda::functions::version::{FunctionVersion, LogFormat};
use crate::lambda::kms_key;
use crate::lambda::wire::settings::DurableConfigInput;

/// 366 days, in seconds.
const EXECUTION_TIMEOUT_MAX: i64 = 31_622_400;
const RETENTION_DAYS_MAX: i64 = 90;
/// SAM's and CDK's references of DurableConfig.
const RETENTION_DAYS: u32 = 14;
/// An invocation takes no longer, in seconds.
const TIMEOUT_MAX: u32 = 900;

/// Notes every value that lies outside the API model's constraints.
pub(crate) fn check(input: Option<&DurableConfigInput>, violations: &mut Violations) {
    let Some(input) = input else {
        return;
    };
    kms_key::check(
        "durableConfig.kMSKeyArn",
        input.kms_key_arn.as_deref(),
        violations,
    );
    if let Some(days) = input.retention_period_in_days {
        let member = "durableConfig.retentionPeriodInDays";
        violations.range(member, days, 1, RETENTION_DAYS_MAX);
    }
    if let Some(timeout) = input.execution_timeout {
        let member = "durableConfig.executionTimeout";
        violations.range(member, timeout, 1, EXECUTION_TIMEOUT_MAX);
    }
}

/// The configuration of a new function, of what [`check`] has passed.
///
/// Errors: InvalidParameterValueException without a timeout.
pub(crate) fn of_new(input: Option<DurableConfigInput>) -> Result<Option<DurableConfig>, AwsError> {
    let Some(input) = input else {
        return Ok(None);
    };
    let timeout = unsigned(input.execution_timeout);
    Ok(Some(DurableConfig {
        execution_timeout_s: timeout.ok_or_else(refuse::no_execution_timeout)?,
        retention_days: unsigned(input.retention_period_in_days).unwrap_or(RETENTION_DAYS),
        kms_key: input.kms_key_arn.and_then(kms_key::accept),
    }))
}

/// Makes a new function durable: its log is JSON, and an invocation may take as long as an execution, unless
/// the request says otherwise (answers seen in public tests).
pub(crate) fn begin(config: DurableConfig, version: &mut FunctionVersion) {
    version.timeout_s = config.execution_timeout_s.min(TIMEOUT_MAX);
    version.log_format = LogFormat::json();
    version.durable = Some(config);
}

/// Lays the members that are there over those of before, of what [`check`] has passed.
///
/// Errors: InvalidParameterValueException for a function that was made without any.
pub(crate) fn change(
    input: DurableConfigInput,
    version: &mut FunctionVersion,
) -> Result<(), AwsError> {
    if input == DurableConfigInput::default() {
        return Ok(());
    }
    let config = version.durable.as_mut().ok_or_else(refuse::not_durable)?;
    if let Some(timeout) = unsigned(input.execution_timeout) {
        config.execution_timeout_s = timeout;
    }
    if let Some(days) = unsigned(input.retention_period_in_days) {
        config.retention_days = days;
    }
    if let Some(key) = input.kms_key_arn {
        config.kms_key = kms_key::accept(key);
    }
    Ok(())
}

/// Of a number that its range has passed already.
fn unsigned(value: Option<i64>) -> Option<u32> {
    value.and_then(|value| u32::try_from(value).ok())
}
