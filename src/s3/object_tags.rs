//! Tags of an object: from a document, from a header, and back.

use crate::aws::error::AwsError;

use super::error::object as error;
use super::exchange::Exchange;
use super::objects::object::Tag;
use super::query::Query;

/// User guide, "Categorizing your storage using tags".
const TAGS_MAX: usize = 10;
const KEY_CHARACTERS_MAX: usize = 128;
const VALUE_CHARACTERS_MAX: usize = 256;

/// Refuses what AWS refuses in a document, in the order of the tags.
pub(super) fn check(tags: &[Tag]) -> Result<(), AwsError> {
    if tags.len() > TAGS_MAX {
        return Err(error::too_many_object_tags());
    }
    for (index, Tag { key, value }) in tags.iter().enumerate() {
        if !is_key(key) {
            return Err(error::invalid_tag_key(key));
        }
        if !is_text(value, VALUE_CHARACTERS_MAX) {
            return Err(error::invalid_tag_value(key, value));
        }
        if tags[..index].iter().any(|earlier| earlier.key == *key) {
            return Err(error::duplicate_tag_key(key));
        }
        if key.starts_with("aws:") {
            return Err(error::system_tag_key(key));
        }
    }
    Ok(())
}

/// Reads `x-amz-tagging`: tags as the parameters of a query.
pub(super) fn of_header(exchange: &Exchange) -> Result<Vec<Tag>, AwsError> {
    let Some(header) = exchange.headers.get("x-amz-tagging") else {
        return Ok(Vec::new());
    };
    let text = String::from_utf8_lossy(header.as_bytes());
    let invalid = || error::invalid_tagging_header(&text);
    let query = Query::parse(&text).ok_or_else(invalid)?;
    let tags: Vec<Tag> = query
        .pairs()
        .map(|(key, value)| Tag {
            key: key.to_owned(),
            value: value.to_owned(),
        })
        .collect();
    let fits = |(index, tag): (usize, &Tag)| {
        is_key(&tag.key)
            && is_text(&tag.value, VALUE_CHARACTERS_MAX)
            && !tags[..index].iter().any(|earlier| earlier.key == tag.key)
    };
    if !tags.iter().enumerate().all(fits) {
        return Err(invalid());
    }
    check(&tags)?;
    Ok(tags)
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && is_text(key, KEY_CHARACTERS_MAX)
}

/// Letters, digits, space, and `+ - = . _ : / @`, as the user guide has them.
fn is_text(text: &str, characters_max: usize) -> bool {
    text.chars().count() <= characters_max
        && text.chars().all(|c| {
            c.is_alphanumeric()
                || c.is_whitespace()
                || matches!(c, '+' | '-' | '=' | '.' | '_' | ':' | '/' | '@')
        })
}
