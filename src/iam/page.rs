//! Pages of lists: MaxItems, Marker, IsTruncated.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::protocol::query::{Document, Parameters};

use super::error;

/// A page when MaxItems says nothing (API reference of the lists).
const ITEMS_DEFAULT: usize = 100;
const ITEMS_MAX: i64 = 1000;

/// Some items of a list, and where the next ones begin.
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    next: Option<String>,
}

impl<T> Page<T> {
    /// The page that a request asks for, of items that are sorted by a key.
    ///
    /// Errors: ValidationError.
    pub(super) fn of(
        input: &Parameters,
        items: impl Iterator<Item = T>,
        key: impl Fn(&T) -> &str,
    ) -> Result<Self, AwsError> {
        let size = size(input)?;
        let from = input.get("Marker").map(decode).transpose()?;
        let mut items =
            items.skip_while(|item| from.as_deref().is_some_and(|from| key(item) < from));
        let page: Vec<T> = items.by_ref().take(size).collect();
        let next = items.next().map(|item| STANDARD.encode(key(&item)));
        Ok(Self { items: page, next })
    }

    /// What is told beside the items.
    pub(super) fn end(&self) -> End {
        End(self.next.clone())
    }
}

/// Whether and where a list goes on.
pub(super) struct End(Option<String>);

impl End {
    pub(super) fn write(&self, result: &mut Document) {
        let truncated = if self.0.is_some() { "true" } else { "false" };
        result.text("IsTruncated", truncated);
        result.optional("Marker", self.0.as_deref());
    }
}

fn size(input: &Parameters) -> Result<usize, AwsError> {
    let Some(text) = input.get("MaxItems") else {
        return Ok(ITEMS_DEFAULT);
    };
    let mut violations = Violations::default();
    let size = text.parse::<i64>().unwrap_or_default();
    violations.range("maxItems", size, 1, ITEMS_MAX);
    violations.finish_query(usize::try_from(size).ok())
}

fn decode(marker: &str) -> Result<String, AwsError> {
    let bytes = STANDARD.decode(marker).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.ok_or_else(error::invalid_marker)
}
