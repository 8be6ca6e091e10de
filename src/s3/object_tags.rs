//! Tags of an object: from a document, from a header, and back.

use crate::aws::error::AwsError;

use super::error::object as error;
use super::exchange::Exchange;
use super::objects::object::Tag;
use super::query::Query;
use super::tags::{check_each, is_key, is_value};

/// User guide, "Categorizing your storage using tags".
const TAGS_MAX: usize = 10;

/// Refuses what AWS refuses in a document, in the order of the tags.
pub(super) fn check(tags: &[Tag]) -> Result<(), AwsError> {
    if tags.len() > TAGS_MAX {
        return Err(error::too_many_object_tags());
    }
    let pairs = tags
        .iter()
        .map(|tag| (tag.key.as_str(), tag.value.as_str()));
    check_each(pairs, error::system_tag_key)
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
            && is_value(&tag.value)
            && !tags[..index].iter().any(|earlier| earlier.key == tag.key)
    };
    if !tags.iter().enumerate().all(fits) {
        return Err(invalid());
    }
    check(&tags)?;
    Ok(tags)
}
