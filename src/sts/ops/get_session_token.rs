//! GetSessionToken: temporary credentials of the caller's own.

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::protocol::query::{self, Output};
use crate::aws::sigv4::session::SessionPrincipal;
use crate::sts::call::Call;
use crate::sts::{error, input};

/// The root of an account gets an hour; this is 36 hours for users.
const DURATION_MAX_S: i64 = 129_600;
const DURATION_DEFAULT_S: i64 = 3_600;

/// Credentials for the call.caller. AWS page: API_GetSessionToken. SerialNumber and TokenCode are not
/// judged: there is no MFA device.
///
/// Errors: ValidationError, AccessDenied for a caller with temporary credentials.
pub(in crate::sts) fn get_session_token(call: &Call<'_>) -> Result<Output, AwsError> {
    let mut violations = Violations::default();
    let duration_s = input::duration_s(
        &mut violations,
        call.input,
        DURATION_MAX_S,
        DURATION_DEFAULT_S,
    );
    let duration_s = violations.finish_query(Some(duration_s))?;
    if call.caller.is_session {
        return Err(error::asked_by_session("GetSessionToken"));
    }
    let account = call.caller.account.clone();
    let credentials = call
        .issuer
        .issue(account, SessionPrincipal::Root, duration_s);
    Ok(query::output(move |result| credentials.write(result)))
}
