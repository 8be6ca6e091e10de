//! The grammar of document paths.

use super::cursor::Cursor;
use super::token::{Symbol, TokenKind};
use crate::aws::error::AwsError;
use crate::dynamodb::error::{expression, partiql};
use crate::dynamodb::expression::{Path, Step};

/// Parts of a path, the attribute included ("Nested attribute depth", quotas page).
const PARTS_MAX: usize = 32;
/// Largest index of a list's element.
const INDEX_MAX: u64 = i32::MAX as u64;

/// Reads a path whose first name comes next.
pub(super) fn document_path(cursor: &mut Cursor) -> Result<Path, AwsError> {
    let attribute = cursor
        .accept_name()
        .ok_or_else(|| partiql::not_well_formed(partiql::NO_SIMPLE_PATH))?;
    let mut steps = Vec::new();
    loop {
        if cursor.accept(Symbol::Dot) {
            steps.push(Step::Member(member(cursor)?));
        } else if cursor.accept(Symbol::OpenBracket) {
            steps.push(bracketed(cursor)?);
            cursor.expect(Symbol::CloseBracket, "RIGHT_BRACKET")?;
        } else {
            break;
        }
    }
    if attribute.is_empty() || steps.contains(&Step::Member(String::new())) {
        cursor.refuse_later(partiql::empty_path_component());
    }
    let parts = steps.len() + 1;
    if parts > PARTS_MAX {
        return Err(expression::path_too_deep("", parts));
    }
    Ok(Path { attribute, steps })
}

fn member(cursor: &mut Cursor) -> Result<String, AwsError> {
    if cursor.accept(Symbol::Star) {
        cursor.refuse_later(partiql::unpivot_path());
        return Ok("*".to_owned());
    }
    cursor
        .accept_name()
        .ok_or_else(|| partiql::not_well_formed(partiql::INVALID_DOT_COMPONENT))
}

fn bracketed(cursor: &mut Cursor) -> Result<Step, AwsError> {
    if cursor.accept(Symbol::Star) {
        cursor.refuse_later(partiql::wildcard_path());
        return Ok(Step::Element(0));
    }
    if let TokenKind::Text(name) = cursor.kind() {
        let name = name.clone();
        cursor.advance();
        return Ok(Step::Member(name));
    }
    let mut sign = "";
    while cursor.is_symbol(Symbol::Minus) {
        sign = match sign {
            "" => "-",
            _ => "",
        };
        cursor.advance();
    }
    let at = cursor.place();
    let TokenKind::Number(digits) = cursor.kind() else {
        return Err(partiql::unexpected_path_component(at));
    };
    let index: Option<u64> = digits.parse().ok();
    let index = index.filter(|index| *index <= INDEX_MAX && (sign.is_empty() || *index == 0));
    let step = index.and_then(|index| usize::try_from(index).ok());
    if step.is_none() {
        let written = format!("{sign}{digits}");
        cursor.refuse_later(partiql::index_out_of_range(&written, at));
    }
    cursor.advance();
    Ok(Step::Element(step.unwrap_or_default()))
}
