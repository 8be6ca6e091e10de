//! Tags of log groups: read, checked, changed.

use std::collections::BTreeMap;

use super::error;
use super::input::Input;
use crate::aws::error::AwsError;

/// Of one resource (API reference, TagResource).
const TAGS_MAX: usize = 50;
const KEY_MAX: usize = 128;
const VALUE_MAX: usize = 256;

/// The map in `tags`, if there is one.
pub(super) fn read(input: &mut Input) -> Result<Option<BTreeMap<String, String>>, AwsError> {
    let Some(tags) = input.text_map("tags")? else {
        return Ok(None);
    };
    let shown: Vec<_> = tags
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    let shown = format!("{{{}}}", shown.join(", "));
    input.count("tags", tags.len(), &shown, 1, TAGS_MAX);
    let length = |text: &String| text.chars().count();
    let violations = input.violations();
    if !tags.keys().all(|key| (1..=KEY_MAX).contains(&length(key))) {
        let constraint = format!(
            "Map keys must satisfy constraint: [Member must have length less than or equal to \
             {KEY_MAX}, Member must have length greater than or equal to 1]"
        );
        violations.note("tags", &shown, &constraint);
    }
    if !tags.values().all(|value| length(value) <= VALUE_MAX) {
        let constraint = format!(
            "Map value must satisfy constraint: [Member must have length less than or equal to \
             {VALUE_MAX}, Member must have length greater than or equal to 0]"
        );
        violations.note("tags", &shown, &constraint);
    }
    Ok(Some(tags))
}

/// Adds tags, or changes those that are there.
///
/// Errors: TooManyTagsException.
pub(super) fn add(
    tags: &mut BTreeMap<String, String>,
    more: BTreeMap<String, String>,
    arn: &str,
) -> Result<(), AwsError> {
    let new = more.keys().filter(|key| !tags.contains_key(*key)).count();
    if tags.len() + new > TAGS_MAX {
        return Err(error::too_many_tags(arn));
    }
    tags.extend(more);
    Ok(())
}
