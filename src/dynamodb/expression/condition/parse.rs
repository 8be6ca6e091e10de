//! From the text of a condition to its tree.

use super::build;
use super::test::Test;
use crate::aws::error::AwsError;
use crate::dynamodb::expression::kind::ExpressionKind;
use crate::dynamodb::expression::lexer::Lexer;
use crate::dynamodb::expression::placeholders::Placeholders;
use crate::dynamodb::expression::{names, parser, size};
use crate::dynamodb::value::Attributes;

/// A ConditionExpression or FilterExpression, or what `Expected` or a legacy filter says.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    test: Test,
    attributes: Vec<String>,
    documents: Vec<String>,
}

impl Condition {
    pub(crate) fn new(test: Test) -> Self {
        let (mut attributes, mut documents) = (Vec::new(), Vec::new());
        test.visit_paths(&mut |path| {
            if !attributes.contains(&path.attribute) {
                attributes.push(path.attribute.clone());
            }
            if !path.steps.is_empty() {
                documents.push(path.attribute.clone());
            }
        });
        Self {
            test,
            attributes,
            documents,
        }
    }

    /// Whether the item meets the condition; a missing item is an empty one. Nothing in an item can
    /// make a condition fail otherwise: a value of another type simply doesn't match.
    pub(crate) fn matches(&self, item: &Attributes) -> bool {
        self.test.matches(item)
    }

    /// Top-level attributes that the condition reads, each once.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().map(String::as_str)
    }

    /// Top-level attributes that the condition reads into, as only documents can be read.
    pub(crate) fn documents(&self) -> impl Iterator<Item = &str> {
        self.documents.iter().map(String::as_str)
    }
}

/// Parses a ConditionExpression or FilterExpression.
pub(crate) fn parse_condition(
    kind: ExpressionKind,
    text: &str,
    placeholders: &mut Placeholders,
) -> Result<Condition, AwsError> {
    parse_test(kind, text, placeholders).map(Condition::new)
}

/// Checks in AWS's order: size, syntax and redundant parentheses, then in the order written reserved
/// words and functions, then the number of operators, then comparison by comparison what it needs
/// placeholders for.
pub(in crate::dynamodb::expression) fn parse_test(
    kind: ExpressionKind,
    text: &str,
    placeholders: &mut Placeholders,
) -> Result<Test, AwsError> {
    let parameter = kind.parameter();
    size::check(placeholders.wording(), parameter, text)?;
    let (tree, root) = parser::condition(&mut Lexer::new(parameter, text))?;
    names::check_condition(parameter, &tree, root)?;
    build::test(parameter, &tree, placeholders)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::dynamodb::value::{AttributeValue, Number};

    fn n(text: &str) -> AttributeValue {
        AttributeValue::N(Number::parse(text).unwrap())
    }

    fn s(text: &str) -> AttributeValue {
        AttributeValue::S(text.to_owned())
    }

    /// The answer to a filter, with `#a` for the name `a` and `:a` for a value.
    fn refusal_with(text: &str, value: AttributeValue) -> String {
        let names = BTreeMap::from([("#a".to_owned(), "a".to_owned())]);
        let values = Attributes::from([(":a".to_owned(), value)]);
        let mut placeholders = Placeholders::new(Some(names), Some(values)).unwrap();
        match parse_condition(ExpressionKind::Filter, text, &mut placeholders) {
            Ok(_) => "accepted".to_owned(),
            Err(error) => {
                let message = error.message().unwrap();
                let prefix = "Invalid FilterExpression: ";
                message.strip_prefix(prefix).unwrap_or(message).to_owned()
            }
        }
    }

    fn refusal(text: &str) -> String {
        refusal_with(text, s("1"))
    }

    #[test]
    fn size_is_checked_before_syntax() {
        assert_eq!(refusal(""), "The expression can not be empty;");
        // ScyllaDB's suite, test_limits.py.
        assert_eq!(
            refusal(&"(".repeat(15_000)),
            "Expression size has exceeded the maximum allowed size;"
        );
    }

    // Recorded: dynalite's and the Parity Suite, and issues that quote AWS.
    #[test]
    fn syntax_errors_name_the_token_and_its_neighbours() {
        for (text, token, near) in [
            ("a-b", "-", "a-b"),
            ("foo", "<EOF>", "foo"),
            ("attribute_not_exists(", "<EOF>", "("),
            (
                "#x attribute_not_exists :v",
                "attribute_not_exists",
                "#x attribute_not_exists :v",
            ),
            ("things are not gonna be ok", "are", "things are not"),
            ("a > 4", "4", "> 4"),
            ("a = !!", "!", "= !!"),
            ("a IN ()", ")", "()"),
            ("a in b, c", "b", "in b,"),
            ("a in (b,c,)", ")", ",)"),
            ("a > between", "between", "> between"),
            ("attribute_exists(Pictures..RearView)", ".", "..RearView"),
            ("attribute_exists(asdf[a])", "a", "[a]"),
            ("b[01] = c", "1", "01]"),
            ("size(a).b > a", ".", ").b"),
            ("(size(a))[0] > a", "[", ")[0"),
            ("#$.b > a", "#", "#$"),
            ("ü > a", "ü", "ü >"),
            ("(a = b) = c", "=", ") = c"),
            ("a = (b = c)", "=", "b = c"),
            ("a = b = c", "=", "b = c"),
            ("not a", "<EOF>", "a"),
            ("a AND b = c", "AND", "a AND b"),
            ("a = b)", ")", "b)"),
            ("a between b or c", "or", "b or c"),
            ("(a)between(b.c.d)and((c)", "<EOF>", ")"),
            ("a = not b", "not", "= not b"),
        ] {
            assert_eq!(
                refusal(text),
                format!("Syntax error; token: \"{token}\", near: \"{near}\""),
                "{text}"
            );
        }
    }

    // The rest follows dynalite's suite, scan.js.
    #[test]
    fn redundant_parentheses_are_refused() {
        for text in [
            "a=a and a > ((views))",
            "(a)between(((b.c)).d)and(c)",
            "a > whatever((:things), ((a)))",
            "a=a AND ((a=a AND a=a)) AND a=a",
            "a=a OR ((a=a OR (a=a OR a=a)))",
            "((a = b))",
        ] {
            assert_eq!(refusal(text), "The expression has redundant parentheses;");
        }
        for text in [
            "(a = b)",
            "((a = b) and c = d)",
            "(a = b and (c = d))",
            "(a) = (b)",
            "(a) between (b) and (c)",
            "not (not (a = b))",
            "a in ((b), c)",
        ] {
            assert_eq!(refusal(text), "accepted", "{text}");
        }
    }

    #[test]
    fn functions_are_known_and_stand_where_they_may() {
        for (text, function) in [
            ("a=a and whatever((:things)) > a", "whatever"),
            ("attRIbute_exIsts((views), #a)", "attRIbute_exIsts"),
        ] {
            assert_eq!(
                refusal(text),
                format!("Invalid function name; function: {function}")
            );
        }
        for (text, function) in [
            (
                "a=a and attribute_exists((views), (#a)) > b",
                "attribute_exists",
            ),
            ("begins_with(things, a) > b", "begins_with"),
            ("contains(:things, c) > b", "contains"),
            ("size(contains(a, b)) > a", "contains"),
            ("size(things)", "size"),
            (
                "a between b and attribute_exists(things)",
                "attribute_exists",
            ),
            ("a in (b, attribute_exists(things))", "attribute_exists"),
        ] {
            assert_eq!(
                refusal(text),
                format!(
                    "The function is not allowed to be used this way in an expression; function: \
                     {function}"
                )
            );
        }
        assert_eq!(
            refusal("if_not_exists(a, a) = :a"),
            "The function is not allowed in a condition expression; function: if_not_exists"
        );
    }

    #[test]
    fn reserved_words_come_before_placeholders() {
        for (text, word) in [
            ("attribute_exists(views, #b)", "views"),
            (":b < abOrT", "abOrT"),
            ("a.status = :b", "status"),
        ] {
            assert_eq!(
                refusal(text),
                format!("Attribute name is a reserved keyword; reserved keyword: {word}")
            );
        }
    }

    #[test]
    fn undefined_placeholders_come_before_operands() {
        for (text, name) in [
            ("attribute_exists(#P.RearView, :a) and a=a", "#P"),
            ("begins_with(Pictures.#RearView)", "#RearView"),
            ("(#P between :lo and :hi) and (#PC in (:cat1, :cat2))", "#P"),
            ("(a)between(b.c[45].#d)and(:a)", "#d"),
        ] {
            assert_eq!(
                refusal(text),
                format!(
                    "An expression attribute name used in the document path is not defined; \
                     attribute name: {name}"
                )
            );
        }
        for (text, name) in [("begins_with(:hello, #a, #b)", ":hello"), (":b < :c", ":b")] {
            assert_eq!(
                refusal(text),
                format!(
                    "An expression attribute value used in expression is not defined; attribute \
                     value: {name}"
                )
            );
        }
    }

    #[test]
    fn operands_are_counted() {
        for (text, function, count) in [
            ("attribute_exists(things, a) and a=a", "attribute_exists", 2),
            ("attribute_type(things)", "attribute_type", 1),
            ("begins_with(things, size(a), b)", "begins_with", 3),
            ("size(things, a) > b", "size", 2),
        ] {
            assert_eq!(
                refusal(text),
                format!(
                    "Incorrect number of operands for operator or function; operator or function: \
                     {function}, number of operands: {count}"
                )
            );
        }
        let list = |count: usize| format!("b in (:a{})", ", :a".repeat(count - 1));
        assert_eq!(refusal(&list(100)), "accepted");
        assert_eq!(
            refusal(&list(101)),
            "The IN operator is provided with too many operands; number of operands: 101"
        );
    }

    #[test]
    fn repeated_operands_are_refused() {
        for (text, operator, path) in [
            ("a = a AND #a = b AND :views > a", "=", "[a]"),
            ("#a <> a", "<>", "[a]"),
            ("((a=a) OR (a=a))", "=", "[a]"),
            (
                "contains(ab.bc[1].a, ab.bc[1].#a)",
                "contains",
                "[ab, bc, [1], a]",
            ),
            (
                "attribute_type(ab.bc[1].#a, ab.bc[1].a)",
                "attribute_type",
                "[ab, bc, [1], a]",
            ),
        ] {
            assert_eq!(
                refusal(text),
                format!(
                    "The first operand must be distinct from the remaining operands for this \
                     operator or function; operator: {operator}, first operand: {path}"
                )
            );
        }
        assert_eq!(refusal(":a = :a"), "accepted");
    }

    #[test]
    fn types_of_values_are_checked() {
        let wrong = |function: &str, type_name: &str| {
            format!(
                "Incorrect operand type for operator or function; operator or function: \
                 {function}, operand type: {type_name}"
            )
        };
        let list = || AttributeValue::L(vec![]);
        for (text, value, function, type_name) in [
            (
                "attribute_type(a, size(a)) and a=a and a=:a",
                n("1"),
                "attribute_type",
                "N",
            ),
            ("attribute_type(a, :a)", list(), "attribute_type", "L"),
            (
                "begins_with(a, size(a)) and a=:a",
                n("1"),
                "begins_with",
                "N",
            ),
            ("begins_with(:a, a)", n("1"), "begins_with", "N"),
            (
                "begins_with(a, :a)",
                AttributeValue::Bool(true),
                "begins_with",
                "BOOL",
            ),
            ("size(size(a)) > :a", n("1"), "size", "N"),
            ("attribute_not_exists(size(:a))", n("1"), "size", "N"),
            ("size(:a) > a", AttributeValue::Null, "size", "NULL"),
            ("a < :a", list(), "<", "L"),
            (":a >= a", list(), ">=", "L"),
            ("a between :a and :a", list(), "BETWEEN", "L"),
        ] {
            assert_eq!(
                refusal_with(text, value),
                wrong(function, type_name),
                "{text}"
            );
        }
        assert_eq!(
            refusal("attribute_type(ab.bc[1].a, SS)"),
            wrong("attribute_type", "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}")
        );
        assert_eq!(refusal_with("a = :a", list()), "accepted");
        assert_eq!(refusal_with("contains(a, :a)", list()), "accepted");
        assert_eq!(
            refusal("attribute_type(a, :a)"),
            "Invalid attribute type name found; type: 1, valid types: \
             {B,NULL,SS,BOOL,L,BS,N,NS,S,M}"
        );
        assert_eq!(
            refusal("attribute_exists(:a) and a=a"),
            "Operator or function requires a document path; operator or function: attribute_exists"
        );
        assert_eq!(
            refusal("attribute_not_exists(size(:a))"),
            "Operator or function requires a document path; operator or function: \
             attribute_not_exists"
        );
    }

    // dynalite's suite, deleteItem.js.
    #[test]
    fn bounds_of_between_are_of_one_type_and_in_order() {
        let bounds = |low, high| {
            let values = Attributes::from([(":b".to_owned(), low), (":a".to_owned(), high)]);
            let mut placeholders = Placeholders::new(None, Some(values)).unwrap();
            let text = "a between :b and :a";
            parse_condition(ExpressionKind::Condition, text, &mut placeholders)
                .map(|_| ())
                .map_err(|error| error.message().unwrap().to_owned())
        };
        assert_eq!(
            bounds(n("1"), s("a")).unwrap_err(),
            "Invalid ConditionExpression: The BETWEEN operator requires same data type for lower \
             and upper bounds; lower bound operand: AttributeValue: {N:1}, upper bound operand: \
             AttributeValue: {S:a}"
        );
        assert_eq!(
            bounds(s("b"), s("a")).unwrap_err(),
            "Invalid ConditionExpression: The BETWEEN operator requires upper bound to be greater \
             than or equal to lower bound; lower bound operand: AttributeValue: {S:b}, upper \
             bound operand: AttributeValue: {S:a}"
        );
        assert_eq!(bounds(n("10"), n("10.0")), Ok(()));
    }

    // ScyllaDB's suite, test_limits.py: none of these may take the process down.
    #[test]
    fn deep_nesting_gets_a_clean_answer() {
        let nested = |start: &str, depth: usize, end: &str| {
            format!("a<b {}{}", start.repeat(depth), end.repeat(depth))
        };
        assert_eq!(refusal(&nested("or (a<b ", 149, ")")), "accepted");
        assert_eq!(refusal(&nested("and (a<b ", 149, ")")), "accepted");
        let too_many = "The expression contains too many operators; operator count: 301";
        assert_eq!(refusal(&nested("or (a<b ", 454, ")")), too_many);
        assert_eq!(refusal(&format!("{}a<b", "not ".repeat(1000))), too_many);
        assert_eq!(refusal(&format!("{}a<b", "not ".repeat(298))), "accepted");
        assert_eq!(
            refusal(&"(".repeat(4096)),
            "Syntax error; token: \"<EOF>\", near: \"(\""
        );
        assert_eq!(
            refusal(&format!("{}a<b{}", "(".repeat(2046), ")".repeat(2046))),
            "The expression has redundant parentheses;"
        );
        assert_eq!(
            refusal(&format!("a < {}b{}", "f(".repeat(1355), ")".repeat(1355))),
            "Invalid function name; function: f"
        );
        assert_eq!(
            refusal(&format!("a < {}b{}", "size(".repeat(680), ")".repeat(680))),
            "Incorrect operand type for operator or function; operator or function: size, \
             operand type: N"
        );
    }

    #[test]
    fn a_path_has_at_most_32_parts_and_31_bit_indexes() {
        assert_eq!(refusal(&format!("a{} = :a", ".b".repeat(31))), "accepted");
        assert_eq!(
            refusal(&format!("a{} = :a", ".b".repeat(32))),
            "The document path has too many nesting levels; nesting levels: 33"
        );
        assert_eq!(refusal("a[2147483647] = :a"), "accepted");
        for digits in ["2147483648", "99999999999999999999999"] {
            assert_eq!(
                refusal(&format!("a[{digits}] = :a")),
                format!("List index is not within the allowable range; index: [{digits}]")
            );
        }
    }

    #[test]
    fn a_condition_says_what_it_reads() {
        let values = Attributes::from([(":v".to_owned(), n("1"))]);
        let mut placeholders = Placeholders::new(None, Some(values)).unwrap();
        let text = "a.b = :v AND (size(c[0]) > :v OR NOT attribute_exists(a)) AND d IN (e, :v)";
        let condition = parse_condition(ExpressionKind::Filter, text, &mut placeholders).unwrap();
        assert_eq!(
            condition.attributes().collect::<Vec<_>>(),
            ["a", "c", "d", "e"]
        );
        placeholders.check_unused().unwrap();
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
                    "a", "b.c", "d[0]", "#a", ":a", "(", ")", "(", ")", "=", "<>", "<", ",",
                    "AND", "OR", "NOT", "BETWEEN", "IN", "size(", "contains(", "begins_with(",
                    "attribute_exists(", "if_not_exists(", "+", "ü",
                ]),
                0..24,
            )
        ) {
            refusal(&tokens.join(" "));
        }
    }
}
