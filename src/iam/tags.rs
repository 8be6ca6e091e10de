//! Tags of roles and policies.

use std::collections::{BTreeMap, BTreeSet};

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::protocol::query::{self, Document, Output, Parameters};

use super::error;
use super::page::Page;

const TAGS_MAX: usize = 50;

/// The tags of a request.
///
/// Errors: ValidationError; InvalidInput for keys that differ in case only.
pub(super) fn read(input: &Parameters) -> Result<BTreeMap<String, String>, AwsError> {
    let pairs = input.pairs("Tags", "Key", "Value");
    let mut violations = Violations::default();
    for (index, [key, value]) in pairs.iter().enumerate() {
        let member = |field: &str| format!("tags.{}.member.{field}", index + 1);
        for (field, text, min, max) in [("key", key, 1, 128), ("value", value, 0, 256)] {
            match text {
                Some(text) => violations.length(&member(field), text, min, max),
                None => violations.missing(&member(field)),
            }
        }
    }
    violations.finish_query(Some(()))?;
    let keys = pairs.iter().flat_map(|[key, _]| *key);
    let keys: BTreeSet<_> = keys.map(str::to_lowercase).collect();
    if keys.len() < pairs.len() {
        return Err(error::duplicate_tags());
    }
    let owned = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let tags: BTreeMap<_, _> = pairs.iter().map(|[k, v]| (owned(*k), owned(*v))).collect();
    check_count(&tags)?;
    Ok(tags)
}

/// Adds the tags of a request to those that are there.
///
/// Errors: as [`read`], LimitExceeded.
pub(super) fn add(tags: &mut BTreeMap<String, String>, input: &Parameters) -> Result<(), AwsError> {
    let mut changed = tags.clone();
    for (key, value) in read(input)? {
        changed.retain(|own, _| !own.eq_ignore_ascii_case(&key));
        changed.insert(key, value);
    }
    check_count(&changed)?;
    *tags = changed;
    Ok(())
}

/// Takes the tags off whose keys a request lists.
pub(super) fn remove(tags: &mut BTreeMap<String, String>, input: &Parameters) {
    let keys = input.list("TagKeys");
    tags.retain(|own, _| !keys.iter().any(|key| own.eq_ignore_ascii_case(key)));
}

/// A page of tags, by key.
///
/// Errors: ValidationError.
pub(super) fn list(
    tags: &BTreeMap<String, String>,
    input: &Parameters,
) -> Result<Output, AwsError> {
    let page = Page::of(input, tags.clone().into_iter(), |(key, _)| key)?;
    Ok(query::output(move |result| {
        write(result, page.items.iter().map(|(key, value)| (key, value)));
        page.end().write(result);
    }))
}

pub(super) fn write<'a>(
    document: &mut Document,
    tags: impl IntoIterator<Item = (&'a String, &'a String)>,
) {
    document.list("Tags", tags, |tag, (key, value)| {
        tag.text("Key", key);
        tag.text("Value", value);
    });
}

fn check_count(tags: &BTreeMap<String, String>) -> Result<(), AwsError> {
    match tags.len() > TAGS_MAX {
        true => Err(error::too_many_tags()),
        false => Ok(()),
    }
}
