//! Pages of operations, events and executions, and the markers that lead on.

use std::sync::Arc;

use super::operation::Operation;
use super::token::{marked, marker};
use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::lambda::error::durable as refuse;
use crate::lambda::page::PageInput;

/// Operations of one page take no more bytes (AWS's testing library for Python).
pub(crate) const STATE_BYTES_MAX: usize = 5 * 1024 * 1024;
const ITEMS_MAX: i64 = 1000;
const ITEMS: usize = 100;

/// Notes a MaxItems out of range; how many items a page has.
pub(crate) fn items_max(input: &PageInput, violations: &mut Violations) -> usize {
    if let Some(max_items) = input.max_items {
        violations.range("maxItems", max_items, 0, ITEMS_MAX);
    }
    let asked = input
        .max_items
        .and_then(|items| usize::try_from(items).ok());
    asked.filter(|items| *items > 0).unwrap_or(ITEMS)
}

/// The number that a page begins with, or behind.
///
/// Errors: InvalidParameterValueException for a marker that is none.
pub(crate) fn start(input: &PageInput) -> Result<Option<u64>, AwsError> {
    let marker = input.marker.as_deref().filter(|marker| !marker.is_empty());
    marker
        .map(|marker| marked(marker).ok_or_else(refuse::bad_marker))
        .transpose()
}

/// One page of operations, which has at least one, and the marker of the next if there is one.
pub(crate) fn cut_operations<'a>(
    all: impl Iterator<Item = (u64, &'a Arc<Operation>)>,
    items_max: usize,
    bytes_max: usize,
) -> (Vec<Arc<Operation>>, Option<String>) {
    let (mut page, mut bytes) = (Vec::new(), 0);
    for (place, operation) in all {
        bytes += operation.size();
        if !page.is_empty() && (page.len() >= items_max || bytes > bytes_max) {
            return (page, Some(marker(place)));
        }
        page.push(Arc::clone(operation));
    }
    (page, None)
}

/// One page of numbered items in their order, and the marker of the next if there is one.
pub(crate) fn cut<T>(
    all: impl Iterator<Item = (u64, T)>,
    items_max: usize,
) -> (Vec<(u64, T)>, Option<String>) {
    let mut rest = all.peekable();
    let page: Vec<_> = rest.by_ref().take(items_max).collect();
    let next = rest.peek().map(|(number, _)| marker(*number));
    (page, next)
}
