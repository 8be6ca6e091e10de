//! Patterns for messages that are JSON: properties by selector, and conditions on them.

use serde_json::Value;

use super::boolean::Boolean;
use super::cursor::Cursor;
use super::problem::PatternProblem;
use super::value::{Comparison, Found};

#[derive(Debug)]
pub(super) struct JsonPattern(Boolean<Condition>);

#[derive(Debug)]
struct Condition {
    selector: Selector,
    test: Test,
}

#[derive(Debug)]
enum Test {
    Compares(Comparison),
    IsNull,
    Is(bool),
    NotExists,
    /// `= *`: whatever it is.
    Exists,
}

/// `$.a.b[0]['c d'][*]`
#[derive(Debug)]
struct Selector {
    /// As it was written.
    text: String,
    steps: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    Name(String),
    Index(usize),
    /// Every element of an array, every property of an object.
    Each,
}

impl JsonPattern {
    /// Reads what stands between the braces.
    pub(super) fn parse(text: &str) -> Result<Self, PatternProblem> {
        let mut cursor = Cursor::new(text);
        let condition = Boolean::parse(&mut cursor, &condition, 0)?;
        cursor.skip_spaces();
        match cursor.is_at_end() {
            true => Ok(Self(condition)),
            false => Err(cursor.problem()),
        }
    }

    pub(super) fn matches(&self, message: &str) -> bool {
        let Some(document) = document(message) else {
            return false;
        };
        self.0.holds(&|condition| condition.holds(&document))
    }

    pub(super) fn extracted(&self, message: &str) -> Vec<(String, String)> {
        let Some(document) = document(message) else {
            return Vec::new();
        };
        let mut extracted = Vec::new();
        for condition in self.0.leaves() {
            let selector = &condition.selector;
            if let Some(value) = selector.found(&document).first() {
                let text = match value {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                extracted.push((selector.text.clone(), text));
            }
        }
        extracted
    }
}

/// Only objects and arrays are documents.
fn document(message: &str) -> Option<Value> {
    let starts = message.trim_start().starts_with(['{', '[']);
    starts.then(|| serde_json::from_str(message).ok())?
}

fn condition(cursor: &mut Cursor<'_>) -> Result<Condition, PatternProblem> {
    let selector = selector(cursor)?;
    let test = if cursor.take_word("IS") {
        match () {
            () if cursor.take_word("NULL") => Test::IsNull,
            () if cursor.take_word("TRUE") => Test::Is(true),
            () if cursor.take_word("FALSE") => Test::Is(false),
            () => return Err(PatternProblem::Syntax),
        }
    } else if cursor.take_word("NOT") {
        match cursor.take_word("EXISTS") {
            true => Test::NotExists,
            false => return Err(PatternProblem::Syntax),
        }
    } else if is_any(&mut cursor.clone()) {
        is_any(cursor);
        Test::Exists
    } else {
        let ends = |c: char| matches!(c, ')' | '&' | '|' | '}');
        Test::Compares(Comparison::parse(cursor, ends)?)
    };
    Ok(Condition { selector, test })
}

/// `= *` alone, quoted or not.
fn is_any(cursor: &mut Cursor<'_>) -> bool {
    cursor.skip_spaces();
    if !cursor.take("=") {
        return false;
    }
    cursor.skip_spaces();
    let is_star = cursor.take("\"*\"") || cursor.take("*");
    let ends = |c: char| c.is_whitespace() || matches!(c, ')' | '&' | '|');
    is_star && cursor.peek().is_none_or(ends)
}

fn selector(cursor: &mut Cursor<'_>) -> Result<Selector, PatternProblem> {
    cursor.skip_spaces();
    cursor.expect("$")?;
    let (mut text, mut steps) = ("$".to_owned(), Vec::new());
    loop {
        if cursor.take("[") {
            text.push('[');
            steps.push(bracketed(cursor, &mut text)?);
        } else if cursor.take(".") {
            text.push('.');
            if cursor.take("[") {
                text.push('[');
                steps.push(bracketed(cursor, &mut text)?);
                continue;
            }
            let name = cursor.take_while(is_name);
            text.push_str(name);
            steps.push(match name {
                "" => return Err(cursor.problem()),
                "*" => Step::Each,
                name => Step::Name(name.to_owned()),
            });
        } else {
            break;
        }
    }
    match steps.is_empty() {
        true => Err(PatternProblem::Syntax),
        false => Ok(Selector { text, steps }),
    }
}

/// Letters, digits, hyphens, underscores, and what AWS's own names begin with.
fn is_name(character: char) -> bool {
    character.is_alphanumeric() || "_-@:/*".contains(character)
}

/// What stands behind `[`, up to its end.
fn bracketed(cursor: &mut Cursor<'_>, text: &mut String) -> Result<Step, PatternProblem> {
    let step = if cursor.take("*") {
        text.push('*');
        Step::Each
    } else if let Some(quote) = cursor.peek().filter(|c| matches!(c, '\'' | '"')) {
        cursor.expect(&quote.to_string())?;
        let name = cursor.take_while(|c| c != quote);
        cursor.expect(&quote.to_string())?;
        text.push_str(&format!("{quote}{name}{quote}"));
        Step::Name(name.to_owned())
    } else {
        let digits = cursor.take_while(|c| c.is_ascii_digit());
        text.push_str(digits);
        Step::Index(digits.parse().map_err(|_| cursor.problem())?)
    };
    cursor.expect("]")?;
    text.push(']');
    Ok(step)
}

impl Selector {
    fn found<'a>(&self, document: &'a Value) -> Vec<&'a Value> {
        let mut found = vec![document];
        for step in &self.steps {
            found = found
                .into_iter()
                .flat_map(|value| step.behind(value))
                .collect();
        }
        found
    }
}

impl Step {
    fn behind<'a>(&self, value: &'a Value) -> Vec<&'a Value> {
        match (self, value) {
            (Self::Name(name), Value::Object(members)) => members.get(name).into_iter().collect(),
            (Self::Index(index), Value::Array(items)) => items.get(*index).into_iter().collect(),
            (Self::Each, Value::Array(items)) => items.iter().collect(),
            (Self::Each, Value::Object(members)) => members.values().collect(),
            _ => Vec::new(),
        }
    }
}

impl Condition {
    /// A property that is not there satisfies nothing but NOT EXISTS.
    fn holds(&self, document: &Value) -> bool {
        let found = self.selector.found(document);
        match &self.test {
            Test::NotExists => found.is_empty(),
            Test::Exists => !found.is_empty(),
            Test::IsNull => found.iter().any(|value| value.is_null()),
            Test::Is(wanted) => found.iter().any(|value| value.as_bool() == Some(*wanted)),
            Test::Compares(comparison) => found.iter().any(|value| match value {
                Value::String(text) => comparison.holds(Found::Text(text)),
                Value::Number(number) => comparison.holds(Found::Number(&number.to_string())),
                _ => false,
            }),
        }
    }
}
