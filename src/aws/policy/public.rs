//! Which policies are public.
//!
//! AWS: S3 user guide, "Blocking public access to your Amazon S3 storage", "The meaning of public".

use super::condition::Condition;
use super::document::Policy;
use super::network::Network;
use super::principal::Named;
use super::statement::{Choice, Effect, Statement};

/// Whether a statement lets anyone in and no condition fixes who that is. `fixing_keys` are those
/// condition keys, in lower case, that can.
pub(crate) fn is_policy_public(policy: &Policy, fixing_keys: &[&str]) -> bool {
    let mut statements = policy.statements.iter();
    statements.any(|statement| is_statement_public(statement, fixing_keys))
}

fn is_statement_public(statement: &Statement, fixing_keys: &[&str]) -> bool {
    let fixes_who = |condition: &Condition| fixes_who(condition, fixing_keys);
    let for_anyone = match &statement.principals {
        Choice::OneOf(named) => named.contains(&Named::Anyone),
        Choice::NoneOf(_) => true,
    };
    statement.effect == Effect::Allow && for_anyone && !statement.conditions.iter().any(fixes_who)
}

fn fixes_who(condition: &Condition, fixing_keys: &[&str]) -> bool {
    condition.operator().pins_down()
        && fixing_keys.contains(&condition.key.as_str())
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
            is_policy_public(&Policy::parse(&text, &Anything).unwrap(), &["aws:sourceip"])
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
