//! From the JSON of a pattern to its tree; `None` for what is no pattern.

use serde_json::{Map, Value};

use super::condition::{Cidr, Comparison, Condition, Wildcard};
use super::tree::{Field, Node};

const OR: &str = "$or";

/// An object that is not empty.
pub(super) fn node(value: &Value) -> Option<Node> {
    let members = value.as_object().filter(|members| !members.is_empty())?;
    let mut parsed = Node::default();
    for (name, value) in members {
        match alternatives(name, value) {
            Some(objects) => {
                let nodes: Option<Vec<Node>> = objects.iter().map(node).collect();
                parsed.alternatives.push(nodes?);
            }
            None => parsed.fields.push((name.clone(), field(value)?)),
        }
    }
    Some(parsed)
}

/// `$or` is a name like any other unless two or more objects stand behind it.
fn alternatives<'a>(name: &str, value: &'a Value) -> Option<&'a Vec<Value>> {
    let objects = value.as_array().filter(|_| name == OR)?;
    (objects.len() > 1 && objects.iter().all(Value::is_object)).then_some(objects)
}

fn field(value: &Value) -> Option<Field> {
    match value {
        Value::Object(_) => node(value).map(Field::Inside),
        Value::Array(conditions) if !conditions.is_empty() => {
            let conditions: Option<_> = conditions.iter().map(condition).collect();
            conditions.map(Field::Leaf)
        }
        _ => None,
    }
}

fn condition(value: &Value) -> Option<Condition> {
    match value {
        Value::Object(members) => {
            let (operator, operand) = only(members)?;
            operation(operator, operand)
        }
        _ => scalar(value),
    }
}

fn scalar(value: &Value) -> Option<Condition> {
    Some(match value {
        Value::Null => Condition::Null,
        Value::Bool(value) => Condition::Boolean(*value),
        Value::Number(number) => Condition::Number(number.as_f64()?),
        Value::String(text) => Condition::Text(text.clone()),
        Value::Array(_) | Value::Object(_) => return None,
    })
}

fn operation(operator: &str, operand: &Value) -> Option<Condition> {
    match operator {
        "exists" => operand.as_bool().map(Condition::Exists),
        "prefix" => edge(operand, |text, ignore_case| Condition::Prefix {
            text,
            ignore_case,
        }),
        "suffix" => edge(operand, |text, ignore_case| Condition::Suffix {
            text,
            ignore_case,
        }),
        "equals-ignore-case" => text(operand).map(Condition::TextIgnoringCase),
        "wildcard" => Wildcard::parse(operand.as_str()?).map(Condition::Wildcard),
        "numeric" => numeric(operand.as_array()?),
        "cidr" => Cidr::parse(operand.as_str()?).map(Condition::Cidr),
        "anything-but" => anything_but(operand),
        _ => None,
    }
}

/// A text, or one whose case does not count.
fn edge(operand: &Value, make: impl Fn(String, bool) -> Condition) -> Option<Condition> {
    match operand {
        Value::String(text) => Some(make(text.clone(), false)),
        Value::Object(members) => match only(members)? {
            ("equals-ignore-case", Value::String(text)) => Some(make(text.to_lowercase(), true)),
            _ => None,
        },
        _ => None,
    }
}

fn text(operand: &Value) -> Option<String> {
    operand.as_str().map(str::to_lowercase)
}

/// A lower bound, an upper bound, both in this order, or a value.
fn numeric(operands: &[Value]) -> Option<Condition> {
    let (pairs, rest) = operands.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let comparison = |[operator, number]: &[Value; 2]| {
        Some((Comparison::parse(operator.as_str()?)?, number.as_f64()?))
    };
    let comparisons: Vec<_> = pairs.iter().map(comparison).collect::<Option<_>>()?;
    let is_good = match comparisons[..] {
        [_] => true,
        [(lower, least), (upper, most)] => lower.is_lower() && upper.is_upper() && least < most,
        _ => false,
    };
    is_good.then_some(Condition::Numeric(comparisons))
}

/// Scalars without `null` and booleans, or texts with one operator.
fn anything_but(operand: &Value) -> Option<Condition> {
    let Value::Object(members) = operand else {
        let scalars = one_or_many(operand)?.iter().map(|value| match value {
            Value::Number(_) | Value::String(_) => scalar(value),
            _ => None,
        });
        return scalars.collect::<Option<_>>().map(Condition::AnythingBut);
    };
    let (operator, operand) = only(members)?;
    let of_text = |value: &Value| {
        let text = value.as_str()?;
        match operator {
            "prefix" | "suffix" if text.is_empty() => None,
            "prefix" | "suffix" | "wildcard" | "equals-ignore-case" => operation(operator, value),
            _ => None,
        }
    };
    let conditions = one_or_many(operand)?.iter().map(of_text);
    conditions
        .collect::<Option<_>>()
        .map(Condition::AnythingBut)
}

fn one_or_many(operand: &Value) -> Option<&[Value]> {
    match operand {
        Value::Array(many) => (!many.is_empty()).then_some(many),
        one => Some(std::slice::from_ref(one)),
    }
}

fn only(members: &Map<String, Value>) -> Option<(&str, &Value)> {
    let mut members = members.iter();
    let (name, value) = members.next()?;
    members.next().is_none().then_some((name.as_str(), value))
}
