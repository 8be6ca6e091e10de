//! Policy documents: IAM User Guide, "Grammar of the IAM JSON policy language".

use serde_json::{Map, Value};

use crate::aws::error::AwsError;

use super::error;

/// What a document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It says what one may do, and with what.
    Permissions,
    /// It says who may assume a role.
    Trust,
}

/// Checks a document's form; what actions, resources and conditions say is not looked into.
///
/// Errors: MalformedPolicyDocument.
pub(super) fn check(kind: Kind, text: &str) -> Result<(), AwsError> {
    let malformed = |message| Err(error::malformed_document(message));
    let Ok(document) = serde_json::from_str::<Value>(text) else {
        return malformed("This policy contains invalid Json");
    };
    let Some(document) = document.as_object() else {
        return malformed(SYNTAX);
    };
    match document.get("Version").map(Value::as_str) {
        None | Some(Some("2012-10-17" | "2008-10-17")) => {}
        Some(Some(_)) => {
            return malformed("Policy document must be version 2012-10-17 or greater.");
        }
        Some(None) => return malformed(SYNTAX),
    }
    let known = ["Version", "Id", "Statement"];
    if document.keys().any(|key| !known.contains(&key.as_str())) {
        return malformed(SYNTAX);
    }
    let statements = match document.get("Statement") {
        Some(Value::Array(statements)) => statements.as_slice(),
        Some(statement @ Value::Object(_)) => std::slice::from_ref(statement),
        _ => return malformed(SYNTAX),
    };
    for statement in statements {
        let problem = match statement.as_object() {
            Some(statement) => problem(kind, statement),
            None => Some(SYNTAX),
        };
        if let Some(problem) = problem {
            return malformed(problem);
        }
    }
    Ok(())
}

const SYNTAX: &str = "Syntax errors in policy.";

/// What is wrong with a statement.
fn problem(kind: Kind, statement: &Map<String, Value>) -> Option<&'static str> {
    const MEMBERS: [&str; 9] = [
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    ];
    let has = |names: [&str; 2]| names.iter().any(|name| statement.contains_key(*name));
    let is_effect = matches!(
        statement.get("Effect").and_then(Value::as_str),
        Some("Allow" | "Deny")
    );
    let unknown = statement.keys().any(|key| !MEMBERS.contains(&&**key));
    let (principals, actions, resources) = (
        has(["Principal", "NotPrincipal"]),
        has(["Action", "NotAction"]),
        has(["Resource", "NotResource"]),
    );
    match kind {
        _ if unknown || !is_effect => Some(SYNTAX),
        _ if !actions => Some("Policy statement must contain actions."),
        Kind::Permissions if principals => Some("Policy document should not specify a principal."),
        Kind::Permissions if !resources => Some("Policy statement must contain resources."),
        Kind::Trust if resources => Some("Has prohibited field Resource"),
        Kind::Trust if !principals => Some("Missing required field Principal"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOW: &str = r#""Effect":"Allow","Action":"s3:*""#;

    fn message(kind: Kind, text: &str) -> Option<String> {
        let error = check(kind, text).err()?;
        error.message().map(str::to_owned)
    }

    #[test]
    fn documents_in_form_pass() {
        let permissions = format!(r#"{{"Statement":{{{ALLOW},"Resource":"*"}}}}"#);
        assert_eq!(message(Kind::Permissions, &permissions), None);
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{{ALLOW},"Principal":{{"Service":"lambda.amazonaws.com"}}}}]}}"#
        );
        assert_eq!(message(Kind::Trust, &trust), None);
    }

    #[test]
    fn each_mistake_is_named() {
        let rows = [
            (
                Kind::Permissions,
                "{".to_owned(),
                "This policy contains invalid Json",
            ),
            (Kind::Permissions, "[]".to_owned(), SYNTAX),
            (Kind::Permissions, "{}".to_owned(), SYNTAX),
            (
                Kind::Permissions,
                r#"{"Version":"2026-01-01","Statement":[]}"#.to_owned(),
                "Policy document must be version 2012-10-17 or greater.",
            ),
            (
                Kind::Permissions,
                format!(r#"{{"Statement":[{{{ALLOW}}}]}}"#),
                "Policy statement must contain resources.",
            ),
            (
                Kind::Permissions,
                format!(r#"{{"Statement":[{{{ALLOW},"Resource":"*","Principal":"*"}}]}}"#),
                "Policy document should not specify a principal.",
            ),
            (
                Kind::Permissions,
                r#"{"Statement":[{"Effect":"Allow","Resource":"*"}]}"#.to_owned(),
                "Policy statement must contain actions.",
            ),
            (
                Kind::Trust,
                format!(r#"{{"Statement":[{{{ALLOW},"Principal":"*","Resource":"*"}}]}}"#),
                "Has prohibited field Resource",
            ),
            (
                Kind::Trust,
                format!(r#"{{"Statement":[{{{ALLOW}}}]}}"#),
                "Missing required field Principal",
            ),
        ];
        for (kind, text, expected) in rows {
            assert_eq!(message(kind, &text).as_deref(), Some(expected), "{text}");
        }
    }
}
