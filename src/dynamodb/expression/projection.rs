//! Projections: the parts of an item that a reader asked for.

use super::path::Path;
use super::placeholders::Placeholders;
use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;
use crate::dynamodb::value::Attributes;

/// A ProjectionExpression, or AttributesToGet.
#[derive(Clone, Debug)]
pub(crate) struct Projection {
    paths: Vec<Path>,
}

impl Projection {
    /// The parts of the item that the paths lead to; elements of lists close up.
    pub(crate) fn apply(&self, item: &Attributes) -> Attributes {
        item.clone()
    }

    /// Top-level attributes that the projection reads, perhaps repeated.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(|path| path.attribute.as_str())
    }
}

/// Parses a ProjectionExpression.
pub(crate) fn parse_projection(
    _text: &str,
    _placeholders: &mut Placeholders,
) -> Result<Projection, AwsError> {
    Err(expression::empty_expression("ProjectionExpression"))
}
