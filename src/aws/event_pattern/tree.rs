//! A pattern as a tree, and whether an event fits it.

use serde_json::Value;

use super::condition::{Condition, Leaf};

/// All fields must fit, and of each list of alternatives one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Node {
    pub(super) fields: Vec<(String, Field)>,
    pub(super) alternatives: Vec<Vec<Node>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Field {
    Inside(Node),
    /// One of them must hold for what is there, or for its absence.
    Leaf(Vec<Condition>),
}

impl Node {
    /// Whether a value fits. In an array one element has to fit as a whole.
    pub(super) fn takes(&self, value: Option<&Value>) -> bool {
        match value {
            Some(Value::Array(elements)) if !elements.is_empty() => {
                elements.iter().any(|element| self.takes(Some(element)))
            }
            _ => self.takes_one(value),
        }
    }

    fn takes_one(&self, value: Option<&Value>) -> bool {
        let fits = |(name, field): &(String, Field)| {
            let inner = value.and_then(|value| value.get(name));
            match field {
                Field::Inside(node) => node.takes(inner),
                Field::Leaf(conditions) => leaf_fits(conditions, inner),
            }
        };
        self.fields.iter().all(fits)
            && self
                .alternatives
                .iter()
                .all(|nodes| nodes.iter().any(|node| node.takes_one(value)))
    }
}

/// What has parts of its own is no leaf, so that nothing is there; of an array each element may fit.
fn leaf_fits(conditions: &[Condition], value: Option<&Value>) -> bool {
    let mut leaves = Vec::new();
    collect(value, &mut leaves);
    match leaves.is_empty() {
        true => conditions
            .iter()
            .any(|condition| condition.holds_for(&Leaf::Absent)),
        false => leaves
            .iter()
            .any(|leaf| conditions.iter().any(|condition| condition.holds_for(leaf))),
    }
}

fn collect<'a>(value: Option<&'a Value>, leaves: &mut Vec<Leaf<'a>>) {
    match value {
        None | Some(Value::Object(_)) => {}
        Some(Value::Array(elements)) => {
            elements
                .iter()
                .for_each(|element| collect(Some(element), leaves));
        }
        Some(Value::Null) => leaves.push(Leaf::Null),
        Some(Value::Bool(value)) => leaves.push(Leaf::Boolean(*value)),
        Some(Value::String(text)) => leaves.push(Leaf::Text(text)),
        Some(Value::Number(number)) => {
            leaves.push(Leaf::Number(number.as_f64().unwrap_or(f64::NAN)));
        }
    }
}
