//! Who may do what with a function, as its policies say.
//!
//! AWS: Developer Guide, "Viewing resource-based IAM policies in Lambda" and "Granting Lambda function
//! access to other accounts".

use super::error;
use super::functions::policy::Policy;
use super::functions::registry::{Registry, function_arn};
use super::name::FunctionName;
use super::wire::policy::statement;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::policy::document::Word;
use crate::aws::policy::principal::Principal;

/// The operations that other accounts may be allowed, and the actions that they need.
const FOR_OTHERS: [(&str, &str); 21] = [
    ("CreateAlias", "CreateAlias"),
    ("DeleteAlias", "DeleteAlias"),
    ("DeleteFunction", "DeleteFunction"),
    ("DeleteFunctionConcurrency", "DeleteFunctionConcurrency"),
    ("GetAlias", "GetAlias"),
    ("GetFunction", "GetFunction"),
    ("GetFunctionConfiguration", "GetFunctionConfiguration"),
    ("GetPolicy", "GetPolicy"),
    ("Invoke", "InvokeFunction"),
    ("InvokeAsync", "InvokeFunction"),
    ("InvokeWithResponseStream", "InvokeFunction"),
    ("ListAliases", "ListAliases"),
    ("ListTags", "ListTags"),
    ("ListVersionsByFunction", "ListVersionsByFunction"),
    ("PublishVersion", "PublishVersion"),
    ("PutFunctionConcurrency", "PutFunctionConcurrency"),
    ("TagResource", "TagResource"),
    ("UntagResource", "UntagResource"),
    ("UpdateAlias", "UpdateAlias"),
    ("UpdateFunctionCode", "UpdateFunctionCode"),
    ("UpdateFunctionConfiguration", "UpdateFunctionConfiguration"),
];

/// The values of condition keys, by their lower-case names.
pub(super) type Facts<'a> = [(&'static str, &'a str)];

/// Whether a policy on a function, a version or an alias allows an action on it, such as
/// `InvokeFunction`.
pub(super) fn allows(
    policy: Option<&Policy>,
    arn: &str,
    action: &str,
    principal: &Principal,
    facts: &Facts<'_>,
) -> bool {
    let values = |key: &str| {
        let own = facts.iter().filter(|(name, _)| *name == key);
        own.map(|(_, value)| (*value).to_owned()).collect()
    };
    let action = format!("lambda:{action}");
    // AddPermission takes principals that nobody is; they must not silence the others.
    policy.is_some_and(|policy| {
        policy.statements.iter().any(|permission| {
            let text = || format!("{{\"Statement\":{}}}", statement(permission, arn));
            let read = permission.reading(text);
            read.is_some_and(|read| read.word(principal, &action, arn, &values) == Word::Allow)
        })
    })
}

/// The context in which the owner of a function would ask, if the caller asks for a function of
/// another account and its policy allows that; none for a function of the caller's own.
///
/// Errors: AccessDeniedException.
pub(super) fn in_place_of_owner(
    registry: &Registry,
    context: &RequestContext,
    operation: &str,
    name: &str,
    qualifier: Option<&str>,
) -> Result<Option<RequestContext>, AwsError> {
    // Nobody else's function is named by less than its account.
    let Some((_, action)) = FOR_OTHERS.iter().find(|(own, _)| *own == operation) else {
        return Ok(None);
    };
    let Ok(function) = FunctionName::parse(name) else {
        return Ok(None);
    };
    let Some(owner) = function.owner(context.scope()) else {
        return Ok(None);
    };
    let qualifier = function.qualifier.as_deref().or(qualifier);
    let arn = function_arn(&owner, &function.name, qualifier);
    let shelf = registry.shelf(&owner);
    let found = shelf.get(&function.name);
    let policy = found.and_then(|own| own.policies.get(qualifier.unwrap_or_default()));
    let account = &context.scope().account;
    let principal = Principal::of(&context.caller);
    if !allows(policy, &arn, action, &principal, &[]) {
        return Err(error::access::not_authorized(account, action, &arn));
    }
    let mut context = context.clone();
    context.caller.scope = owner;
    Ok(Some(context))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::identity::AccountId;
    use crate::lambda::functions::policy::{self, Conditions, Permission};

    const ARN: &str = "arn:aws:lambda:us-east-1:000000000000:function:f";

    fn policy_of(principal: &str, action: &str, conditions: Conditions) -> Policy {
        Policy {
            statements: vec![Permission::new(
                "s".to_owned(),
                action.to_owned(),
                policy::Principal::parse(principal).unwrap(),
                conditions,
            )],
            revision_id: String::new(),
        }
    }

    fn from(source_arn: &str) -> Conditions {
        Conditions {
            source_arn: Some(source_arn.to_owned()),
            ..Conditions::default()
        }
    }

    #[test]
    fn a_service_needs_its_own_statement() {
        let principal = Principal::Service("s3.amazonaws.com");
        let facts = [
            ("aws:sourcearn", "arn:aws:s3:::pail"),
            ("aws:sourceaccount", "000000000000"),
        ];
        let (s3, invoke, any) = (
            "s3.amazonaws.com",
            "lambda:InvokeFunction",
            Conditions::default(),
        );
        let of_account = |account: &str| Conditions {
            source_account: Some(account.to_owned()),
            ..Conditions::default()
        };
        let in_organization = Conditions {
            organization: Some("o-1234567890".to_owned()),
            ..Conditions::default()
        };
        let with_token = Conditions {
            event_source_token: Some("t".to_owned()),
            ..Conditions::default()
        };
        for (who, action, conditions, expected) in [
            (s3, invoke, any.clone(), true),
            (s3, "lambda:*", any.clone(), true),
            ("*", invoke, from("arn:aws:s3:::p*"), true),
            (s3, invoke, from("arn:aws:s3:::other"), false),
            (s3, invoke, of_account("000000000000"), true),
            (s3, invoke, of_account("111122223333"), false),
            (s3, invoke, in_organization, false),
            (s3, invoke, with_token, false),
            (s3, "lambda:GetFunction", any.clone(), false),
            ("sns.amazonaws.com", invoke, any.clone(), false),
            ("000000000000", invoke, any, false),
        ] {
            let policy = policy_of(who, action, conditions);
            let allowed = allows(Some(&policy), ARN, "InvokeFunction", &principal, &facts);
            assert_eq!(allowed, expected, "{policy:?}");
        }
        assert!(!allows(None, ARN, "InvokeFunction", &principal, &facts));
    }

    #[test]
    fn an_account_is_everyone_in_it_and_a_role_is_somebody_else() {
        let account = AccountId::parse("111122223333").unwrap();
        let principal = Principal::Account(account);
        let role = "arn:aws:iam::111122223333:role/r";
        for (who, expected) in [
            ("*", true),
            ("111122223333", true),
            ("arn:aws:iam::111122223333:root", true),
            ("444455556666", false),
            (role, false),
            ("arn:aws:strange::1:thing", false),
        ] {
            let policy = policy_of(who, "lambda:InvokeFunction", Conditions::default());
            let allowed = allows(Some(&policy), ARN, "InvokeFunction", &principal, &[]);
            assert_eq!(allowed, expected, "{who}");
        }
    }
}
