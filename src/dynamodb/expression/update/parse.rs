//! From the text of an update to its actions as written.

use super::action::Update;
use super::build;
use super::raw::{RawAction, Section};
use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;
use crate::dynamodb::error::wording::Wording;
use crate::dynamodb::expression::kind::ExpressionKind;
use crate::dynamodb::expression::lexer::{Lexer, Token};
use crate::dynamodb::expression::placeholders::Placeholders;
use crate::dynamodb::expression::tree::{Node, Tree};
use crate::dynamodb::expression::{names, parser, size};

/// Parses an UpdateExpression. Checks in AWS's order: size, syntax, reserved words and functions,
/// repeated sections, the number of operators, then what needs placeholders.
pub(crate) fn parse_update(
    text: &str,
    placeholders: &mut Placeholders,
) -> Result<Update, AwsError> {
    let parameter = ExpressionKind::Update.parameter();
    size::check(Wording::Bare, parameter, text)?;
    let mut lexer = Lexer::new(parameter, text);
    let mut tree = Tree::default();
    let mut actions = Vec::new();
    let mut sections = Vec::new();
    while lexer.token() != Token::End || sections.is_empty() {
        let Some(section) = Section::of(lexer.token()) else {
            return Err(lexer.unexpected());
        };
        sections.push(section);
        loop {
            lexer.advance();
            actions.push(action(section, &mut lexer, &mut tree)?);
            if lexer.token() != Token::Comma {
                break;
            }
        }
    }
    for action in &actions {
        names::check_path(parameter, &action.path)?;
        if let Some(root) = action.nodes.clone().last() {
            names::check_assigned(parameter, &tree, root)?;
        }
    }
    for (at, section) in sections.iter().enumerate() {
        if sections[..at].contains(section) {
            return Err(expression::repeated_section(parameter, section.name()));
        }
    }
    names::check_operators(parameter, tree.operators)?;
    build::update(parameter, &tree, &actions, placeholders)
}

fn action<'t>(
    section: Section,
    lexer: &mut Lexer<'t>,
    tree: &mut Tree<'t>,
) -> Result<RawAction<'t>, AwsError> {
    let path = parser::path(lexer)?;
    let start = tree.nodes.len();
    match section {
        Section::Set => {
            lexer.expect(Token::Equal)?;
            parser::assigned(lexer, tree)?;
        }
        Section::Remove => {}
        Section::Add | Section::Delete => {
            let value = lexer.expect(Token::ValuePlaceholder)?;
            tree.push(Node::Value(value));
        }
    }
    Ok(RawAction {
        section,
        path,
        nodes: start..tree.nodes.len(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::dynamodb::value::{AttributeValue, Attributes, Number};

    /// The answer to an update, with names `#a`, `#c` and `#d` for `a`, `c` and `[3]`.
    fn refusal_with(text: &str, values: &[(&str, AttributeValue)]) -> String {
        let names = [("#a", "a"), ("#c", "c"), ("#d", "[3]")];
        let names: BTreeMap<_, _> = names.map(|(key, name)| (key.into(), name.into())).into();
        let values: Attributes = values
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        let values = (!values.is_empty()).then_some(values);
        let mut placeholders = Placeholders::new(Some(names), values).unwrap();
        match parse_update(text, &mut placeholders) {
            Ok(_) => "accepted".to_owned(),
            Err(error) => {
                let message = error.message().unwrap();
                message
                    .strip_prefix("Invalid UpdateExpression: ")
                    .unwrap_or(message)
                    .to_owned()
            }
        }
    }

    fn refusal(text: &str) -> String {
        refusal_with(text, &[])
    }

    // Recorded: dynalite's and the Parity Suite, and issues that quote AWS.
    #[test]
    fn syntax_errors_name_the_token_and_its_neighbours() {
        for (text, token, near) in [
            ("INVALID SYNTAX HERE", "INVALID", "INVALID SYNTAX"),
            ("ADD hits : incr", ":", "hits : incr"),
            ("SET path = VALUE 1", "1", "VALUE 1"),
            ("SET _123 = :v", "_", "SET _123"),
            ("SET a = :v,", "<EOF>", ","),
            ("ADD numx", "<EOF>", "numx"),
            ("SET note = :v +", "<EOF>", "+"),
            ("SET numx = numx * :v", "*", "numx * :v"),
            ("DELETE setx a", "a", "setx a"),
            ("SET #list[0.#comment = :value", ".", "0.#comment"),
            ("set a=set", "set", "=set"),
            ("remove a = b", "=", "a = b"),
            ("set :a = b", ":a", "set :a ="),
            ("set a = b + c + d", "+", "c + d"),
            ("set a = (b + c) + d", "+", ") + d"),
            ("set a = (b.c).d + e", ".", ").d"),
            ("set (a = (b + c))", "(", "set (a"),
            ("set a = if_not_exists(c, :v+:w)", "+", ":v+:w"),
            ("set a = (b", "<EOF>", "b"),
            ("set a = b c", "c", "b c"),
            (" ", "<EOF>", " "),
        ] {
            assert_eq!(
                refusal(text),
                format!("Syntax error; token: \"{token}\", near: \"{near}\""),
                "{text}"
            );
        }
    }

    // The rest follows dynalite's suite, updateItem.js, unless it says otherwise.
    #[test]
    fn parentheses_may_stand_around_an_operand_or_the_whole_value() {
        for text in [
            "set a = (b + c)",
            "set a = ((b.c.d)+(e))",
            "set a = (b)",
            "set a = if_not_exists((a), (b)) - (c)",
        ] {
            assert_eq!(refusal(text), "accepted", "{text}");
        }
        assert_eq!(
            refusal("set a = ((b))"),
            "The expression has redundant parentheses;"
        );
    }

    #[test]
    fn names_functions_and_sections_are_checked_in_that_order() {
        assert_eq!(
            refusal(" set #b = :b set abOrt = true "),
            "Attribute name is a reserved keyword; reserved keyword: abOrt"
        );
        assert_eq!(
            refusal("set #b = if_not_exist(:b) set c = d"),
            "Invalid function name; function: if_not_exist"
        );
        // ScyllaDB's suite, test_update_expression.py.
        assert_eq!(
            refusal("SET a = list_append(list_append(:a, :b), :c)"),
            "The function is not allowed to be used this way in an expression; function: \
             list_append"
        );
        assert_eq!(
            refusal("SET a = list_append(:a, :b) + :c"),
            "The function is not allowed to be used this way in an expression; function: \
             list_append"
        );
        assert_eq!(
            refusal("SET a = size(b)"),
            "The function is not allowed in an update expression; function: size"
        );
        for (text, section) in [
            ("set a = #b set c = :d", "SET"),
            ("remove #b set a = b remove e", "REMOVE"),
            ("add #b :e set a = b add e :f", "ADD"),
            ("delete #b :e set a = b delete #e :f", "DELETE"),
        ] {
            assert_eq!(
                refusal(text),
                format!("The \"{section}\" section can only be used once in an update expression;")
            );
        }
    }

    // DynamoDB Local.
    #[test]
    fn if_not_exists_wants_two_paths_to_differ() {
        assert_eq!(
            refusal("SET a = if_not_exists(b, #a), c = if_not_exists(#a, a)"),
            "The first operand must be distinct from the remaining operands for this operator or \
             function; operator: if_not_exists, first operand: [a]"
        );
    }

    #[test]
    fn undefined_names_come_before_undefined_values() {
        assert_eq!(
            refusal("SET a = #b, b = :b"),
            "An expression attribute name used in the document path is not defined; attribute \
             name: #b"
        );
        assert_eq!(
            refusal("SET #a = if_not_exists(:b)"),
            "An expression attribute value used in expression is not defined; attribute value: :b"
        );
    }

    #[test]
    fn paths_that_exclude_each_other_are_refused() {
        for (text, kind, one, two) in [
            (
                "set d[1] = a, d.b = a, c[1].a = a, #c = if_not_exists(a)",
                "overlap",
                "[c, [1], a]",
                "[c]",
            ),
            (
                "set #c[3].#d = a, #c[3] = a",
                "overlap",
                "[c, [3], [3]]",
                "[c, [3]]",
            ),
            ("SET a = b REMOVE a", "overlap", "[a]", "[a]"),
            ("SET a = :undefined, a = b", "overlap", "[a]", "[a]"),
            ("remove a, b, a", "overlap", "[a]", "[a]"),
            ("remove a, a[1], a.b", "overlap", "[a]", "[a, [1]]"),
            (
                "set #c[3].#d = a, #c.#d[3] = if_not_exists(a)",
                "conflict",
                "[c, [3], [3]]",
                "[c, [3], [3]]",
            ),
            (
                "remove a.#c set a[1] = #d",
                "conflict",
                "[a, c]",
                "[a, [1]]",
            ),
        ] {
            assert_eq!(
                refusal(text),
                format!(
                    "Two document paths {kind} with each other; must remove or rewrite one of \
                     these paths; path one: {one}, path two: {two}"
                )
            );
        }
    }

    #[test]
    fn add_and_delete_want_numbers_and_sets() {
        let number = AttributeValue::N(Number::from(1));
        for (section, value, word) in [
            ("ADD", AttributeValue::S("a".into()), "STRING"),
            ("DELETE", AttributeValue::S("a".into()), "STRING"),
            ("ADD", AttributeValue::Null, "NULL"),
            ("DELETE", AttributeValue::Bool(false), "BOOLEAN"),
            ("ADD", AttributeValue::B("a".into()), "BINARY"),
            ("ADD", AttributeValue::M(Attributes::new()), "MAP"),
            ("DELETE", AttributeValue::L(vec![]), "LIST"),
            ("DELETE", number.clone(), "NUMBER"),
        ] {
            // Comes before what is wrong with functions.
            let text = format!("set c = if_not_exists(a) {section} a.b :a");
            assert_eq!(
                refusal_with(&text, &[(":a", value)]),
                format!(
                    "Incorrect operand type for operator or function; operator: {section}, \
                     operand type: {word}, typeSet: ALLOWED_FOR_ADD_OPERAND"
                )
            );
        }
        assert_eq!(refusal_with("ADD a :a", &[(":a", number)]), "accepted");
    }

    #[test]
    fn functions_want_their_operands() {
        assert_eq!(
            refusal("set a = list_append(c)"),
            "Incorrect number of operands for operator or function; operator or function: \
             list_append, number of operands: 1"
        );
        for first in [":a", "if_not_exists(a, b)"] {
            assert_eq!(
                refusal_with(
                    &format!("set a = if_not_exists({first}, c)"),
                    &[(":a", AttributeValue::Null)]
                ),
                "Operator or function requires a document path; operator or function: \
                 if_not_exists"
            );
        }
        for (text, operator) in [
            ("set a = list_append(:a, a)", "list_append"),
            ("set a = :a + :b", "+"),
            ("set a = b - :a", "-"),
        ] {
            let values = [
                (":a", AttributeValue::S("a".into())),
                (":b", AttributeValue::N(Number::from(1))),
            ];
            assert_eq!(
                refusal_with(text, &values),
                format!(
                    "Incorrect operand type for operator or function; operator or function: \
                     {operator}, operand type: S"
                )
            );
        }
    }

    #[test]
    fn deep_nesting_gets_a_clean_answer() {
        assert_eq!(
            refusal(&format!("SET a = {}", "(".repeat(4000))),
            "Syntax error; token: \"<EOF>\", near: \"(\""
        );
        assert_eq!(
            refusal(&format!(
                "SET a = {}b{}",
                "f(".repeat(1300),
                ")".repeat(1300)
            )),
            "Invalid function name; function: f"
        );
        let nested = format!(
            "SET a = {}b{}",
            "if_not_exists(c,".repeat(230),
            ")".repeat(230)
        );
        assert_eq!(refusal(&nested), "accepted");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,80}") {
            refusal(&text);
        }

        #[test]
        fn no_tokens_make_the_parser_panic(
            tokens in proptest::collection::vec(
                prop::sample::select(vec![
                    "SET", "REMOVE", "ADD", "DELETE", "a", "b.c", "d[0]", "#a", ":a", "=", "+",
                    "-", ",", "(", ")", "if_not_exists(", "list_append(", "size(", "AND",
                ]),
                0..24,
            )
        ) {
            refusal_with(&tokens.join(" "), &[(":a", AttributeValue::N(Number::from(1)))]);
        }
    }
}
