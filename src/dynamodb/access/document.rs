//! The text of a resource policy: what is refused of it, and the form in which it comes back.
//!
//! Source: recorded answers of PutResourcePolicy and GetResourcePolicy (us-west-2, 2026-10).

use serde::Serialize;
use serde_json::{Map, Value};

use crate::aws::error::AwsError;
use crate::aws::identity::AccountId;
use crate::aws::policy::document::Policy;
use crate::aws::policy::problem::Problem;
use crate::aws::policy::public::is_policy_public;
use crate::aws::policy::statement::Vocabulary;
use crate::dynamodb::error::resource_policy as refuse;

use super::actions::Kind;

/// White space counts.
const POLICY_BYTES_MAX: usize = 20_480;
/// What a document without a version has.
const DEFAULT_VERSION: &str = "2008-10-17";

/// Condition keys that keep a statement for everyone from being public (Developer Guide, "Blocking
/// public access with resource-based policies in DynamoDB").
const FIXING_KEYS: &[&str] = &[
    "aws:ec2instancesourcevpc",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalisawsservice",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
];

/// A policy that DynamoDB takes.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) policy: Policy,
    /// As GetResourcePolicy shows it.
    pub(crate) text: String,
    /// Whether the version is the sender's own: with it another one is another document.
    names_version: bool,
}

impl Document {
    /// A policy that was taken once, from what [`Document::text`] and [`Document::names_version`] gave.
    pub(crate) fn recorded(text: &str, names_version: bool, kind: Kind) -> Result<Self, AwsError> {
        let read = read(text, kind)?;
        Ok(Self {
            text: text.to_owned(),
            names_version,
            ..read
        })
    }

    pub(crate) fn names_version(&self) -> bool {
        self.names_version
    }

    /// Whether putting the other one changes nothing.
    pub(crate) fn is_as(&self, other: &Self) -> bool {
        self.text == other.text && self.names_version == other.names_version
    }
}

/// Reads the policy of a table or a stream. Errors, in order: its size, JSON, no statements, repeated
/// ids, then statement by statement, and access for everyone.
pub(crate) fn read(text: &str, kind: Kind) -> Result<Document, AwsError> {
    if text.len() > POLICY_BYTES_MAX {
        return Err(refuse::too_large(POLICY_BYTES_MAX));
    }
    let Ok(Value::Object(mut document)) = serde_json::from_str(text) else {
        return Err(refuse::invalid_json());
    };
    let statements = match document.get_mut("Statement") {
        Some(Value::Array(all)) if all.is_empty() => return Err(refuse::no_statements()),
        Some(Value::Array(all)) => all.as_mut_slice(),
        Some(one) => std::slice::from_mut(one),
        None => &mut [],
    };
    let mut ids = Vec::new();
    for statement in statements.iter_mut().filter_map(Value::as_object_mut) {
        if let Some(id) = statement.get("Sid").and_then(Value::as_str) {
            if ids.iter().any(|own| own == id) {
                return Err(refuse::repeated_ids());
            }
            ids.push(id.to_owned());
        }
        make_canonical(statement);
    }
    let shown = Shown::of(&document).map(|shown| serde_json::to_string(&shown));
    let names_version = document.contains_key("Version");
    let policy = Policy::of(document, &NamesOf(kind)).map_err(|problem| worded(problem, text))?;
    if is_policy_public(&policy, FIXING_KEYS) {
        return Err(refuse::unbounded_access());
    }
    match shown {
        Some(Ok(text)) => Ok(Document {
            policy,
            text,
            names_version,
        }),
        _ => Err(refuse::invalid_json()),
    }
}

fn worded(problem: Problem, text: &str) -> AwsError {
    match problem {
        Problem::NotJson | Problem::Version => refuse::invalid_json(),
        Problem::Missing(field) => refuse::missing(field),
        Problem::Effect(effect) => refuse::invalid_effect(&effect),
        Problem::BarePrincipal(value) => {
            let (line, column) = position(text, &value);
            refuse::syntax_error(line, column)
        }
        Problem::Principal => refuse::invalid_principal(),
        Problem::AllowNotPrincipal => refuse::allow_with_not_principal(),
        Problem::Action(names) => refuse::invalid_actions(&names),
        Problem::Resource(arn) => refuse::invalid_resource(&arn),
        Problem::ActionWithoutResource => refuse::invalid_resource("*"),
        Problem::Condition => refuse::syntax_error(1, 1),
        Problem::ConditionType(operator) => refuse::invalid_condition_type(&operator),
    }
}

/// Where a value stands in a text: line and column, from 1.
fn position(text: &str, value: &str) -> (usize, usize) {
    let before = text
        .find(&format!("\"{value}\""))
        .map_or("", |at| &text[..at]);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

/// What policies of tables or of streams may name.
struct NamesOf(Kind);

impl Vocabulary for NamesOf {
    fn has_action(&self, pattern: &str) -> bool {
        self.0.has_action(pattern)
    }

    /// Any table will do, and its indexes; or any stream.
    fn has_resource(&self, pattern: &str) -> bool {
        let fields: Vec<&str> = pattern.splitn(6, ':').collect();
        let ["arn", _, "dynamodb" | "*", _, _, resource] = fields[..] else {
            return pattern == "*";
        };
        let is_stream = resource.contains("/stream/");
        let is_table = resource.starts_with("table/") && !is_stream;
        match self.0 {
            _ if resource.starts_with('*') => true,
            Kind::Table => is_table,
            Kind::Stream => is_stream || resource.ends_with('*'),
        }
    }

    fn has_use(&self, _: &str, _: &[String]) -> bool {
        true
    }
}

/// Lists of one become texts, accounts the ARNs of their roots.
fn make_canonical(statement: &mut Map<String, Value>) {
    if let Some(Value::String(effect)) = statement.get_mut("Effect") {
        for known in ["Allow", "Deny"] {
            if effect.eq_ignore_ascii_case(known) {
                known.clone_into(effect);
            }
        }
    }
    for field in ["Action", "NotAction", "Resource", "NotResource"] {
        if let Some(value) = statement.get_mut(field) {
            collapse(value);
        }
    }
    for field in ["Principal", "NotPrincipal"] {
        let kinds = statement.get_mut(field).and_then(Value::as_object_mut);
        for (kind, value) in kinds.into_iter().flatten() {
            if kind == "AWS" {
                name_roots(value);
            }
            collapse(value);
        }
    }
}

fn collapse(value: &mut Value) {
    if let Value::Array(all) = value
        && let [_] = all.as_slice()
        && let Some(one) = all.pop()
    {
        *value = one;
    }
}

fn name_roots(value: &mut Value) {
    let root = |value: &mut Value| {
        if let Some(account) = value.as_str().and_then(AccountId::parse) {
            *value = Value::String(format!("arn:aws:iam::{account}:root"));
        }
    };
    match value {
        Value::Array(all) => {
            all.iter_mut().for_each(root);
            let mut seen = Vec::new();
            all.retain(|own| {
                let is_new = !seen.contains(own);
                seen.push(own.clone());
                is_new
            });
        }
        one => root(one),
    }
}

/// Members in AWS's order.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Shown<'a> {
    version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a Value>,
    statement: Vec<ShownStatement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ShownStatement<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effect: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_principal: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_action: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_resource: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<&'a Value>,
}

impl<'a> Shown<'a> {
    fn of(document: &'a Map<String, Value>) -> Option<Self> {
        let statements = match document.get("Statement")? {
            Value::Array(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        };
        Some(Self {
            version: match document.get("Version") {
                Some(version) => version.as_str()?,
                None => DEFAULT_VERSION,
            },
            id: document.get("Id"),
            statement: statements
                .iter()
                .map(|own| own.as_object().map(ShownStatement::of))
                .collect::<Option<_>>()?,
        })
    }
}

impl<'a> ShownStatement<'a> {
    fn of(statement: &'a Map<String, Value>) -> Self {
        Self {
            sid: statement.get("Sid"),
            effect: statement.get("Effect"),
            principal: statement.get("Principal"),
            not_principal: statement.get("NotPrincipal"),
            action: statement.get("Action"),
            not_action: statement.get("NotAction"),
            resource: statement.get("Resource"),
            not_resource: statement.get("NotResource"),
            condition: statement.get("Condition"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "arn:aws:dynamodb:us-west-2:111122223333:table/t";

    fn of_statement(statement: &str) -> Result<String, String> {
        let text = format!("{{\"Version\":\"2012-10-17\",\"Statement\":[{statement}]}}");
        let document = read(&text, Kind::Table);
        document
            .map(|own| own.text)
            .map_err(|error| error.message().unwrap_or_default().to_owned())
    }

    // Recorded: minified, in a fixed order, and its own fixed point.
    #[test]
    fn a_document_comes_back_in_one_form() {
        let sent = format!(
            r#"{{"Resource": ["{TABLE}"], "Effect": "allow", "Sid": "A",
                "Principal": {{"AWS": ["111122223333", "arn:aws:iam::111122223333:root"]}},
                "Action": ["dynamodb:GetItem"]}}"#
        );
        let shown = of_statement(&sent).unwrap();
        assert_eq!(
            shown,
            format!(
                "{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Sid\":\"A\",\"Effect\":\"Allow\",\
                 \"Principal\":{{\"AWS\":\"arn:aws:iam::111122223333:root\"}},\
                 \"Action\":\"dynamodb:GetItem\",\"Resource\":\"{TABLE}\"}}]}}"
            )
        );
        let again = read(&shown, Kind::Table).unwrap();
        assert_eq!(again.text, shown);
        let without = read(
            &shown.replace("\"Version\":\"2012-10-17\",", ""),
            Kind::Table,
        )
        .unwrap();
        assert!(without.text.starts_with("{\"Version\":\"2008-10-17\""));
        let older = read(&without.text, Kind::Table).unwrap();
        assert!(!without.is_as(&older) && older.is_as(&older));
    }

    // Recorded.
    #[test]
    fn what_is_wrong_is_told_in_dynamodbs_words() {
        let statement = |principal: &str, action: &str, resource: &str| {
            of_statement(&format!(
                "{{\"Effect\":\"Allow\",\"Principal\":{principal},\"Action\":{action},\
                 \"Resource\":\"{resource}\"}}"
            ))
        };
        let (one, get) = (r#"{"AWS":"111122223333"}"#, r#""dynamodb:GetItem""#);
        let invalid = |what: &str| {
            Err(format!(
                "One or more parameter values were invalid: Invalid policy document: {what}"
            ))
        };
        assert!(statement(one, get, "*").is_ok());
        assert!(statement(one, get, &format!("{TABLE}/index/i")).is_ok());
        assert_eq!(
            statement(one, r#"["dynamodb:GetRecords","dynamodb:Fly"]"#, "*"),
            invalid(
                "The following action names are invalid: \"dynamodb:GetRecords\", \"dynamodb:Fly\""
            )
        );
        let stream = format!("{TABLE}/stream/2026-10-09T00:29:04.041");
        assert_eq!(
            statement(one, get, &stream),
            invalid(&format!(
                "The relative-id \"table/t/stream/2026-10-09T00:29:04.041\" is invalid for ARN \
                 \"{stream}\"."
            ))
        );
        assert_eq!(
            statement("\"111122223333\"", get, "*"),
            invalid("Syntax error at position (1,68)")
        );
        assert_eq!(
            statement("\"*\"", get, "*"),
            Err(
                "Resource-based policy grants unbounded access in one or more elements. Please \
                 revise the policy to ensure least-privilege form of access"
                    .to_owned()
            )
        );
        assert_eq!(
            statement(r#"{"AWS":"ada"}"#, get, "*"),
            Err(
                "One or more parameter values were invalid: Invalid principal in policy document."
                    .to_owned()
            )
        );
        assert_eq!(of_statement("{}"), invalid("Missing required field Effect"));
        assert_eq!(
            of_statement(""),
            invalid("Could not parse the policy: Statement is empty!")
        );
        let twice = format!(
            "{{\"Sid\":\"A\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":{get},\
             \"Resource\":\"*\"}}"
        );
        assert_eq!(
            of_statement(&format!("{twice},{twice}")),
            invalid("The Statement Ids in the policy are not unique")
        );
    }
}
