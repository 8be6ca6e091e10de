//! Tags: what their keys and values may be, and where documents have them.

use std::collections::HashSet;

use crate::aws::error::AwsError;

use super::element::Element;
use super::error::{configuration as refusal, object as error};
use super::schema::{Kind, Shape, any, maybe, one};

/// `<Tag>`.
pub(super) const TAG: &[Shape] = &[one("Key", Kind::Text), one("Value", Kind::Text)];
/// `<Filter>` of configurations that choose objects by prefix and tags.
pub(super) const FILTER: &[Shape] = &[
    maybe("Prefix", Kind::Text),
    maybe("Tag", Kind::Nest(TAG)),
    maybe(
        "And",
        Kind::Nest(&[maybe("Prefix", Kind::Text), any("Tag", Kind::Nest(TAG))]),
    ),
];
/// `<TagSet>`.
pub(super) const TAG_SET: &[Shape] = &[any("Tag", Kind::Nest(TAG))];

/// User guide, "Using cost allocation S3 bucket tags".
const BUCKET_TAGS_MAX: usize = 50;
const KEY_CHARACTERS_MAX: usize = 128;
const VALUE_CHARACTERS_MAX: usize = 256;

/// Refuses what AWS refuses of a bucket's tags; `aws:` has a text of its own for each operation.
pub(super) fn check(tags: &[Element], system_tag: fn() -> AwsError) -> Result<(), AwsError> {
    if tags.len() > BUCKET_TAGS_MAX {
        return Err(refusal::too_many_bucket_tags());
    }
    let pairs = tags.iter().map(|tag| {
        let key = tag.text_of("Key").unwrap_or_default();
        (key, tag.text_of("Value").unwrap_or_default())
    });
    check_each(pairs, |_| system_tag())
}

/// Refuses what AWS refuses of any tag, in the order of the tags.
pub(super) fn check_each<'a>(
    tags: impl Iterator<Item = (&'a str, &'a str)>,
    system_tag: impl Fn(&str) -> AwsError,
) -> Result<(), AwsError> {
    let mut seen = HashSet::new();
    for (key, value) in tags {
        if !is_key(key) {
            return Err(error::invalid_tag_key(key));
        }
        if !is_value(value) {
            return Err(error::invalid_tag_value(key, value));
        }
        if !seen.insert(key) {
            return Err(error::duplicate_tag_key(key));
        }
        if key.starts_with("aws:") {
            return Err(system_tag(key));
        }
    }
    Ok(())
}

pub(super) fn is_key(key: &str) -> bool {
    !key.is_empty() && is_text(key, KEY_CHARACTERS_MAX)
}

pub(super) fn is_value(value: &str) -> bool {
    is_text(value, VALUE_CHARACTERS_MAX)
}

/// API_Tag of S3 Control: letters, digits, space, and `+ - = . _ : / @`.
fn is_text(text: &str, characters_max: usize) -> bool {
    text.chars().count() <= characters_max
        && text.chars().all(|c| {
            c.is_alphanumeric()
                || c.is_whitespace()
                || matches!(c, '+' | '-' | '=' | '.' | '_' | ':' | '/' | '@')
        })
}
