//! Tags of a bucket: what their keys and values may be.

use std::collections::HashSet;

use crate::aws::error::AwsError;

use super::element::Element;
use super::error::configuration as error;
use super::schema::{Kind, Shape, any, one};

/// `<Tag>`.
pub(super) const TAG: &[Shape] = &[one("Key", Kind::Text), one("Value", Kind::Text)];
/// `<TagSet>`.
pub(super) const TAG_SET: &[Shape] = &[any("Tag", Kind::Nest(TAG))];

/// User guide, "Using cost allocation S3 bucket tags".
const BUCKET_TAGS_MAX: usize = 50;
const KEY_CHARACTERS_MAX: usize = 128;
const VALUE_CHARACTERS_MAX: usize = 256;

/// Refuses what AWS refuses, in the order of the tags; `aws:` has a text of its own for each
/// operation.
pub(super) fn check(tags: &[Element], system_tag: fn() -> AwsError) -> Result<(), AwsError> {
    if tags.len() > BUCKET_TAGS_MAX {
        return Err(error::too_many_bucket_tags());
    }
    let mut seen = HashSet::new();
    for tag in tags {
        let key = tag.text_of("Key").unwrap_or_default();
        let value = tag.text_of("Value").unwrap_or_default();
        if key.is_empty() || !is_text(key, KEY_CHARACTERS_MAX) {
            return Err(error::invalid_tag_key(key));
        }
        if !is_text(value, VALUE_CHARACTERS_MAX) {
            return Err(error::invalid_tag_value(key, value));
        }
        if !seen.insert(key) {
            return Err(error::duplicate_tag_key(key));
        }
        if key.starts_with("aws:") {
            return Err(system_tag());
        }
    }
    Ok(())
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
