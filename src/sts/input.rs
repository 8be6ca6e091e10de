//! What the operations of STS read alike: names, durations, session policies.

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::identity::has_name_characters;
use crate::aws::protocol::query::Parameters;

use super::error;

/// `[\w+=,.@-]*`: what sessions and federated users may be called.
pub(super) fn check_name(violations: &mut Violations, member: &str, name: &str, max: usize) {
    violations.length(member, name, 2, max);
    if !has_name_characters(name) {
        violations.pattern(member, name, "[\\w+=,.@-]*");
    }
}

/// DurationSeconds in its bounds, else `default_s`.
pub(super) fn duration_s(
    violations: &mut Violations,
    input: &Parameters,
    max_s: i64,
    default_s: i64,
) -> i64 {
    let Some(text) = input.get("DurationSeconds") else {
        return default_s;
    };
    let Ok(duration_s) = text.parse() else {
        violations.note("durationSeconds", text, "Member must be an integer");
        return default_s;
    };
    violations.range("durationSeconds", duration_s, 900, max_s);
    duration_s
}

/// PackedPolicySize: how much of the 2,048 characters session policies take, in percent; `None`
/// when there are none. AWS packs them first, by a rule that it does not tell.
///
/// Errors: MalformedPolicyDocument.
pub(super) fn packed_policy_size(input: &Parameters) -> Result<Option<usize>, AwsError> {
    let policy = input.get("Policy").unwrap_or_default();
    if !policy.is_empty() && serde_json::from_str::<serde_json::Value>(policy).is_err() {
        return Err(error::malformed_policy());
    }
    let arns = input.pairs("PolicyArns", "arn", "arn");
    let tags = input.pairs("Tags", "Key", "Value");
    let texts = arns.iter().map(|[arn, _]| *arn).chain(tags.concat());
    let length = policy.len() + texts.flatten().map(str::len).sum::<usize>();
    Ok((length > 0).then(|| (length * 100).div_ceil(2048)))
}
