//! AssumeRole: temporary credentials of a role.

use crate::aws::arn::Arn;
use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::identity::{AccountId, has_name_characters, unique_id};
use crate::aws::protocol::query::{self, Output};
use crate::aws::sigv4::session::SessionPrincipal;
use crate::sts::call::Call;
use crate::sts::{error, input};

const DURATION_MAX_S: i64 = 43_200;
const DURATION_DEFAULT_S: i64 = 3_600;
/// A session that begins another one may give it an hour (IAM guide, "Role chaining").
const CHAINED_MAX_S: i64 = 3_600;
const SESSION_NAME_MAX: usize = 64;

/// Credentials of a role's session, in the role's account. AWS page: API_AssumeRole. Any role may be
/// assumed: trust policies are not judged, as CreateFunction takes any role. Session policies, tags
/// and MFA codes change nothing of what the session may do.
///
/// Errors: ValidationError, MalformedPolicyDocument.
pub(in crate::sts) fn assume_role(call: &Call<'_>) -> Result<Output, AwsError> {
    let mut violations = Violations::default();
    let arn = call.input.get("RoleArn");
    match arn {
        Some(arn) => violations.length("roleArn", arn, 20, 2048),
        None => violations.missing("roleArn"),
    }
    let session = call.input.get("RoleSessionName");
    match session {
        Some(name) => {
            input::check_name(&mut violations, "roleSessionName", name, SESSION_NAME_MAX);
        }
        None => violations.missing("roleSessionName"),
    }
    let source_identity = call.input.get("SourceIdentity").map(str::to_owned);
    if let Some(name) = &source_identity {
        input::check_name(&mut violations, "sourceIdentity", name, SESSION_NAME_MAX);
    }
    let duration_s = input::duration_s(
        &mut violations,
        call.input,
        DURATION_MAX_S,
        DURATION_DEFAULT_S,
    );
    let (arn, session) = violations.finish_query(arn.zip(session))?;
    let (account, role) = role_of(arn).ok_or_else(|| error::invalid_arn(arn))?;
    if call.caller.is_session && duration_s > CHAINED_MAX_S {
        return Err(error::chained_too_long());
    }
    let packed = input::packed_policy_size(call.input)?;
    let principal = SessionPrincipal::AssumedRole {
        role: role.to_owned(),
        session: session.to_owned(),
    };
    let credentials = call.issuer.issue(account.clone(), principal, duration_s);
    let id = format!("{}:{session}", unique_id("AROA", &account, role));
    let arn = format!("arn:aws:sts::{account}:assumed-role/{role}/{session}");
    Ok(query::output(move |result| {
        result.optional("SourceIdentity", source_identity.as_deref());
        result.element("AssumedRoleUser", |user| {
            user.text("AssumedRoleId", &id);
            user.text("Arn", &arn);
        });
        credentials.write(result);
        let packed = packed.map(|percent| percent.to_string());
        result.optional("PackedPolicySize", packed.as_deref());
    }))
}

/// The account and the name, without its path, of a role's ARN.
fn role_of(arn: &str) -> Option<(AccountId, &str)> {
    let arn = Arn::parse(arn)?;
    let is_iam = arn.partition.starts_with("aws") && arn.service == "iam" && arn.region.is_empty();
    let path_and_name = arn.resource.strip_prefix("role/")?;
    let name = path_and_name.rsplit('/').next()?;
    let is_name = (1..=64).contains(&name.len()) && has_name_characters(name);
    (is_iam && is_name).then_some((AccountId::parse(arn.account)?, name))
}

#[cfg(test)]
mod tests {
    use super::role_of;

    #[test]
    fn the_path_of_a_role_is_not_part_of_its_name() {
        let role = |arn| role_of(arn).map(|(account, name)| format!("{account} {name}"));
        for (arn, expected) in [
            ("arn:aws:iam::123456789012:role/r", Some("123456789012 r")),
            (
                "arn:aws:iam::123456789012:role/a/b/r",
                Some("123456789012 r"),
            ),
            ("arn:aws:iam::123456789012:user/r", None),
            ("arn:aws:iam::1234:role/r", None),
            ("arn:aws:iam::123456789012:role/", None),
            ("arn:aws:iam::123456789012:role/a b", None),
            ("arn:aws:sts::123456789012:role/r", None),
            ("role/r", None),
        ] {
            assert_eq!(role(arn).as_deref(), expected, "{arn}");
        }
    }
}
