//! The judgement: may this principal do this to a table, an index or a stream?
//!
//! AWS: Developer Guide, "Authorization with IAM identity-based policies and DynamoDB resource-based
//! policies".

use crate::aws::policy::caller::CallerFacts;
use crate::aws::policy::document::{Policy, Word};

use super::actions::is_for_others;
use super::ask::About;

/// What is asked of a resource.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) caller: CallerFacts<'a>,
    /// Such as `GetItem`.
    pub(crate) action: &'a str,
    /// The ARN of a table, an index or a stream.
    pub(crate) resource: &'a str,
    pub(crate) about: &'a About,
    /// Of the table: names and values.
    pub(crate) tags: &'a dyn Fn(&str) -> Option<String>,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    ExplicitDeny,
    NotAllowed,
}

/// The owner's account may do everything that no statement denies, and always delete the policy;
/// other accounts need a statement, and actions that other accounts may have.
pub(crate) fn judge(policy: Option<&Policy>, question: &Question<'_>) -> Result<(), Refusal> {
    let is_owner = question
        .caller
        .principal
        .is(&question.caller.resource.account);
    let action = format!("dynamodb:{}", question.action);
    let facts = |key: &str| question.values(key);
    let word = match policy {
        Some(policy) => policy.word(
            question.caller.principal,
            &action,
            question.resource,
            &facts,
        ),
        None => Word::Nothing,
    };
    match (word, is_owner) {
        // API reference, "DeleteResourcePolicy": nobody can lock an account's root out.
        (Word::Deny(_), true) if question.action == "DeleteResourcePolicy" => Ok(()),
        (Word::Deny(_), _) => Err(Refusal::ExplicitDeny),
        (_, true) => Ok(()),
        (Word::Allow, false) if is_for_others(question.action) => Ok(()),
        _ => Err(Refusal::NotAllowed),
    }
}

impl Question<'_> {
    /// The values of a condition key, by its lower-case name.
    fn values(&self, key: &str) -> Vec<String> {
        match key.split_once(':') {
            Some(("dynamodb", name)) => self.about.values(name),
            Some(("aws", name)) => match name.strip_prefix("resourcetag/") {
                Some(tag) => (self.tags)(tag).into_iter().collect(),
                None => self.caller.value(name).into_iter().collect(),
            },
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use time::OffsetDateTime;

    use super::super::actions::Kind;
    use super::super::document;
    use super::*;
    use crate::aws::identity::{AccountId, Region, Scope};
    use crate::aws::policy::principal::Principal;

    const TABLE: &str = "arn:aws:dynamodb:us-east-1:111111111111:table/t";

    fn judged(statement: &str, account: &str, action: &str, about: &About) -> Result<(), Refusal> {
        let text = format!(
            "{{\"Version\":\"2012-10-17\",\"Statement\":{{{statement},\"Resource\":\"{TABLE}\"}}}}"
        );
        let document = document::read(&text, Kind::Table).unwrap();
        let caller = AccountId::parse(account).unwrap();
        let question = Question {
            caller: CallerFacts {
                principal: &Principal::Account(caller),
                source_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
                now: OffsetDateTime::UNIX_EPOCH,
                resource: &Scope {
                    account: AccountId::parse("111111111111").unwrap(),
                    region: Region::parse("us-east-1").unwrap(),
                },
            },
            action,
            resource: TABLE,
            about,
            tags: &|name| (name == "team").then(|| "blue".to_owned()),
        };
        judge(Some(&document.policy), &question)
    }

    // Developer Guide, "DynamoDB resource-based policy examples".
    #[test]
    fn others_need_a_statement_and_the_owner_must_not_be_denied() {
        let (owner, other) = ("111111111111", "222222222222");
        let allow = r#""Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"dynamodb:*""#;
        let deny = r#""Effect":"Deny","Principal":"*","Action":"dynamodb:*""#;
        let about = About::default();
        for (statement, account, action, expected) in [
            (allow, owner, "GetItem", Ok(())),
            (allow, other, "GetItem", Ok(())),
            (allow, other, "PartiQLSelect", Err(Refusal::NotAllowed)),
            (allow, "333333333333", "GetItem", Err(Refusal::NotAllowed)),
            (deny, owner, "GetItem", Err(Refusal::ExplicitDeny)),
            (deny, owner, "DeleteResourcePolicy", Ok(())),
            (deny, other, "GetItem", Err(Refusal::ExplicitDeny)),
        ] {
            let judged = judged(statement, account, action, &about);
            assert_eq!(judged, expected, "{statement} {account} {action}");
        }
    }

    // Developer Guide, "Using IAM policy conditions for fine-grained access control".
    #[test]
    fn conditions_ask_what_a_request_says() {
        let about = About {
            leading_keys: vec!["ada".to_owned()],
            attributes: vec!["pk".to_owned(), "score".to_owned()],
            select: Some("SPECIFIC_ATTRIBUTES"),
            ..About::default()
        };
        for (condition, holds) in [
            (
                r#"{"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":"ada"}}"#,
                true,
            ),
            (
                r#"{"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":"bob"}}"#,
                false,
            ),
            (
                r#"{"ForAllValues:StringEquals":{"dynamodb:Attributes":["pk","score","x"]}}"#,
                true,
            ),
            (
                r#"{"ForAllValues:StringEquals":{"dynamodb:Attributes":["pk"]}}"#,
                false,
            ),
            (
                r#"{"StringEquals":{"dynamodb:Select":"SPECIFIC_ATTRIBUTES"}}"#,
                true,
            ),
            (
                r#"{"StringEquals":{"dynamodb:ReturnValues":"NONE"}}"#,
                false,
            ),
            (
                r#"{"StringEqualsIfExists":{"dynamodb:ReturnValues":"NONE"}}"#,
                true,
            ),
            (r#"{"StringEquals":{"aws:ResourceTag/team":"blue"}}"#, true),
            (r#"{"IpAddress":{"aws:SourceIp":"127.0.0.0/8"}}"#, true),
            (
                r#"{"StringEquals":{"aws:PrincipalAccount":"111111111111"}}"#,
                false,
            ),
        ] {
            let statement = format!(
                "\"Effect\":\"Allow\",\"Principal\":{{\"AWS\":\"222222222222\"}},\
                 \"Action\":\"dynamodb:GetItem\",\"Condition\":{condition}"
            );
            let judged = judged(&statement, "222222222222", "GetItem", &about);
            assert_eq!(judged.is_ok(), holds, "{condition}");
        }
    }
}
