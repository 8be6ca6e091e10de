//! Projections: the parts of an item that a reader asked for.

use super::kind::ExpressionKind;
use super::lexer::{Lexer, Token};
use super::path::Path;
use super::placeholders::Placeholders;
use super::{fragment, names, overlap, parser, resolve, size};
use crate::aws::error::AwsError;
use crate::dynamodb::value::Attributes;

/// A ProjectionExpression, or AttributesToGet.
#[derive(Clone, Debug)]
pub(crate) struct Projection {
    /// Sorted.
    paths: Vec<Path>,
}

impl Projection {
    /// Paths that neither overlap nor conflict.
    pub(super) fn new(mut paths: Vec<Path>) -> Self {
        paths.sort();
        Self { paths }
    }

    /// The parts of the item that the paths lead to; elements of lists close up.
    pub(crate) fn apply(&self, item: &Attributes) -> Attributes {
        fragment::select(&self.paths, item)
    }

    /// Top-level attributes that the projection reads, perhaps repeated.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(|path| path.attribute.as_str())
    }

    /// Top-level attributes that the projection reads into, as only documents can be read.
    pub(crate) fn documents(&self) -> impl Iterator<Item = &str> {
        let deep = self.paths.iter().filter(|path| !path.steps.is_empty());
        deep.map(|path| path.attribute.as_str())
    }
}

/// Parses a ProjectionExpression.
pub(crate) fn parse_projection(
    text: &str,
    placeholders: &mut Placeholders,
) -> Result<Projection, AwsError> {
    let parameter = ExpressionKind::Projection.parameter();
    size::check(placeholders.wording(), parameter, text)?;
    let mut lexer = Lexer::new(parameter, text);
    let mut raw = vec![parser::path(&mut lexer)?];
    while lexer.token() == Token::Comma {
        lexer.advance();
        raw.push(parser::path(&mut lexer)?);
    }
    lexer.expect(Token::End)?;
    for path in &raw {
        names::check_path(parameter, path)?;
    }
    let paths = raw
        .iter()
        .map(|path| resolve::path(parameter, path, placeholders))
        .collect::<Result<Vec<_>, _>>()?;
    overlap::check(parameter, paths.iter())?;
    Ok(Projection::new(paths))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::dynamodb::value::{AttributeValue, Number};

    fn placeholders() -> Placeholders {
        let names = [("#a", "a"), ("#b", "[3]")];
        let names: BTreeMap<_, _> = names.map(|(key, name)| (key.into(), name.into())).into();
        Placeholders::new(Some(names), None).unwrap()
    }

    fn refusal(text: &str) -> String {
        match parse_projection(text, &mut placeholders()) {
            Ok(_) => "accepted".to_owned(),
            Err(error) => error.message().unwrap().to_owned(),
        }
    }

    // dynalite's suite, getItem.js; Parity Suite.
    #[test]
    fn bad_projections_get_awss_texts() {
        for (text, token, near) in [
            ("!!! INVALID !!!", "!", "!!"),
            ("dummy-id", "-", "dummy-id"),
            ("whatever(stuff)", "(", "whatever(stuff"),
            (":a", ":a", ":a"),
            ("abort,", "<EOF>", ","),
            ("a,,b", ",", ",,b"),
            ("#list[].#comment", "]", "[]."),
            ("(a)", "(", "(a"),
        ] {
            assert_eq!(
                refusal(text),
                format!(
                    "Invalid ProjectionExpression: Syntax error; token: \"{token}\", near: \
                     \"{near}\""
                )
            );
        }
        assert_eq!(
            refusal("#x,ABSoLUTE"),
            "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved \
             keyword: ABSoLUTE"
        );
        assert_eq!(
            refusal("a,b,a,#x"),
            "Invalid ProjectionExpression: An expression attribute name used in the document path \
             is not defined; attribute name: #x"
        );
        for (text, kind, one, two) in [
            ("b[1], b.a, #a.b, a", "overlap", "[a, b]", "[a]"),
            ("a, #a[1]", "overlap", "[a]", "[a, [1]]"),
            ("a.b, #a[1], #b", "conflict", "[a, b]", "[a, [1]]"),
            ("a[3].b, #a.#b.b", "conflict", "[a, [3], b]", "[a, [3], b]"),
        ] {
            assert_eq!(
                refusal(text),
                format!(
                    "Invalid ProjectionExpression: Two document paths {kind} with each other; \
                     must remove or rewrite one of these paths; path one: {one}, path two: {two}"
                )
            );
        }
    }

    fn projected(text: &str) -> Attributes {
        let n = |number| AttributeValue::N(Number::from(number));
        let map = |members: Vec<(&str, AttributeValue)>| {
            AttributeValue::M(
                members
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
            )
        };
        let item = Attributes::from([
            (
                "a".to_owned(),
                map(vec![
                    ("b", map(vec![("c", n(1)), ("d", n(2))])),
                    ("l", AttributeValue::L(vec![n(10), n(11), n(12)])),
                ]),
            ),
            (
                "l".to_owned(),
                AttributeValue::L(vec![map(vec![("a", n(1)), ("b", n(2)), ("c", n(3))]), n(7)]),
            ),
            ("s".to_owned(), n(5)),
        ]);
        parse_projection(text, &mut placeholders())
            .unwrap()
            .apply(&item)
    }

    // ScyllaDB's suite, test_projection_expression.py; the merged element is recorded by the Parity
    // Suite.
    #[test]
    fn fragments_keep_their_shape_and_lists_close_up() {
        let shown = |text: &str| format!("{:?}", projected(text));
        assert_eq!(
            shown("s, a.b.d"),
            r#"{"a": M({"b": M({"d": N(2)})}), "s": N(5)}"#
        );
        assert_eq!(
            shown("a.l[2], a.l[0]"),
            r#"{"a": M({"l": L([N(10), N(12)])})}"#
        );
        assert_eq!(
            shown("l[0].b, l[1], l[0].a"),
            r#"{"l": L([M({"a": N(1), "b": N(2)}), N(7)])}"#
        );
        assert_eq!(shown("q, a.q, l[9], s.x, l[1].x"), "{}");
        assert_eq!(shown("a[0], s[0], l.x"), "{}");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "[a.#\\[\\]0-9,( )-]{0,40}") {
            refusal(&text);
        }
    }
}
