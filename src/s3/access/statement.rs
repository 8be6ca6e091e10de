//! One statement of a policy: whom, what and where it speaks of, and when.

use serde_json::{Map, Value};

use crate::aws::error::AwsError;
use crate::s3::error::configuration::malformed_policy;

use super::Facts;
use super::action::levels;
use super::condition::{Condition, Operator};
use super::pattern::{matches, matches_with};
use super::principal::{Named, Principal};

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Allow,
    Deny,
}

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Statement {
    pub(super) sid: Option<String>,
    pub(super) effect: Effect,
    pub(super) principals: Choice<Named>,
    /// Lower case: actions have none.
    actions: Choice<String>,
    resources: Choice<String>,
    pub(super) conditions: Vec<Condition>,
}

/// A list, or all but a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Choice<T> {
    OneOf(Vec<T>),
    NoneOf(Vec<T>),
}

impl<T> Choice<T> {
    fn has(&self, is: impl Fn(&T) -> bool) -> bool {
        match self {
            Self::OneOf(all) => all.iter().any(is),
            Self::NoneOf(all) => !all.iter().any(is),
        }
    }

    fn all(&self) -> &[T] {
        match self {
            Self::OneOf(all) | Self::NoneOf(all) => all,
        }
    }
}

impl Statement {
    /// Errors in order: missing fields, effect, principals, actions, resources, actions that fit
    /// none of them, conditions.
    pub(super) fn parse(statement: &Map<String, Value>, bucket: &str) -> Result<Self, AwsError> {
        let choices = [
            ("Effect", None),
            ("Principal", Some("NotPrincipal")),
            ("Action", Some("NotAction")),
            ("Resource", Some("NotResource")),
        ];
        for (field, negation) in choices {
            let is_there = |name: &str| statement.contains_key(name);
            if !is_there(field) && !negation.is_some_and(is_there) {
                return Err(malformed_policy(format!("Missing required field {field}")));
            }
        }
        let effect = match statement["Effect"].as_str() {
            Some("Allow") => Effect::Allow,
            Some("Deny") => Effect::Deny,
            other => {
                let message = format!("Invalid effect : {}", other.unwrap_or_default());
                return Err(malformed_policy(message));
            }
        };
        let principals =
            principals(statement).ok_or_else(|| malformed_policy("Invalid principal in policy"))?;
        if matches!((effect, &principals), (Effect::Allow, Choice::NoneOf(_))) {
            return Err(malformed_policy("Allow with NotPrincipal is not allowed."));
        }
        let actions = choice(statement, "Action", "NotAction")
            .filter(|actions| actions.all().iter().all(|action| is_action(action)))
            .ok_or_else(|| malformed_policy("Policy has invalid action"))?;
        let resources = choice(statement, "Resource", "NotResource")
            .filter(|all| all.all().iter().all(|resource| covers(resource, bucket)))
            .ok_or_else(|| malformed_policy("Policy has invalid resource"))?;
        check_levels(&actions, &resources)?;
        Ok(Self {
            sid: statement
                .get("Sid")
                .and_then(Value::as_str)
                .map(str::to_owned),
            effect,
            principals,
            actions: match actions {
                Choice::OneOf(all) => Choice::OneOf(lower(all)),
                Choice::NoneOf(all) => Choice::NoneOf(lower(all)),
            },
            resources,
            conditions: conditions(statement.get("Condition"))?,
        })
    }

    /// Whether it speaks of this request.
    pub(super) fn applies(
        &self,
        principal: &Principal,
        action: &str,
        resource: &str,
        facts: &Facts<'_>,
    ) -> bool {
        let action = action.to_ascii_lowercase();
        self.actions.has(|pattern| matches(pattern, &action))
            && self.principals.has(|named| named.is(principal))
            && self
                .resources
                .has(|pattern| matches_with(pattern, resource, facts))
            && self
                .conditions
                .iter()
                .all(|condition| condition.holds(facts))
    }
}

fn lower(all: Vec<String>) -> Vec<String> {
    all.into_iter()
        .map(|text| text.to_ascii_lowercase())
        .collect()
}

fn principals(statement: &Map<String, Value>) -> Option<Choice<Named>> {
    match (statement.get("Principal"), statement.get("NotPrincipal")) {
        (Some(value), None) => Some(Choice::OneOf(named(value)?)),
        (None, Some(value)) => Some(Choice::NoneOf(named(value)?)),
        _ => None,
    }
}

fn named(value: &Value) -> Option<Vec<Named>> {
    match value {
        Value::String(text) if text == "*" => Some(vec![Named::Anyone]),
        Value::Object(kinds) if !kinds.is_empty() => {
            let mut all = Vec::new();
            for (kind, values) in kinds {
                for value in texts(Some(values))? {
                    all.push(Named::parse(kind, &value)?);
                }
            }
            Some(all)
        }
        _ => None,
    }
}

fn choice(statement: &Map<String, Value>, field: &str, negation: &str) -> Option<Choice<String>> {
    match (statement.get(field), statement.get(negation)) {
        (value @ Some(_), None) => Some(Choice::OneOf(texts(value)?)),
        (None, value @ Some(_)) => Some(Choice::NoneOf(texts(value)?)),
        _ => None,
    }
}

/// A text, or a list of texts that is not empty.
fn texts(value: Option<&Value>) -> Option<Vec<String>> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match value? {
        Value::Array(all) if !all.is_empty() => all.iter().map(text).collect(),
        Value::Array(_) => None,
        one => Some(vec![text(one)?]),
    }
}

fn is_action(pattern: &str) -> bool {
    let levels = levels(pattern);
    levels.buckets || levels.objects
}

/// Whether a resource speaks of a bucket or of what is in it; a pattern may end its name early.
fn covers(resource: &str, bucket: &str) -> bool {
    const START: &str = "arn:aws:s3:::";
    let arn = format!("{START}{bucket}");
    if let Some(rest) = resource.strip_prefix(&arn) {
        return rest.is_empty() || rest.starts_with(['/', '*', '?']);
    }
    let name = resource.strip_prefix(START).unwrap_or_default();
    let name = name.split('/').next().unwrap_or_default();
    match name.find("${") {
        Some(at) => bucket.starts_with(&name[..at]),
        None => name.contains(['*', '?']) && (matches(name, bucket) || starts_like(name, bucket)),
    }
}

/// `b*x` may go on behind the bucket's name, as in `b*x/y`.
fn starts_like(pattern: &str, bucket: &str) -> bool {
    let wild = pattern.find(['*', '?']).unwrap_or_default();
    pattern[wild..].contains('*') && bucket.starts_with(&pattern[..wild])
}

/// Each action needs a resource of its kind; a negated list fits everywhere.
fn check_levels(actions: &Choice<String>, resources: &Choice<String>) -> Result<(), AwsError> {
    let (Choice::OneOf(actions), Choice::OneOf(resources)) = (actions, resources) else {
        return Ok(());
    };
    // A pattern without a slash may still name objects: `arn:aws:s3:::b*`.
    let objects = resources.iter().any(|own| own.contains(['/', '*']));
    let buckets = resources
        .iter()
        .any(|own| own.find('/').is_none_or(|slash| own[..slash].contains('*')));
    let fits = |action: &String| {
        let levels = levels(action);
        levels.objects && objects || levels.buckets && buckets
    };
    match actions.iter().all(fits) {
        true => Ok(()),
        false => Err(malformed_policy(
            "Action does not apply to any resource(s) in statement",
        )),
    }
}

fn conditions(value: Option<&Value>) -> Result<Vec<Condition>, AwsError> {
    let mut conditions = Vec::new();
    let operators = match value {
        None => return Ok(conditions),
        Some(Value::Object(operators)) => operators,
        Some(_) => return Err(malformed_policy("Invalid Condition")),
    };
    for (name, keys) in operators {
        let invalid = || malformed_policy(format!("Invalid Condition type : {name}"));
        let operator = Operator::parse(name).ok_or_else(invalid)?;
        for (key, values) in keys.as_object().ok_or_else(invalid)? {
            let values = scalars(values).ok_or_else(invalid)?;
            conditions.push(Condition::new(operator, key, values));
        }
    }
    Ok(conditions)
}

/// Values may be numbers and booleans too.
fn scalars(value: &Value) -> Option<Vec<String>> {
    let scalar = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    };
    match value {
        Value::Array(all) => all.iter().map(scalar).collect(),
        one => Some(vec![scalar(one)?]),
    }
}
