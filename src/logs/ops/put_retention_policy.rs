//! PutRetentionPolicy and DeleteRetentionPolicy: how long a group keeps its events.

use crate::aws::error::AwsError;
use crate::logs::call::Call;
use crate::logs::input::Input;
use crate::logs::reply::Reply;
use crate::logs::{error, name};

/// Days (API reference, PutRetentionPolicy).
const DAYS: [i64; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

/// API reference, PutRetentionPolicy. Older events go at once, by the server's clock.
///
/// Errors: InvalidParameterException, ResourceNotFoundException.
pub(in crate::logs) fn put_retention_policy(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let name = name::required_group(input)?;
    let days = input.number("retentionInDays", i64::MIN, i64::MAX)?;
    let days = input.must("retentionInDays", days);
    input.finish()?;
    if days.is_some_and(|days| !DAYS.contains(&days)) {
        return Err(error::invalid_retention(&DAYS));
    }
    set(call, name, days)
}

/// API reference, DeleteRetentionPolicy: events stay for ever.
///
/// Errors: InvalidParameterException, ResourceNotFoundException.
pub(in crate::logs) fn delete_retention_policy(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let name = name::required_group(input)?;
    input.finish()?;
    set(call, name, None)
}

fn set(call: &Call<'_>, name: Option<String>, days: Option<i64>) -> Result<Reply, AwsError> {
    let mut store = call.shared.store();
    let name = name.unwrap_or_default();
    let group = store.group(call.scope, &name, call.now_ms())?;
    group.retention_days = days;
    group.expire(call.now_ms());
    Ok(Reply::Nothing)
}
