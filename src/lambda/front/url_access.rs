//! Who may call a function URL (Developer Guide, "Control access to Lambda function URLs").

use crate::aws::identity::{AccountId, Caller, Signing};
use crate::lambda::functions::function_url::AuthType;
use crate::lambda::functions::policy::{Permission, Policy, Principal};

/// Since October 2025 a URL needs both.
const ACTIONS: [&str; 2] = ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"];

/// Whether a caller may use a URL of this kind: everybody needs the policy's word, whoever signs
/// needs it in another account only, for there are no users and roles to ask in their own.
pub(super) fn lets_in(
    auth_type: AuthType,
    policy: Option<&Policy>,
    owner: &AccountId,
    caller: &Caller,
) -> bool {
    let root = format!("arn:aws:iam::{}:root", caller.scope.account);
    let principal = match auth_type {
        AuthType::None => None,
        AuthType::AwsIam if caller.signing == Signing::Anonymous => return false,
        AuthType::AwsIam if caller.scope.account == *owner => return true,
        AuthType::AwsIam => Some(root.as_str()),
    };
    let granted = |action: &&str| {
        policy.is_some_and(|policy| {
            let mut statements = policy.statements.iter();
            statements.any(|one| grants(one, action, auth_type, principal))
        })
    };
    ACTIONS.iter().all(granted)
}

fn grants(
    permission: &Permission,
    action: &str,
    auth_type: AuthType,
    principal: Option<&str>,
) -> bool {
    let Permission {
        action: own,
        conditions,
        ..
    } = permission;
    let is_principal = match &permission.principal {
        Principal::Everyone => true,
        Principal::Arn(arn) => principal == Some(arn),
        Principal::Service(_) => false,
    };
    // What no call of a URL has keeps it out.
    let asks_for_more = conditions.source_arn.is_some()
        || conditions.source_account.is_some()
        || conditions.organization.is_some()
        || conditions.event_source_token.is_some();
    let url_type = conditions.function_url_auth_type.as_deref();
    is_principal
        && (own == action || own == "lambda:*" || own == "*")
        && !asks_for_more
        && url_type.is_none_or(|named| named == auth_type.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::identity::{Region, Scope};
    use crate::lambda::functions::policy::Conditions;

    fn policy(statements: &[(&str, &str, Option<&str>)]) -> Policy {
        let statement = |(principal, action, auth_type): &(&str, &str, Option<&str>)| Permission {
            sid: "s".to_owned(),
            action: (*action).to_owned(),
            principal: Principal::parse(principal).unwrap(),
            conditions: Conditions {
                function_url_auth_type: auth_type.map(str::to_owned),
                ..Conditions::default()
            },
        };
        Policy {
            statements: statements.iter().map(statement).collect(),
            revision_id: String::new(),
        }
    }

    fn caller(account: &str, signing: Signing) -> Caller {
        Caller {
            scope: Scope {
                account: AccountId::parse(account).unwrap(),
                region: Region::parse("us-east-1").unwrap(),
            },
            signing,
            access_key: None,
        }
    }

    #[test]
    fn everybody_needs_both_actions() {
        let (url, function) = (ACTIONS[0], ACTIONS[1]);
        let owner = AccountId::default();
        let anybody = caller("000000000000", Signing::Anonymous);
        for (statements, expected) in [
            (&[][..], false),
            (&[("*", url, Some("NONE"))], false),
            (&[("*", url, Some("NONE")), ("*", function, None)], true),
            (&[("*", url, Some("AWS_IAM")), ("*", function, None)], false),
            (&[("*", "lambda:*", None)], true),
            (&[("111122223333", "lambda:*", None)], false),
        ] {
            let policy = policy(statements);
            let lets_in = lets_in(AuthType::None, Some(&policy), &owner, &anybody);
            assert_eq!(lets_in, expected, "{statements:?}");
        }
        assert!(!lets_in(AuthType::None, None, &owner, &anybody));
    }

    #[test]
    fn whoever_signs_needs_the_policy_in_another_account_only() {
        let owner = AccountId::default();
        let both = policy(&[("111122223333", "lambda:*", Some("AWS_IAM"))]);
        for (account, signing, expected) in [
            ("000000000000", Signing::Header, true),
            ("000000000000", Signing::Anonymous, false),
            ("111122223333", Signing::Presigned, true),
            ("444455556666", Signing::Header, false),
        ] {
            let caller = caller(account, signing);
            let lets_in = lets_in(AuthType::AwsIam, Some(&both), &owner, &caller);
            assert_eq!(lets_in, expected, "{account} {signing:?}");
        }
    }
}
