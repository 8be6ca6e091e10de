//! A policy: what is refused of its text, and what its statements say to a request.
//!
//! AWS: IAM user guide, "Policy evaluation logic".

use serde_json::{Map, Value};

use super::facts::Facts;
use super::principal::Principal;
use super::problem::Problem;
use super::statement::{Effect, Statement, Vocabulary};

/// A policy that a service takes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Policy {
    pub(crate) statements: Vec<Statement>,
}

/// What a policy says to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Allow,
    /// By the statement of this id, or of this number (from 1).
    Deny(String),
    Nothing,
}

impl Policy {
    /// Errors in order: JSON, version, then statement by statement.
    pub(crate) fn parse(text: &str, vocabulary: &dyn Vocabulary) -> Result<Self, Problem> {
        match serde_json::from_str(text) {
            Ok(Value::Object(policy)) if text.starts_with('{') => Self::of(policy, vocabulary),
            _ => Err(Problem::NotJson),
        }
    }

    /// As [`Self::parse`], for what is read from JSON already.
    pub(crate) fn of(
        mut policy: Map<String, Value>,
        vocabulary: &dyn Vocabulary,
    ) -> Result<Self, Problem> {
        if let Some(version) = policy.get("Version")
            && version != "2012-10-17"
            && version != "2008-10-17"
        {
            return Err(Problem::Version);
        }
        let given = match policy.remove("Statement") {
            None | Some(Value::Null) => return Err(Problem::Missing("Statement")),
            Some(Value::Array(all)) => all,
            Some(one) => vec![one],
        };
        let statements: Result<Vec<_>, _> = given
            .iter()
            .map(|statement| match statement {
                Value::Object(statement) => Statement::parse(statement, vocabulary),
                _ => Err(Problem::NotJson),
            })
            .collect();
        Ok(Self {
            statements: statements?,
        })
    }

    /// One Deny outweighs every Allow.
    pub(crate) fn word(
        &self,
        principal: &Principal,
        action: &str,
        resource: &str,
        facts: &Facts<'_>,
    ) -> Word {
        let mut word = Word::Nothing;
        for (index, statement) in self.statements.iter().enumerate() {
            if statement.effect == Effect::Allow && word == Word::Allow
                || !statement.applies(principal, action, resource, facts)
            {
                continue;
            }
            match (statement.effect, &statement.sid) {
                (Effect::Allow, _) => word = Word::Allow,
                (Effect::Deny, Some(sid)) => return Word::Deny(sid.clone()),
                (Effect::Deny, None) => return Word::Deny((index + 1).to_string()),
            }
        }
        word
    }
}

#[cfg(test)]
mod tests {
    use crate::aws::identity::AccountId;

    use super::super::anything::Anything;
    use super::*;

    fn statement(inner: &str) -> String {
        format!("{{\"Version\":\"2012-10-17\",\"Statement\":[{inner}]}}")
    }

    fn account(id: &str) -> Principal {
        Principal::Account(AccountId::parse(id).unwrap())
    }

    fn facts(key: &str) -> Vec<String> {
        match key {
            "aws:sourceip" => vec!["192.0.2.1".to_owned()],
            _ => Vec::new(),
        }
    }

    // IAM user guide, "JSON policy element reference" and "Policy evaluation logic".
    #[test]
    fn statements_speak_of_whom_what_and_where() {
        let ada = account("111122223333");
        let bob = account("444455556666");
        let read = r#""Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*""#;
        let allow = |who: &str, rest: &str| {
            statement(&format!(
                "{{\"Effect\":\"Allow\",\"Principal\":{who},{rest}}}"
            ))
        };
        let any = allow("\"*\"", read);
        let one = allow(r#"{"AWS":"111122223333"}"#, read);
        let lower = any.replace("s3:GetObject", "S3:getobject");
        let wild = any.replace("s3:GetObject", "s3:Get*");
        let not_action = any.replace("\"Action\"", "\"NotAction\"");
        let not_resource = any.replace("\"Resource\"", "\"NotResource\"");
        let from = allow(
            "\"*\"",
            &format!("{read},\"Condition\":{{\"IpAddress\":{{\"aws:SourceIp\":\"10.0.0.0/8\"}}}}"),
        );
        let get = "s3:GetObject";
        for (policy, who, action, key, word) in [
            (&any, &Principal::Anonymous, get, "k", Word::Allow),
            (&any, &ada, "s3:PutObject", "k", Word::Nothing),
            (&lower, &ada, get, "k", Word::Allow),
            (&wild, &ada, "s3:GetObjectAcl", "k", Word::Allow),
            (&one, &ada, get, "k", Word::Allow),
            (&one, &bob, get, "k", Word::Nothing),
            (&one, &Principal::Anonymous, get, "k", Word::Nothing),
            (&not_action, &ada, get, "k", Word::Nothing),
            (&not_action, &ada, "s3:PutObject", "k", Word::Allow),
            (&not_resource, &ada, get, "k", Word::Nothing),
            (&from, &ada, get, "k", Word::Nothing),
        ] {
            let policy = Policy::parse(policy, &Anything).unwrap();
            let resource = format!("arn:aws:s3:::b/{key}");
            assert_eq!(
                policy.word(who, action, &resource, &facts),
                word,
                "{policy:?}"
            );
        }
    }

    #[test]
    fn one_deny_outweighs_every_allow_and_names_its_statement() {
        let policy = statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b*"},
               {"Sid":"NotYou","Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},
                "Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}"#,
        );
        let policy = Policy::parse(&policy, &Anything).unwrap();
        let word = |who: &Principal| policy.word(who, "s3:GetObject", "arn:aws:s3:::b/k", &facts);
        assert_eq!(word(&account("111122223333")), Word::Allow);
        assert_eq!(word(&account("444455556666")), Word::Deny("NotYou".into()));
    }
}
