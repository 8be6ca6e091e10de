//! What callers are told who may not run a function.

use http::StatusCode;

use crate::aws::error::AwsError;
use crate::aws::identity::AccountId;

/// As users of AWS report it, whether there is such a function or not.
pub(crate) fn not_authorized(account: &AccountId, action: &str, arn: &str) -> AwsError {
    AwsError::new(
        StatusCode::FORBIDDEN,
        "AccessDeniedException",
        format!(
            "User: arn:aws:iam::{account}:root is not authorized to perform: lambda:{action} on \
             resource: {arn} because no resource-based policy allows the lambda:{action} action"
        ),
    )
}

/// AWS's text for who may not run a function; here it reaches the log alone.
pub(crate) fn policy_denies() -> AwsError {
    AwsError::new(
        StatusCode::FORBIDDEN,
        "AccessDeniedException",
        "no resource-based policy allows the lambda:InvokeFunction action",
    )
}

/// Recorded answers of function URLs: `null` for a URL that is not there.
pub(crate) fn url_forbidden(why: Option<&'static str>) -> AwsError {
    let (status, code) = (StatusCode::FORBIDDEN, "AccessDeniedException");
    match why {
        Some(why) => AwsError::new(status, code, why),
        None => AwsError::without_message(status, code).with_json_field("Message", "null"),
    }
}
