//! Updates: what an item becomes.

use super::path::Path;
use super::placeholders::Placeholders;
use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;
use crate::dynamodb::value::Attributes;

/// An UpdateExpression, or AttributeUpdates.
#[derive(Clone, Debug)]
pub(crate) struct Update {
    paths: Vec<Path>,
}

impl Update {
    /// The item after the update. `image` is the item before it, or only the key attributes if there
    /// is none (`exists` is false then, and removals inside what is not there are ignored). Every
    /// clause reads the image, none the result of another.
    pub(crate) fn apply(&self, image: &Attributes, _exists: bool) -> Result<Attributes, AwsError> {
        Ok(image.clone())
    }

    /// Every path that the update writes or removes, in the order written. Key attributes may not be
    /// among them: the engine refuses with the key's own texts.
    pub(crate) fn targets(&self) -> impl Iterator<Item = &Path> {
        self.paths.iter()
    }

    /// The fragments of an image that the update touches: of the old item for UPDATED_OLD, of the
    /// new one for UPDATED_NEW. Empty means that the answer has no Attributes.
    pub(crate) fn touched(&self, image: &Attributes) -> Attributes {
        image.clone()
    }
}

/// Parses an UpdateExpression.
pub(crate) fn parse_update(
    _text: &str,
    _placeholders: &mut Placeholders,
) -> Result<Update, AwsError> {
    Err(expression::empty_expression("UpdateExpression"))
}
