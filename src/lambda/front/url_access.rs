//! Who may call a function URL (Developer Guide, "Control access to Lambda function URLs").

use crate::aws::identity::{AccountId, Caller, Signing};
use crate::aws::policy::principal::Principal;
use crate::lambda::functions::function_url::AuthType;
use crate::lambda::functions::policy::Policy;
use crate::lambda::permission;

/// Since October 2025 a URL needs both.
const ACTIONS: [&str; 2] = ["InvokeFunctionUrl", "InvokeFunction"];

/// Whether a caller may use the URL of a function or an alias, which `arn` names: everybody needs the
/// policy's word, whoever signs needs it in another account only, for there are no users and roles to
/// ask in their own.
pub(super) fn lets_in(
    auth_type: AuthType,
    policy: Option<&Policy>,
    arn: &str,
    owner: &AccountId,
    caller: &Caller,
) -> bool {
    let principal = match auth_type {
        AuthType::None => Principal::Anonymous,
        AuthType::AwsIam if caller.signing == Signing::Anonymous => return false,
        AuthType::AwsIam if caller.scope.account == *owner => return true,
        AuthType::AwsIam => Principal::of(caller),
    };
    let facts = [
        ("lambda:functionurlauthtype", auth_type.as_str()),
        ("lambda:invokedviafunctionurl", "true"),
    ];
    let allows = |action: &&str| permission::allows(policy, arn, action, &principal, &facts);
    ACTIONS.iter().all(allows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::identity::{Region, Scope};
    use crate::lambda::functions::policy::{self, Conditions, Permission};

    const ARN: &str = "arn:aws:lambda:us-east-1:000000000000:function:f";

    fn policy(statements: &[(&str, &str, Option<&str>)]) -> Policy {
        let statement = |(principal, action, auth_type): &(&str, &str, Option<&str>)| {
            let conditions = Conditions {
                function_url_auth_type: auth_type.map(str::to_owned),
                ..Conditions::default()
            };
            let principal = policy::Principal::parse(principal).unwrap();
            Permission::new("s".to_owned(), (*action).to_owned(), principal, conditions)
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
        let (url, function) = ("lambda:InvokeFunctionUrl", "lambda:InvokeFunction");
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
            let lets_in = lets_in(AuthType::None, Some(&policy), ARN, &owner, &anybody);
            assert_eq!(lets_in, expected, "{statements:?}");
        }
        assert!(!lets_in(AuthType::None, None, ARN, &owner, &anybody));
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
            let lets_in = lets_in(AuthType::AwsIam, Some(&both), ARN, &owner, &caller);
            assert_eq!(lets_in, expected, "{account} {signing:?}");
        }
    }
}
