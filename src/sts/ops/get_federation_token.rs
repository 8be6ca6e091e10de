//! GetFederationToken: temporary credentials of somebody whom an application knows.

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::protocol::query::{self, Output};
use crate::aws::sigv4::session::SessionPrincipal;
use crate::sts::call::Call;
use crate::sts::{error, input};

const DURATION_MAX_S: i64 = 129_600;
const DURATION_DEFAULT_S: i64 = 43_200;
const NAME_MAX: usize = 32;

/// Credentials of a federated user. AWS page: API_GetFederationToken. Its policies are not applied
/// to what they do.
///
/// Errors: ValidationError, MalformedPolicyDocument, AccessDenied for a caller with temporary
/// credentials.
pub(in crate::sts) fn get_federation_token(call: &Call<'_>) -> Result<Output, AwsError> {
    let mut violations = Violations::default();
    let name = call.input.get("Name");
    match name {
        Some(name) => input::check_name(&mut violations, "name", name, NAME_MAX),
        None => violations.missing("name"),
    }
    let duration_s = input::duration_s(
        &mut violations,
        call.input,
        DURATION_MAX_S,
        DURATION_DEFAULT_S,
    );
    let name = violations.finish_query(name)?.to_owned();
    let packed = input::packed_policy_size(call.input)?;
    if call.caller.is_session {
        return Err(error::asked_by_session("GetFederationToken"));
    }
    let account = call.caller.account.clone();
    let user = SessionPrincipal::FederatedUser(name.clone());
    let credentials = call.issuer.issue(account.clone(), user, duration_s);
    Ok(query::output(move |result| {
        credentials.write(result);
        result.element("FederatedUser", |user| {
            let arn = format!("arn:aws:sts::{account}:federated-user/{name}");
            user.text("Arn", &arn);
            user.text("FederatedUserId", &format!("{account}:{name}"));
        });
        let packed = packed.map(|percent| percent.to_string());
        result.optional("PackedPolicySize", packed.as_deref());
    }))
}
