//! Patterns for messages whose fields stand between spaces.

use super::boolean::Boolean;
use super::cursor::Cursor;
use super::problem::PatternProblem;
use super::value::{Comparison, Found};

#[derive(Debug)]
pub(super) struct Fields {
    /// Before the dots, or all of them.
    first: Vec<Field>,
    /// Behind the dots, if there are any.
    last: Option<Vec<Field>>,
}

#[derive(Debug)]
struct Field {
    /// Empty for one without a name.
    name: String,
    condition: Option<Boolean<Comparison>>,
}

impl Fields {
    /// Reads what stands between the brackets: fields between commas, `...` for any number of them.
    pub(super) fn parse(text: &str) -> Result<Self, PatternProblem> {
        let mut fields = Self {
            first: Vec::new(),
            last: None,
        };
        if text.trim().is_empty() {
            fields.last = Some(Vec::new());
            return Ok(fields);
        }
        let mut cursor = Cursor::new(text);
        loop {
            cursor.skip_spaces();
            if cursor.take("...") {
                if fields.last.is_some() {
                    return Err(PatternProblem::Syntax);
                }
                fields.last = Some(Vec::new());
            } else {
                let field = field(&mut cursor)?;
                let into = fields.last.as_mut().unwrap_or(&mut fields.first);
                into.push(field);
            }
            cursor.skip_spaces();
            if cursor.is_at_end() {
                return Ok(fields);
            }
            cursor.expect(",")?;
        }
    }

    pub(super) fn matches(&self, message: &str) -> bool {
        let found = split(message);
        let pairs = self.pairs(&found);
        pairs.is_some_and(|pairs| pairs.iter().all(|(field, text)| field.takes(text)))
    }

    pub(super) fn extracted(&self, message: &str) -> Vec<(String, String)> {
        let found = split(message);
        let pairs = self.pairs(&found).unwrap_or_default();
        let named = pairs.iter().filter(|(field, _)| !field.name.is_empty());
        named
            .map(|(field, text)| (format!("${}", field.name), (*text).to_owned()))
            .collect()
    }

    /// Each field with its text; `None` if the message has too few or too many.
    fn pairs<'a>(&'a self, found: &[&'a str]) -> Option<Vec<(&'a Field, &'a str)>> {
        let last = self.last.as_deref();
        let wanted = self.first.len() + last.map_or(0, <[_]>::len);
        let fits = match last {
            Some(_) => found.len() >= wanted,
            None => found.len() == wanted,
        };
        if !fits {
            return None;
        }
        let last = last.unwrap_or_default();
        let front = self.first.iter().zip(found.iter().copied());
        let back = last
            .iter()
            .zip(found[found.len() - last.len()..].iter().copied());
        Some(front.chain(back).collect())
    }
}

/// `name`, `name = value`, `= value`, or conditions on one name joined by `&&` and `||`.
fn field(cursor: &mut Cursor<'_>) -> Result<Field, PatternProblem> {
    let name = name(cursor);
    cursor.skip_spaces();
    if matches!(cursor.peek(), None | Some(',')) {
        return Ok(Field {
            name: name.to_owned(),
            condition: None,
        });
    }
    let is_first = std::cell::Cell::new(true);
    let leaf = |cursor: &mut Cursor<'_>| {
        // The name stands before the first operator already.
        if !is_first.replace(false) {
            cursor.skip_spaces();
            let again = self::name(cursor);
            if again != name {
                return Err(PatternProblem::Syntax);
            }
        }
        Comparison::parse(cursor, |c| matches!(c, ',' | '&' | '|' | ')'))
    };
    let condition = Boolean::parse(cursor, &leaf, 0)?;
    Ok(Field {
        name: name.to_owned(),
        condition: Some(condition),
    })
}

fn name<'a>(cursor: &mut Cursor<'a>) -> &'a str {
    cursor.take_while(|c| c.is_alphanumeric() || "_-.".contains(c))
}

impl Field {
    fn takes(&self, text: &str) -> bool {
        let condition = self.condition.as_ref();
        condition.is_none_or(|condition| {
            condition.holds(&|comparison| comparison.holds(Found::Text(text)))
        })
    }
}

/// The fields of a message; brackets and double quotes hold one together and are not part of it.
fn split(message: &str) -> Vec<&str> {
    let mut fields = Vec::new();
    let mut rest = message.trim();
    while !rest.is_empty() {
        let close = match rest.as_bytes().first() {
            Some(b'[') => Some(']'),
            Some(b'"') => Some('"'),
            _ => None,
        };
        let held = close.and_then(|close| rest[1..].split_once(close));
        let (field, behind) = match held {
            Some((field, behind)) => (field, behind),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        fields.push(field);
        rest = behind.trim_start();
    }
    fields
}
