//! Pages of a list: how many, from where, and the marker that leads on.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;

use super::error;
use super::functions::function::Configuration;
use super::wire::function_configuration::FunctionConfiguration;

/// A page holds at most this many, whatever MaxItems says (AWS's page API_ListFunctions).
const PAGE_MAX: usize = 50;

/// MaxItems and Marker as the request gives them.
#[derive(Debug, Default)]
pub(crate) struct PageInput {
    pub(crate) max_items: Option<i64>,
    pub(crate) marker: Option<String>,
}

/// Where a page begins and how long it may be.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Start {
    /// The name and version that ended the last page; both empty on the first.
    pub(crate) name: String,
    version: String,
    items_max: usize,
}

impl PageInput {
    /// Notes a MaxItems out of range; a Marker that this server did not write is an error.
    pub(crate) fn check(&self, violations: &mut Violations) -> Result<Start, AwsError> {
        self.check_within(10_000, violations)
    }

    /// As [`PageInput::check`], for a list whose MaxItems has a limit of its own in the model.
    pub(crate) fn check_within(
        &self,
        max_items_max: i64,
        violations: &mut Violations,
    ) -> Result<Start, AwsError> {
        if let Some(max_items) = self.max_items {
            violations.range("maxItems", max_items, 1, max_items_max);
        }
        let asked = self.max_items.and_then(|items| usize::try_from(items).ok());
        let items_max = asked.unwrap_or(PAGE_MAX).min(PAGE_MAX);
        let Some(marker) = self.marker.as_deref().filter(|marker| !marker.is_empty()) else {
            return Ok(Start {
                items_max,
                ..Start::default()
            });
        };
        let text = STANDARD
            .decode(marker)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok());
        match text.as_deref().and_then(|text| text.split_once(':')) {
            Some((name, version)) => Ok(Start {
                name: name.to_owned(),
                version: version.to_owned(),
                items_max,
            }),
            None => Err(error::request::bad_marker()),
        }
    }
}

/// Takes one page of versions in the list's order, and the marker of the next if there is one.
pub(crate) fn cut<'a>(
    all: impl Iterator<Item = &'a Arc<Configuration>>,
    start: &Start,
    show: impl Fn(&Configuration) -> FunctionConfiguration,
) -> (Vec<FunctionConfiguration>, Option<String>) {
    let mut rest = all.skip_while(|one| !is_after(one, start)).peekable();
    let page: Vec<_> = rest.by_ref().take(start.items_max).collect();
    let marker = page
        .last()
        .filter(|_| rest.peek().is_some())
        .map(|last| STANDARD.encode(format!("{}:{}", last.version.name, last.version.version)));
    (page.into_iter().map(|one| show(one)).collect(), marker)
}

/// As [`cut`], for a list in the order of its items' names.
pub(crate) fn cut_by_name<'a, T>(
    all: impl Iterator<Item = (&'a str, T)>,
    start: &Start,
) -> (Vec<T>, Option<String>) {
    let first = start.version.is_empty();
    let mut rest = all
        .skip_while(|(name, _)| !first && *name <= start.name.as_str())
        .peekable();
    let page: Vec<_> = rest.by_ref().take(start.items_max).collect();
    let marker = page
        .last()
        .filter(|_| rest.peek().is_some())
        .map(|(name, _)| STANDARD.encode(format!("{name}:-")));
    (page.into_iter().map(|(_, one)| one).collect(), marker)
}

/// As [`cut`], for the versions of one name from the highest number down.
pub(crate) fn cut_newest_first<T>(
    all: impl Iterator<Item = (u64, T)>,
    start: &Start,
) -> (Vec<T>, Option<String>) {
    let last: Option<u64> = start.version.parse().ok();
    let mut rest = all
        .skip_while(|(number, _)| last.is_some_and(|last| *number >= last))
        .peekable();
    let page: Vec<_> = rest.by_ref().take(start.items_max).collect();
    let marker = page
        .last()
        .filter(|_| rest.peek().is_some())
        .map(|(number, _)| STANDARD.encode(format!("-:{number}")));
    (page.into_iter().map(|(_, one)| one).collect(), marker)
}

/// `$LATEST` comes before 1; the last page's end may have been deleted since.
fn is_after(one: &Configuration, start: &Start) -> bool {
    let number = |version: &str| version.parse::<u64>().unwrap_or(0);
    let name = one.version.name.as_str();
    if start.version.is_empty() || name > start.name.as_str() {
        return true;
    }
    name == start.name && number(&one.version.version) > number(&start.version)
}
