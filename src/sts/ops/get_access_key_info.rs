//! GetAccessKeyInfo: whose an access key is.

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::protocol::query::{self, Output};
use crate::sts::call::Call;

/// The account of an access key. AWS page: API_GetAccessKeyInfo.
///
/// Errors: ValidationError.
pub(in crate::sts) fn get_access_key_info(call: &Call<'_>) -> Result<Output, AwsError> {
    let mut violations = Violations::default();
    let id = call.input.get("AccessKeyId");
    match id {
        Some(id) => {
            violations.length("accessKeyId", id, 16, 128);
            if !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                violations.pattern("accessKeyId", id, "[\\w]*");
            }
        }
        None => violations.missing("accessKeyId"),
    }
    let account = call.issuer.account_of(violations.finish_query(id)?);
    Ok(query::output(move |result| {
        result.text("Account", account.as_str());
    }))
}
