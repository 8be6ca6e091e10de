//! The grammar of tables and indexes in statements, and of the aliases that are refused.

use super::cursor::Cursor;
use super::expressions::expression;
use super::token::{Symbol, TokenKind};
use super::tree::Source;
use crate::aws::error::AwsError;
use crate::dynamodb::error::partiql;

/// The source of SELECT, which PartiQL reads as an expression.
pub(super) fn read_source(cursor: &mut Cursor) -> Result<Source, AwsError> {
    if !matches!(cursor.kind(), TokenKind::Name(_)) {
        return Err(partiql::not_well_formed(match cursor.kind() {
            TokenKind::Keyword(_) => partiql::UNEXPECTED_KEYWORD,
            _ => partiql::UNEXPECTED_TERM,
        }));
    }
    let source = source(cursor, partiql::long_source_path)?;
    accept_alias(cursor);
    if cursor.accept(Symbol::Comma) {
        expression(cursor)?;
        cursor.refuse_later(partiql::several_sources());
    }
    Ok(source)
}

/// A table, and perhaps an index. `too_long` is what is said of more.
pub(super) fn source(cursor: &mut Cursor, too_long: fn() -> AwsError) -> Result<Source, AwsError> {
    let table = cursor
        .accept_name()
        .ok_or_else(|| partiql::not_well_formed(partiql::NO_SIMPLE_PATH))?;
    let mut parts = Vec::new();
    while cursor.accept(Symbol::Dot) {
        let part = cursor
            .accept_name()
            .ok_or_else(|| partiql::not_well_formed(partiql::INVALID_DOT_COMPONENT))?;
        parts.push(part);
    }
    if cursor.accept(Symbol::OpenBracket) {
        expression(cursor)?;
        cursor.expect(Symbol::CloseBracket, "RIGHT_BRACKET")?;
        cursor.refuse_later(partiql::list_in_source());
    }
    if table.is_empty() || parts.iter().any(String::is_empty) {
        cursor.refuse_later(partiql::empty_path_component());
    }
    if parts.len() > 1 {
        cursor.refuse_later(too_long());
    }
    Ok(Source {
        table,
        index: parts.into_iter().next(),
    })
}

/// The table of a write: an index is refused, and so is an alias.
pub(super) fn write_source(cursor: &mut Cursor) -> Result<Source, AwsError> {
    let source = source(cursor, partiql::long_source_path)?;
    accept_alias(cursor);
    if source.index.is_some() {
        cursor.refuse_later(partiql::write_on_index());
    }
    Ok(source)
}

/// Reads past an alias, which is refused.
pub(super) fn accept_alias(cursor: &mut Cursor) {
    let announced = cursor.accept_keyword("as");
    if cursor.accept_name().is_some() || announced {
        cursor.refuse_later(partiql::aliasing());
    }
}
