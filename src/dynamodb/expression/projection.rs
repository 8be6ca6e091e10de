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
}

/// Parses a ProjectionExpression.
pub(crate) fn parse_projection(
    text: &str,
    placeholders: &mut Placeholders,
) -> Result<Projection, AwsError> {
    let parameter = ExpressionKind::Projection.parameter();
    size::check(parameter, text)?;
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
