//! Which policies are public.
//!
//! AWS: S3 user guide, "Blocking public access to your Amazon S3 storage", "The meaning of public".

use super::condition::Condition;
use super::document::Policy;
use super::network::Network;
use super::principal::Named;
use super::statement::{Choice, Effect, Statement};

/// Condition keys that keep a statement from being public when their values are fixed.
const FIXING_KEYS: &[&str] = &[
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
];

/// Whether a statement lets anyone in and no condition fixes who that is.
pub(crate) fn is_policy_public(policy: &Policy) -> bool {
    policy.statements.iter().any(is_statement_public)
}

fn is_statement_public(statement: &Statement) -> bool {
    let for_anyone = match &statement.principals {
        Choice::OneOf(named) => named.contains(&Named::Anyone),
        Choice::NoneOf(_) => true,
    };
    statement.effect == Effect::Allow && for_anyone && !statement.conditions.iter().any(fixes_who)
}

fn fixes_who(condition: &Condition) -> bool {
    condition.operator().pins_down()
        && FIXING_KEYS.contains(&condition.key.as_str())
        && !condition.values.is_empty()
        && condition.values.iter().all(|value| is_fixed(value))
}

/// Neither a pattern nor a variable, nor too wide a range of addresses.
fn is_fixed(value: &str) -> bool {
    !value.contains(['*', '?', '$']) && !Network::parse(value).is_some_and(Network::is_wide)
}

#[cfg(test)]
mod tests {
    use super::super::anything::Anything;
    use super::*;

    #[test]
    fn public_is_who_is_not_fixed() {
        let is_public = |principal: &str, condition: &str| {
            let text = format!(
                "{{\"Statement\":{{\"Effect\":\"Allow\",\"Principal\":{principal},\
                 \"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::b/*\"{condition}}}}}"
            );
            is_policy_public(&Policy::parse(&text, &Anything).unwrap())
        };
        let from = |operator: &str, range: &str| {
            format!(",\"Condition\":{{\"{operator}\":{{\"aws:SourceIp\":\"{range}\"}}}}")
        };
        let anyone = "\"*\"";
        for (principal, condition, public) in [
            (anyone, String::new(), true),
            ("{\"AWS\":[\"*\"]}", from("IpAddress", "0.0.0.0/0"), true),
            (anyone, from("IpAddress", "0.0.0.0/1"), true),
            (anyone, from("IpAddress", "2001::/16"), true),
            (anyone, from("NotIpAddress", "10.0.0.0/8"), true),
            (anyone, from("IpAddressIfExists", "10.0.0.0/8"), true),
            (anyone, from("IpAddress", "10.0.0.0/8"), false),
            (anyone, from("IpAddress", "2001:db8::/32"), false),
            ("{\"AWS\":\"111122223333\"}", String::new(), false),
        ] {
            assert_eq!(is_public(principal, &condition), public, "{condition}");
        }
    }
}
