//! GetCallerIdentity: who asks.

use crate::aws::error::AwsError;
use crate::aws::protocol::query::{self, Output};
use crate::sts::call::Call;

/// The account, id and ARN of the call.caller. AWS page: API_GetCallerIdentity. Needs no permission.
pub(in crate::sts) fn get_caller_identity(call: &Call<'_>) -> Result<Output, AwsError> {
    let caller = call.caller.clone();
    Ok(query::output(move |result| {
        result.text("Arn", &caller.arn);
        result.text("UserId", &caller.user_id);
        result.text("Account", caller.account.as_str());
    }))
}
