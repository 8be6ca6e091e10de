//! What the value of a property or a field is compared with.

use super::cursor::Cursor;
use super::problem::PatternProblem;
use super::regex::Regex;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Unequal,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
}

#[derive(Debug)]
pub(super) struct Comparison {
    operator: Operator,
    operand: Operand,
}

#[derive(Debug)]
enum Operand {
    Number(f64, String),
    /// Parts of a text between its stars.
    Text(Vec<String>),
    Regex(Regex),
}

/// What stands in a message.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found<'a> {
    Text(&'a str),
    /// As it is written.
    Number(&'a str),
}

impl Comparison {
    /// An operator and what follows it. An unquoted text ends where `ends` says.
    pub(super) fn parse(
        cursor: &mut Cursor<'_>,
        ends: impl Fn(char) -> bool,
    ) -> Result<Self, PatternProblem> {
        const OPERATORS: [(&str, Operator); 6] = [
            ("!=", Operator::Unequal),
            (">=", Operator::GreaterOrEqual),
            ("<=", Operator::LessOrEqual),
            ("=", Operator::Equal),
            (">", Operator::Greater),
            ("<", Operator::Less),
        ];
        cursor.skip_spaces();
        let operator = OPERATORS.iter().find(|(text, _)| cursor.take(text));
        let (_, operator) = operator.ok_or_else(|| cursor.problem())?;
        cursor.skip_spaces();
        let operand = operand(cursor, ends)?;
        let is_order = !matches!(operator, Operator::Equal | Operator::Unequal);
        match &operand {
            Operand::Number(..) => {}
            _ if is_order => return Err(PatternProblem::Syntax),
            _ => {}
        }
        Ok(Self {
            operator: *operator,
            operand,
        })
    }

    pub(super) fn holds(&self, found: Found<'_>) -> bool {
        let (Found::Text(text) | Found::Number(text)) = found;
        let equal = match &self.operand {
            Operand::Regex(regex) => regex.is_in(text),
            Operand::Text(parts) => is_like(parts, text),
            Operand::Number(wanted, written) => match text.trim().parse::<f64>() {
                Ok(number) => return self.operator.holds(number, *wanted),
                Err(_) => text == written,
            },
        };
        match self.operator {
            Operator::Equal => equal,
            Operator::Unequal => !equal,
            _ => false,
        }
    }
}

impl Operator {
    fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Self::Equal => left == right,
            Self::Unequal => left != right,
            Self::Greater => left > right,
            Self::Less => left < right,
            Self::GreaterOrEqual => left >= right,
            Self::LessOrEqual => left <= right,
        }
    }
}

fn operand(
    cursor: &mut Cursor<'_>,
    ends: impl Fn(char) -> bool,
) -> Result<Operand, PatternProblem> {
    if cursor.take("%") {
        return Ok(Operand::Regex(cursor.regex()?));
    }
    if cursor.take("\"") {
        return Ok(Operand::Text(parts(&cursor.quoted()?)));
    }
    let text = cursor.take_while(|c| !c.is_whitespace() && !ends(c));
    if text.is_empty() {
        return Err(cursor.problem());
    }
    let is_decimal = text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    match text.parse::<f64>() {
        Ok(number) if is_decimal => Ok(Operand::Number(number, text.to_owned())),
        _ => Ok(Operand::Text(parts(text))),
    }
}

fn parts(text: &str) -> Vec<String> {
    text.split('*').map(str::to_owned).collect()
}

/// Whether a text is those parts with anything between them.
fn is_like(parts: &[String], text: &str) -> bool {
    let [first, middle @ .., last] = parts else {
        return parts.first().is_some_and(|only| only == text);
    };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else {
        return false;
    };
    for part in middle {
        match rest.split_once(part.as_str()) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    rest.ends_with(last.as_str())
}
