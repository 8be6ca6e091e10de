//! The grammar of statements.

use super::cursor::Cursor;
use super::expressions::expression;
use super::lexer::tokens;
use super::paths::document_path;
use super::sources::{accept_alias, read_source, source, write_source};
use super::token::{Symbol, Token, TokenKind};
use super::tree::{
    Delete, Expression, Insert, Kind, OrderItem, Returning, Select, Statement, Update, UpdateAction,
};
use crate::aws::error::AwsError;
use crate::dynamodb::error::partiql;

/// Reads a whole statement, and how many parameters it has.
pub(super) fn parse(text: &str) -> Result<(Statement, usize), AwsError> {
    let tokens = tokens(text)?;
    let is_parameter = |token: &&Token| matches!(token.kind, TokenKind::Parameter(_));
    let parameters = tokens.iter().filter(is_parameter).count();
    let mut cursor = Cursor::new(tokens);
    let statement = statement(&mut cursor)?;
    cursor.finish()?;
    Ok((statement, parameters))
}

fn statement(cursor: &mut Cursor) -> Result<Statement, AwsError> {
    let TokenKind::Keyword(word) = *cursor.kind() else {
        return expression_statement(cursor);
    };
    match word {
        "select" => select(cursor).map(Statement::Select),
        "insert" => insert(cursor).map(Statement::Insert),
        "update" => update(cursor).map(Statement::Update),
        "delete" => delete(cursor).map(Statement::Delete),
        "from" => from_first(cursor).map(Statement::Update),
        "exists" if *cursor.second() == TokenKind::Symbol(Symbol::Open) => exists(cursor),
        _ => expression_statement(cursor),
    }
}

fn expression_statement(cursor: &mut Cursor) -> Result<Statement, AwsError> {
    let expression = expression(cursor)?;
    Ok(Statement::Expression(expression.kind.name().to_owned()))
}

fn exists(cursor: &mut Cursor) -> Result<Statement, AwsError> {
    cursor.advance();
    cursor.advance();
    if !cursor.is_keyword("select") {
        let argument = expression(cursor)?;
        cursor.expect(Symbol::Close, "RIGHT_PAREN")?;
        let kind = Kind::Call("exists".to_owned(), vec![argument]);
        return Ok(Statement::Expression(kind.name().to_owned()));
    }
    let select = select(cursor)?;
    cursor.expect(Symbol::Close, "RIGHT_PAREN")?;
    Ok(Statement::Exists(select))
}

fn select(cursor: &mut Cursor) -> Result<Select, AwsError> {
    cursor.advance();
    for word in ["distinct", "all"] {
        let at = cursor.place();
        if cursor.accept_keyword(word) && word == "distinct" {
            cursor.refuse_later(partiql::unsupported_clause("DISTINCT", at));
        }
    }
    if cursor.accept_keyword("value") || cursor.accept_keyword("pivot") {
        cursor.refuse_later(partiql::select_value());
    }
    let columns = columns(cursor)?;
    cursor.expect_keyword("from")?;
    let source = read_source(cursor)?;
    let condition = condition(cursor)?;
    for (word, clause) in [("group", "GROUP BY"), ("having", "HAVING")] {
        if cursor.accept_keyword(word) {
            cursor.accept_keyword("by");
            refuse_clause(cursor, clause)?;
        }
    }
    let order = order(cursor)?;
    for (word, clause) in [("limit", "LIMIT"), ("offset", "OFFSET")] {
        if cursor.accept_keyword(word) {
            refuse_clause(cursor, clause)?;
        }
    }
    Ok(Select {
        columns,
        source,
        condition,
        order,
    })
}

/// Reads past expressions of a clause that is only refused; its place is that of the first.
fn refuse_clause(cursor: &mut Cursor, clause: &str) -> Result<(), AwsError> {
    let at = cursor.place();
    expression(cursor)?;
    while cursor.accept(Symbol::Comma) {
        expression(cursor)?;
    }
    cursor.refuse_later(partiql::unsupported_clause(clause, at));
    Ok(())
}

fn columns(cursor: &mut Cursor) -> Result<Option<Vec<Expression>>, AwsError> {
    let mut star = false;
    let mut columns = Vec::new();
    loop {
        if cursor.accept(Symbol::Star) {
            star = true;
        } else {
            columns.push(expression(cursor)?);
            accept_alias(cursor);
        }
        if !cursor.accept(Symbol::Comma) {
            break;
        }
    }
    match (star, columns.is_empty()) {
        (false, _) => Ok(Some(columns)),
        (true, true) => Ok(None),
        (true, false) => {
            cursor.refuse_later(partiql::star_with_others());
            Ok(None)
        }
    }
}

fn condition(cursor: &mut Cursor) -> Result<Option<Expression>, AwsError> {
    match cursor.accept_keyword("where") {
        true => expression(cursor).map(Some),
        false => Ok(None),
    }
}

fn order(cursor: &mut Cursor) -> Result<Vec<OrderItem>, AwsError> {
    let mut order = Vec::new();
    if !cursor.accept_keyword("order") {
        return Ok(order);
    }
    cursor.expect_keyword("by")?;
    loop {
        let expression = expression(cursor)?;
        let descending = cursor.accept_keyword("desc");
        if !descending {
            cursor.accept_keyword("asc");
        }
        order.push(OrderItem {
            expression,
            descending,
        });
        if !cursor.accept(Symbol::Comma) {
            return Ok(order);
        }
    }
}

fn insert(cursor: &mut Cursor) -> Result<Insert, AwsError> {
    cursor.advance();
    cursor.expect_keyword("into")?;
    let source = source(cursor, partiql::insert_into_index)?;
    if source.index.is_some() {
        cursor.refuse_later(partiql::insert_into_index());
    }
    let several = cursor.is_keyword("values") || cursor.is_symbol(Symbol::OpenBag);
    if several {
        cursor.accept_keyword("values");
        cursor.refuse_later(partiql::insert_of_several());
    } else if !cursor.accept_keyword("value") {
        return Err(partiql::not_well_formed(partiql::LEFTOVER));
    }
    let item = expression(cursor)?;
    while several && cursor.accept(Symbol::Comma) {
        expression(cursor)?;
    }
    if returning(cursor)?.is_some() {
        cursor.refuse_later(partiql::insert_returning());
    }
    Ok(Insert { source, item })
}

fn update(cursor: &mut Cursor) -> Result<Update, AwsError> {
    cursor.advance();
    let source = write_source(cursor)?;
    let actions = actions(cursor)?;
    let condition = condition(cursor)?;
    Ok(Update {
        source,
        actions,
        condition,
        returning: returning(cursor)?,
    })
}

/// `FROM table WHERE … SET …`, the form of an update in which the condition comes first.
fn from_first(cursor: &mut Cursor) -> Result<Update, AwsError> {
    cursor.advance();
    let source = write_source(cursor)?;
    let condition = condition(cursor)?;
    let actions = actions(cursor)?;
    Ok(Update {
        source,
        actions,
        condition,
        returning: returning(cursor)?,
    })
}

/// SET and REMOVE in any order and number.
fn actions(cursor: &mut Cursor) -> Result<Vec<UpdateAction>, AwsError> {
    let mut actions = Vec::new();
    loop {
        if cursor.accept_keyword("set") {
            actions.push(assignment(cursor)?);
            while cursor.accept(Symbol::Comma) {
                actions.push(assignment(cursor)?);
            }
        } else if cursor.accept_keyword("remove") {
            actions.push(UpdateAction::Remove(document_path(cursor)?));
        } else if actions.is_empty() {
            return Err(partiql::not_well_formed(partiql::NO_MANIPULATION));
        } else {
            return Ok(actions);
        }
    }
}

fn assignment(cursor: &mut Cursor) -> Result<UpdateAction, AwsError> {
    let path = document_path(cursor)?;
    cursor.expect(Symbol::Equal, "EQ")?;
    Ok(UpdateAction::Set(path, expression(cursor)?))
}

fn delete(cursor: &mut Cursor) -> Result<Delete, AwsError> {
    cursor.advance();
    cursor.expect_keyword("from")?;
    let source = write_source(cursor)?;
    let condition = condition(cursor)?;
    let returning = returning(cursor)?;
    if let Some(other) = returning.filter(|own| *own != Returning::AllOld) {
        cursor.refuse_later(partiql::delete_returning(other.text()));
    }
    Ok(Delete {
        source,
        condition,
        returning,
    })
}

fn returning(cursor: &mut Cursor) -> Result<Option<Returning>, AwsError> {
    if !cursor.accept_keyword("returning") {
        return Ok(None);
    }
    let modified = cursor.accept_keyword("modified");
    if !modified && !cursor.accept_keyword("all") {
        return Err(partiql::returning_syntax());
    }
    let old = cursor.accept_keyword("old");
    if !old && !cursor.accept_keyword("new") || !cursor.accept(Symbol::Star) {
        return Err(partiql::returning_syntax());
    }
    Ok(Some(match (modified, old) {
        (false, true) => Returning::AllOld,
        (false, false) => Returning::AllNew,
        (true, true) => Returning::ModifiedOld,
        (true, false) => Returning::ModifiedNew,
    }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refusal(text: &str) -> String {
        match parse(text) {
            Ok(_) => "accepted".to_owned(),
            Err(error) => {
                let message = error.message().unwrap();
                let prefix = "Statement wasn't well formed, can't be processed: ";
                message.replace(prefix, "! ")
            }
        }
    }

    // Parity Suite, partiqlGrammar.test.ts and partiqlFunctions.test.ts.
    #[test]
    fn statements_that_cannot_be_read_get_awss_texts() {
        for (text, expected) in [
            (
                "SLECT * FROM \"t\" WHERE pk = 'x'",
                "! Expected data manipulation",
            ),
            (
                "SELECTT * FROMM \"t\"",
                "! Unexpected token after expression",
            ),
            (
                "SELECT * FROM t WHERE pk = 1 foo",
                "! Unexpected token after expression",
            ),
            (
                "SELECT * FROM t WHERE pk = 1 e5",
                "! Unexpected token after expression",
            ),
            (
                "SELECT * FROM t WHERE pk = 1)",
                "! Unexpected token after expression",
            ),
            (
                "SELECT * FROM t ORDER BY pk WHERE pk = 1",
                "! Unexpected token after expression",
            ),
            (
                "DELETE FROM t WHERE pk = 1 ORDER BY pk",
                "! Unexpected token after expression",
            ),
            (
                "INSERT INTO t VALUE {'pk': 1} foo",
                "! Unexpected token after expression",
            ),
            (
                "INSERT INTO t u VALUE {'pk': 1}",
                "! Unexpected token after expression",
            ),
            (
                "UPDATE t SET a = 9 WHERE pk = 1 foo",
                "! Unexpected token after expression",
            ),
            (
                "FROM t SET c = 1 WHERE pk = 1",
                "! Unexpected token after expression",
            ),
            ("SELECT * FROM t WHERE", "! Unexpected term"),
            ("SELECT * FROM t WHERE;", "! Unexpected term"),
            ("UPDATE t SET a = 1 WHERE", "! Unexpected term"),
            ("DELETE FROM t WHERE", "! Unexpected term"),
            ("SELECT * FROM t WHERE NOT", "! Unexpected term"),
            ("SELECT * FROM t WHERE (", "! Unexpected term"),
            ("SELECT * FROM", "! Unexpected term"),
            (
                "SELECT * FROM t WHERE pk = 'a' AND",
                "! Missing right-hand side expression of infix operator",
            ),
            ("SELECT * FROM t WHERE ORDER BY pk", "! Unexpected keyword"),
            ("SELECT * FROM t WHERE x IS FOO", "! Expected type name"),
            ("SELECT * FROM t WHERE IS NULL", "! Unexpected operator"),
            ("SELECT * FROM t WHERE pk = LIKE", "! Unexpected operator"),
            ("DELETE FROM", "! Expected identifier for simple path"),
            ("DELETE FROM;", "! Expected identifier for simple path"),
            (
                "DELETE FROM WHERE pk = 'a'",
                "! Expected identifier for simple path",
            ),
            (
                "SELECT * FROM t WHERE attribute_exists(m.inner)",
                "! Invalid path dot component",
            ),
            (
                "UPDATE t SET m.inner = 1 WHERE pk = 1",
                "! Invalid path dot component",
            ),
            (
                "SELECT * FROM t u WHERE pk = 'x'",
                "Aliasing is not supported",
            ),
            (
                "SELECT * FROM t AS u WHERE pk = 'x'",
                "Aliasing is not supported",
            ),
            (
                "UPDATE t u SET a = 3 WHERE pk = 'x'",
                "Aliasing is not supported",
            ),
            (
                "DELETE FROM t u WHERE pk = 'x'",
                "Aliasing is not supported",
            ),
            (
                "SELECT * FROM \"\" WHERE pk = 'x'",
                "Path component cannot be an empty string",
            ),
            (
                "SELECT * FROM \"t\".\"i\".\"x\"",
                "A path may contain at most 2 components in the FROM clause",
            ),
            (
                "DELETE FROM t WHERE pk = 'x' RETURNING MODIFIED OLD *",
                "Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is \
                 allowed in DELETE statements.",
            ),
            (
                "SELECT id FROM dbimp_page LIMIT 5",
                "Unsupported clause: LIMIT at 1:33:1",
            ),
            (
                "SELECT l[-1] FROM t WHERE pk='a'",
                "List index is not within the allowable range; index: [-1] at 1:11:1",
            ),
            (
                "SELECT l[2147483648] FROM t",
                "List index is not within the allowable range; index: [2147483648] at 1:10:10",
            ),
        ] {
            assert_eq!(refusal(text), expected, "{text}");
        }
        for text in [
            "SELECT l[-0], \"a\".b['c'] FROM \"t\".\"i\" WHERE pk IN ['a', 'b'] AND NOT a NOT IN (1) -- x",
            "from t where pk = ? and n > - - 5 set c = 1, d = list_append(d, [1]) remove e returning all new *;",
            "INSERT INTO t value {'pk': 'a', 's': <<1, 2>>, 'm': {'x': [true, null]}}",
            "EXISTS(SELECT * FROM t WHERE pk = 'a' AND b IS NOT MISSING)",
            "x IS DOUBLE PRECISION",
            "SELECT COUNT(*) FROM t",
        ] {
            assert_eq!(refusal(text), "accepted", "{text}");
        }
    }

    #[test]
    fn what_nests_or_repeats_too_often_is_refused() {
        let nested = |open: &str, close: &str| {
            let text = format!("{}a = 1{}", open.repeat(2000), close.repeat(2000));
            refusal(&format!("SELECT * FROM t WHERE {text}"))
        };
        for (open, close) in [("(", ")"), ("[", "]"), ("-", ""), ("NOT ", ""), ("f(", ")")] {
            assert_ne!(nested(open, close), "accepted", "{open}");
        }
        let chain = |operators: usize| {
            let text = " AND a = 1".repeat(operators / 2);
            refusal(&format!("SELECT * FROM t WHERE a = 1{text}"))
        };
        assert_eq!(chain(298), "accepted");
        assert_eq!(
            chain(300),
            "The expression contains too many operators; operator count: 301"
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in any::<String>()) {
            refusal(&text);
        }

        #[test]
        fn no_run_of_words_makes_the_parser_panic(
            words in proptest::collection::vec(
                prop::sample::select(vec![
                    "SELECT", "*", "FROM", "\"t\"", "WHERE", "a", "=", "'x'", "1", "?", "AND",
                    "OR", "NOT", "IN", "[", "]", "(", ")", "<<", ">>", "{", "}", ":", ",", ".",
                    "IS", "MISSING", "BETWEEN", "UPDATE", "SET", "REMOVE", "DELETE", "INSERT",
                    "INTO", "VALUE", "RETURNING", "ALL", "OLD", "-", "+", ";", "ORDER", "BY",
                    "EXISTS", "size", "set_add", "list_append", "NULL", "LIMIT",
                ]),
                0..40,
            )
        ) {
            refusal(&words.join(" "));
        }
    }
}
