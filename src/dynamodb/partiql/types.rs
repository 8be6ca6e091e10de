//! The grammar of types, which only IS has.

use super::cursor::Cursor;
use super::token::{Symbol, TokenKind};
use crate::aws::error::AwsError;
use crate::dynamodb::error::partiql;

/// Sorted, in lower case.
const TYPE_NAMES: [&str; 37] = [
    "any",
    "bag",
    "bigint",
    "blob",
    "bool",
    "boolean",
    "char",
    "character",
    "clob",
    "date",
    "dec",
    "decimal",
    "double",
    "float",
    "int",
    "int2",
    "int4",
    "int8",
    "integer",
    "integer2",
    "integer4",
    "integer8",
    "list",
    "missing",
    "null",
    "number",
    "numeric",
    "real",
    "sexp",
    "smallint",
    "string",
    "struct",
    "symbol",
    "time",
    "timestamp",
    "tuple",
    "varchar",
];

/// Reads a type's name, which is given back in upper case.
pub(super) fn type_name(cursor: &mut Cursor) -> Result<String, AwsError> {
    let word = match cursor.kind() {
        TokenKind::Keyword(word) => (*word).to_owned(),
        TokenKind::Name(name) => name.to_lowercase(),
        _ => String::new(),
    };
    if TYPE_NAMES.binary_search(&word.as_str()).is_err() {
        return Err(partiql::not_well_formed(partiql::NO_TYPE_NAME));
    }
    cursor.advance();
    let mut name = word.to_uppercase();
    for (first, second) in [("DOUBLE", "precision"), ("CHARACTER", "varying")] {
        if name == first && cursor.accept_keyword(second) {
            name = format!("{first} {}", second.to_uppercase());
        }
    }
    if cursor.accept(Symbol::Open) {
        while let TokenKind::Number(_) | TokenKind::Symbol(Symbol::Comma) = cursor.kind() {
            cursor.advance();
        }
        cursor.expect(Symbol::Close, "RIGHT_PAREN")?;
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::TYPE_NAMES;

    #[test]
    fn types_are_sorted() {
        assert!(TYPE_NAMES.is_sorted());
    }
}
