//! From literals and parameters to attribute values.

use super::tree::{Expression, Kind};
use crate::aws::error::AwsError;
use crate::dynamodb::error::partiql;
use crate::dynamodb::value::{AttributeValue, Attributes, Number};

/// Lists and maps around the deepest member of a literal (captured: the 32nd is refused).
const LEVELS_MAX: usize = 31;

/// The values of a statement's `?`, in order.
pub(super) type Parameters = [AttributeValue];

/// Whether an expression is a value by itself. Paths and what is computed are not.
pub(super) fn is_value(expression: &Expression) -> bool {
    matches!(
        expression.kind,
        Kind::Text(_)
            | Kind::Number(_)
            | Kind::Truth(_)
            | Kind::Null
            | Kind::Missing
            | Kind::Parameter(_)
            | Kind::List(_)
            | Kind::Bag(_)
            | Kind::Struct(_)
    )
}

/// The value of an expression that is one.
pub(super) fn value(
    expression: &Expression,
    parameters: &Parameters,
) -> Result<AttributeValue, AwsError> {
    match &expression.kind {
        Kind::Parameter(at) => parameters
            .get(*at)
            .cloned()
            .ok_or_else(partiql::parameter_count),
        _ => literal(expression, &mut Trail::default()),
    }
}

/// Where a literal stands inside another, as error texts write it: `root.name[0]`.
#[derive(Default)]
struct Trail(Vec<String>);

impl Trail {
    fn text(&self) -> String {
        format!("root{}", self.0.concat())
    }

    fn inside<T>(
        &mut self,
        step: String,
        read: impl FnOnce(&mut Self) -> Result<T, AwsError>,
    ) -> Result<T, AwsError> {
        self.0.push(step);
        let result = read(self)?;
        self.0.pop();
        Ok(result)
    }
}

/// Parameters stand alone, never inside a literal (captured).
fn literal(expression: &Expression, trail: &mut Trail) -> Result<AttributeValue, AwsError> {
    let is_nested = matches!(expression.kind, Kind::List(_) | Kind::Struct(_));
    if trail.0.len() > LEVELS_MAX && !is_nested {
        return Err(partiql::literal_too_deep(&trail.text()));
    }
    Ok(match &expression.kind {
        Kind::Text(text) => AttributeValue::S(text.clone()),
        Kind::Number(text) => AttributeValue::N(number(text, trail)?),
        Kind::Truth(truth) => AttributeValue::Bool(*truth),
        Kind::Null => AttributeValue::Null,
        Kind::Missing => return Err(partiql::missing_as_value()),
        Kind::List(elements) => AttributeValue::L(list(elements, trail)?),
        Kind::Struct(members) => AttributeValue::M(structure(members, trail)?),
        Kind::Bag(members) => bag(members, trail)?,
        other => {
            let (kind, path) = (other.name(), trail.text());
            return Err(partiql::unsupported_value(kind, &path, expression.at));
        }
    })
}

fn number(text: &str, trail: &Trail) -> Result<Number, AwsError> {
    Number::parse(text).map_err(|problem| partiql::number_literal(problem, &trail.text()))
}

fn list(elements: &[Expression], trail: &mut Trail) -> Result<Vec<AttributeValue>, AwsError> {
    let element = |(at, element): (usize, &Expression)| {
        trail.inside(format!("[{at}]"), |trail| literal(element, trail))
    };
    elements.iter().enumerate().map(element).collect()
}

fn structure(
    members: &[(Expression, Expression)],
    trail: &mut Trail,
) -> Result<Attributes, AwsError> {
    let mut attributes = Attributes::new();
    for (name, member) in members {
        let name = struct_key(name, trail)?;
        if attributes.contains_key(name) {
            return Err(partiql::repeated_struct_key(name, &trail.text()));
        }
        let value = trail.inside(format!(".{name}"), |trail| literal(member, trail))?;
        attributes.insert(name.to_owned(), value);
    }
    Ok(attributes)
}

fn struct_key<'e>(name: &'e Expression, trail: &Trail) -> Result<&'e str, AwsError> {
    match &name.kind {
        Kind::Text(text) => Ok(text),
        other => Err(partiql::struct_key_type(other.name(), &trail.text())),
    }
}

/// A set, of strings or of numbers.
fn bag(members: &[Expression], trail: &Trail) -> Result<AttributeValue, AwsError> {
    let Some(first) = members.first() else {
        return Err(partiql::empty_bag());
    };
    match first.kind {
        Kind::Text(_) => strings(members),
        Kind::Number(_) => numbers(members, trail),
        Kind::Parameter(_) => Err(partiql::unsupported_value(
            first.kind.name(),
            &trail.text(),
            first.at,
        )),
        _ => Err(partiql::mixed_bag()),
    }
}

fn strings(members: &[Expression]) -> Result<AttributeValue, AwsError> {
    let text = |member: &Expression| match &member.kind {
        Kind::Text(text) => Ok(text.clone()),
        _ => Err(partiql::mixed_bag()),
    };
    let written = members.iter().map(text).collect::<Result<Vec<_>, _>>()?;
    let mut sorted = written.clone();
    sorted.sort_unstable();
    sorted.dedup();
    match sorted.len() == written.len() {
        true => Ok(AttributeValue::Ss(sorted)),
        false => Err(partiql::repeated_strings(&written)),
    }
}

fn numbers(members: &[Expression], trail: &Trail) -> Result<AttributeValue, AwsError> {
    let mut written = Vec::with_capacity(members.len());
    for member in members {
        match &member.kind {
            Kind::Number(text) => written.push(text.as_str()),
            _ => return Err(partiql::mixed_bag()),
        }
    }
    let mut sorted = written
        .iter()
        .map(|text| number(text, trail))
        .collect::<Result<Vec<_>, _>>()?;
    sorted.sort_unstable();
    sorted.dedup();
    match sorted.len() == written.len() {
        true => Ok(AttributeValue::Ns(sorted)),
        false => Err(partiql::repeated_numbers(&written, &trail.text())),
    }
}

/// The item that INSERT writes: its attributes may be parameters, and each is a literal of its own.
pub(super) fn item(
    expression: &Expression,
    parameters: &Parameters,
) -> Result<Attributes, AwsError> {
    let Kind::Struct(members) = &expression.kind else {
        return Err(partiql::insert_of_no_struct());
    };
    let trail = Trail::default();
    let mut item = Attributes::new();
    for (name, member) in members {
        let name = struct_key(name, &trail)?;
        let value = value(member, parameters)?;
        if item.insert(name.to_owned(), value).is_some() {
            return Err(partiql::repeated_struct_key(name, &trail.text()));
        }
    }
    Ok(item)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamodb::partiql::parser::parse;
    use crate::dynamodb::partiql::tree::Statement;

    fn refusal(item_text: &str) -> String {
        let (statement, _) = parse(&format!("INSERT INTO t VALUE {item_text}")).unwrap();
        let Statement::Insert(insert) = statement else {
            panic!("no INSERT");
        };
        match item(&insert.item, &[AttributeValue::Null]) {
            Ok(item) => format!("{item:?}"),
            Err(error) => error.message().unwrap().to_owned(),
        }
    }

    // Parity Suite, partiqlGrammar.test.ts; captured answers.
    #[test]
    fn literals_become_values_or_are_refused_with_their_place() {
        assert_eq!(
            refusal("{'a': -1.50, 'b': <<'y', 'x'>>, 'c': [true, null, {'d': <<10, 9>>}], 'e': ?}"),
            "{\"a\": N(-1.5), \"b\": Ss([\"x\", \"y\"]), \"c\": L([Bool(true), Null, M({\"d\": \
             Ns([9, 10])})]), \"e\": Null}"
        );
        let overflow = "Number overflow. Attempting to store a number with magnitude larger than \
                        supported range under root";
        for (text, expected) in [
            ("{'a': 1e126}", overflow.to_owned()),
            ("{'m': {'x': 1e126}}", format!("{overflow}.x")),
            ("{'l': [1, 1e126]}", format!("{overflow}[1]")),
            ("{'s': <<>>}", "Empty bags are not supported".to_owned()),
            (
                "{'s': <<1, 'a'>>}",
                "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in \
                 bags"
                    .to_owned(),
            ),
            (
                "{'s': [<<'a', 'a'>>]}",
                "One or more parameter values were invalid: Input collection [a, a] contains \
                 duplicates."
                    .to_owned(),
            ),
            (
                "{'n': <<2, 2.0>>}",
                "One or more parameter values were invalid: Input collection [2, 2.0] contains \
                 duplicates! under root"
                    .to_owned(),
            ),
            (
                "{'m': {'k': ?}}",
                "Unsupported data type: Parameter under key root.k at 1:33:1".to_owned(),
            ),
            (
                "{'s': set_add(<<'a'>>, <<'b'>>)}",
                "Unsupported data type: set_add under key root at 1:27:7".to_owned(),
            ),
        ] {
            assert_eq!(refusal(text), expected, "{text}");
        }
        let nested = |levels: usize| {
            refusal(&format!(
                "{{'d': {}1{}}}",
                "{'a':".repeat(levels),
                "}".repeat(levels)
            ))
        };
        assert!(nested(31).starts_with("{\"d\": M("));
        assert_eq!(
            nested(32),
            format!(
                "Nesting Levels have exceeded supported limits under root{}",
                ".a".repeat(32)
            )
        );
    }
}
