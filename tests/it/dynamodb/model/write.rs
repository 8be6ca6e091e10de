//! Operations of the model as requests: expressions with all their values as parameters.

use serde_json::{Map, Value as Json, json};

use super::operation::{Action, Change, Comparison, Condition, Range, Via, Write};
use super::reference::sort_value;
use super::value::{Value, item_json};

/// The parameters of a request's expressions.
#[derive(Default)]
pub(super) struct Values(Map<String, Json>);

impl Values {
    fn add(&mut self, value: &Value) -> String {
        let name = format!(":v{}", self.0.len());
        self.0.insert(name.clone(), value.json());
        name
    }

    pub(super) fn put_into(self, request: &mut Json) {
        if !self.0.is_empty() {
            request["ExpressionAttributeValues"] = self.0.into();
        }
    }
}

impl Comparison {
    fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl Condition {
    pub(super) fn text(&self, values: &mut Values) -> String {
        match self {
            Self::Exists(name) => format!("attribute_exists({name})"),
            Self::Missing(name) => format!("attribute_not_exists({name})"),
            Self::Compare(name, comparison, value) => {
                format!("{name} {} {}", comparison.sign(), values.add(value))
            }
            Self::Between(name, low, high) => {
                let (low, high) = (values.add(low), values.add(high));
                format!("{name} BETWEEN {low} AND {high}")
            }
            Self::In(name, list) => {
                let list: Vec<_> = list.iter().map(|value| values.add(value)).collect();
                format!("{name} IN ({})", list.join(", "))
            }
            Self::BeginsWith(name, start) => {
                format!(
                    "begins_with({name}, {})",
                    values.add(&Value::S(start.clone()))
                )
            }
            Self::Contains(name, part) => {
                format!("contains({name}, {})", values.add(&Value::S(part.clone())))
            }
            Self::SizeAtLeast(name, size) => {
                format!("size({name}) >= {}", values.add(&Value::N(*size)))
            }
            Self::IsKind(name, kind) => {
                format!(
                    "attribute_type({name}, {})",
                    values.add(&Value::S((*kind).to_owned()))
                )
            }
            // Precedence stands in for parentheses where it can.
            Self::Both(a, b) => format!("{} AND {}", a.closed(values), b.closed(values)),
            Self::Either(a, b) => format!("{} OR {}", a.text(values), b.text(values)),
            Self::Not(inner) => match **inner {
                Self::Both(..) | Self::Either(..) => format!("NOT ({})", inner.text(values)),
                _ => format!("NOT {}", inner.text(values)),
            },
        }
    }

    fn closed(&self, values: &mut Values) -> String {
        match self {
            Self::Either(..) => format!("({})", self.text(values)),
            _ => self.text(values),
        }
    }
}

impl Range {
    pub(super) fn text(self, via: Via, values: &mut Values) -> String {
        let Some(name) = via.sort_key() else {
            return String::new();
        };
        match self {
            Self::All => String::new(),
            Self::Compare(comparison, number) => {
                let value = values.add(&sort_value(via, number));
                format!(" AND {name} {} {value}", comparison.sign())
            }
            Self::Between(low, high) => {
                let low = values.add(&sort_value(via, low));
                let high = values.add(&sort_value(via, high));
                format!(" AND {name} BETWEEN {low} AND {high}")
            }
        }
    }
}

/// All clauses of an update, each with its actions.
fn update_text(actions: &[Action], values: &mut Values) -> String {
    let mut text = String::new();
    for clause in ["SET", "REMOVE", "ADD", "DELETE"] {
        let own: Vec<_> = actions
            .iter()
            .filter_map(|action| action.text(clause, values))
            .collect();
        if !own.is_empty() {
            text.push_str(&format!("{clause} {} ", own.join(", ")));
        }
    }
    text
}

impl Action {
    /// Its text, if it belongs to the clause.
    fn text(&self, clause: &str, values: &mut Values) -> Option<String> {
        let text = match (clause, self) {
            ("SET", Self::Set(name, value)) => format!("{name} = {}", values.add(value)),
            ("SET", Self::Increase(by)) => format!("n = n + {}", values.add(&Value::N(*by))),
            ("SET", Self::DecreaseFromZero(by)) => {
                let (zero, by) = (values.add(&Value::N(0)), values.add(&Value::N(*by)));
                format!("n = if_not_exists(n, {zero}) - {by}")
            }
            ("SET", Self::Append(value)) => {
                let empty = values.add(&Value::List(Vec::new()));
                let more = values.add(&Value::List(vec![value.clone()]));
                format!("li = list_append(if_not_exists(li, {empty}), {more})")
            }
            ("SET", Self::SetElement(at, value)) => format!("li[{at}] = {}", values.add(value)),
            ("REMOVE", Self::Remove(name)) => (*name).to_owned(),
            ("REMOVE", Self::RemoveElement(at)) => format!("li[{at}]"),
            ("ADD", Self::AddNumber(by)) => format!("n {}", values.add(&Value::N(*by))),
            ("ADD", Self::AddMember(member)) => format!("ss {}", values.add(&set(member))),
            ("DELETE", Self::DeleteMember(member)) => format!("ss {}", values.add(&set(member))),
            _ => return None,
        };
        Some(text)
    }
}

fn set(member: &str) -> Value {
    Value::Set([member.to_owned()].into())
}

impl Write {
    /// The operation's name, which is a transaction's member as well, and its request.
    pub(super) fn request(&self, tables: &[String]) -> (&'static str, Json) {
        let mut request = json!({"TableName": tables[self.key.table]});
        let mut values = Values::default();
        let operation = match &self.change {
            Change::Put(attributes) => {
                let mut item = self.key.item();
                item.extend(attributes.clone());
                request["Item"] = item_json(&item);
                "Put"
            }
            Change::Update(actions) => {
                request["Key"] = self.key.json();
                request["UpdateExpression"] = json!(update_text(actions, &mut values));
                "Update"
            }
            Change::Delete => {
                request["Key"] = self.key.json();
                "Delete"
            }
            Change::Check => {
                request["Key"] = self.key.json();
                "ConditionCheck"
            }
        };
        if let Some(condition) = &self.condition {
            request["ConditionExpression"] = json!(condition.text(&mut values));
        }
        values.put_into(&mut request);
        (operation, request)
    }
}
