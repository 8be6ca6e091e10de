//! One statement of a policy: whom, what and where it speaks of, and when.

use serde_json::{Map, Value};

use super::condition::{Condition, Operator};
use super::facts::Facts;
use super::pattern::{matches, matches_with};
use super::principal::{Named, Principal};
use super::problem::Problem;

/// What the policies of a service may name.
pub(crate) trait Vocabulary {
    /// Whether a pattern names an action of the service.
    fn has_action(&self, pattern: &str) -> bool;

    /// Whether a pattern names what the policy may be about.
    fn has_resource(&self, pattern: &str) -> bool;

    /// Whether one of the actions that a pattern names can be done to one of the resources.
    fn has_use(&self, action: &str, resources: &[String]) -> bool;
}

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Allow,
    Deny,
}

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Statement {
    pub(crate) sid: Option<String>,
    pub(crate) effect: Effect,
    pub(crate) principals: Choice<Named>,
    /// Lower case: actions have none.
    actions: Choice<String>,
    resources: Choice<String>,
    pub(crate) conditions: Vec<Condition>,
}

/// A list, or all but a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Choice<T> {
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

    /// Those that are not so.
    fn but(&self, is: impl Fn(&T) -> bool) -> Vec<T>
    where
        T: Clone,
    {
        self.all().iter().filter(|own| !is(own)).cloned().collect()
    }
}

impl Statement {
    /// Errors in order: missing fields, effect, principals, actions, resources, actions that fit
    /// none of them, conditions.
    pub(crate) fn parse(
        statement: &Map<String, Value>,
        vocabulary: &dyn Vocabulary,
    ) -> Result<Self, Problem> {
        let choices = [
            ("Effect", None),
            ("Principal", Some("NotPrincipal")),
            ("Action", Some("NotAction")),
            ("Resource", Some("NotResource")),
        ];
        for (field, negation) in choices {
            let is_there = |name: &str| statement.contains_key(name);
            if !is_there(field) && !negation.is_some_and(is_there) {
                return Err(Problem::Missing(field));
            }
        }
        let effect = match statement["Effect"].as_str() {
            Some("Allow") => Effect::Allow,
            Some("Deny") => Effect::Deny,
            other => {
                return Err(Problem::Effect(other.unwrap_or_default().to_owned()));
            }
        };
        let principals = principals(statement)?;
        if matches!((effect, &principals), (Effect::Allow, Choice::NoneOf(_))) {
            return Err(Problem::AllowNotPrincipal);
        }
        let actions = choice(statement, "Action", "NotAction");
        let actions = actions.ok_or_else(|| Problem::Action(Vec::new()))?;
        let unknown = actions.but(|own| vocabulary.has_action(own));
        if !unknown.is_empty() {
            return Err(Problem::Action(unknown));
        }
        let resources = choice(statement, "Resource", "NotResource");
        let resources = resources.ok_or_else(|| Problem::Resource(String::new()))?;
        let elsewhere = resources.but(|own| vocabulary.has_resource(own));
        if let Some(first) = elsewhere.into_iter().next() {
            return Err(Problem::Resource(first));
        }
        check_uses(&actions, &resources, vocabulary)?;
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
    pub(crate) fn applies(
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

fn principals(statement: &Map<String, Value>) -> Result<Choice<Named>, Problem> {
    let named = |value: &Value| match (named(value), value) {
        (Some(all), _) => Ok(all),
        (None, Value::String(text)) => Err(Problem::BarePrincipal(text.clone())),
        (None, _) => Err(Problem::Principal),
    };
    match (statement.get("Principal"), statement.get("NotPrincipal")) {
        (Some(value), None) => named(value).map(Choice::OneOf),
        (None, Some(value)) => named(value).map(Choice::NoneOf),
        _ => Err(Problem::Principal),
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

/// Each action needs a resource of its kind; a negated list fits everywhere.
fn check_uses(
    actions: &Choice<String>,
    resources: &Choice<String>,
    vocabulary: &dyn Vocabulary,
) -> Result<(), Problem> {
    let (Choice::OneOf(actions), Choice::OneOf(resources)) = (actions, resources) else {
        return Ok(());
    };
    let has_use = |action: &String| vocabulary.has_use(action, resources);
    match actions.iter().all(has_use) {
        true => Ok(()),
        false => Err(Problem::ActionWithoutResource),
    }
}

fn conditions(value: Option<&Value>) -> Result<Vec<Condition>, Problem> {
    let mut conditions = Vec::new();
    let operators = match value {
        None => return Ok(conditions),
        Some(Value::Object(operators)) => operators,
        Some(_) => return Err(Problem::Condition),
    };
    for (name, keys) in operators {
        let invalid = || Problem::ConditionType(name.clone());
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
