//! ExpressionAttributeNames and ExpressionAttributeValues, and which of them were used.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;
use crate::dynamodb::error::wording::Wording;
use crate::dynamodb::value::{AttributeValue, Attributes};

/// The two substitution maps of one request, shared by all its expressions.
#[derive(Debug, Default)]
pub(crate) struct Placeholders {
    names: BTreeMap<String, String>,
    used_names: BTreeSet<String>,
    unused_values: Attributes,
    used_values: BTreeMap<String, Arc<AttributeValue>>,
    wording: Wording,
}

impl Placeholders {
    /// Checks both maps as AWS does before it parses any expression: not empty, and every key `#`
    /// or `:` and then letters, digits or underscores, of at most 255 bytes.
    pub(crate) fn new(
        names: Option<BTreeMap<String, String>>,
        values: Option<Attributes>,
    ) -> Result<Self, AwsError> {
        if let Some(names) = &names {
            check_keys("ExpressionAttributeNames", b'#', names.keys())?;
        }
        if let Some(values) = &values {
            check_keys("ExpressionAttributeValues", b':', values.keys())?;
        }
        Ok(Self {
            names: names.unwrap_or_default(),
            unused_values: values.unwrap_or_default(),
            ..Self::default()
        })
    }

    /// In whose words expressions are refused.
    pub(crate) fn worded(self, wording: Wording) -> Self {
        Self { wording, ..self }
    }

    pub(super) fn wording(&self) -> Wording {
        self.wording
    }

    /// The attribute name behind `#placeholder`, which now counts as used.
    pub(super) fn name(&mut self, placeholder: &str) -> Option<&str> {
        let name = self.names.get(placeholder)?;
        if !self.used_names.contains(placeholder) {
            self.used_names.insert(placeholder.to_owned());
        }
        Some(name)
    }

    /// The value behind `:placeholder`, which now counts as used.
    pub(super) fn value(&mut self, placeholder: &str) -> Option<Arc<AttributeValue>> {
        if let Some(value) = self.used_values.get(placeholder) {
            return Some(Arc::clone(value));
        }
        let (name, value) = self.unused_values.remove_entry(placeholder)?;
        let value = Arc::new(value);
        self.used_values.insert(name, Arc::clone(&value));
        Some(value)
    }

    /// Refuses what no expression used: names first, then values. Comes after every expression of
    /// the request has been parsed, and before the table is looked up.
    pub(crate) fn check_unused(&self) -> Result<(), AwsError> {
        let names: Vec<&str> = self
            .names
            .keys()
            .filter(|name| !self.used_names.contains(*name))
            .map(String::as_str)
            .collect();
        if !names.is_empty() {
            return Err(expression::unused("ExpressionAttributeNames", &names));
        }
        let values: Vec<&str> = self.unused_values.keys().map(String::as_str).collect();
        if !values.is_empty() {
            return Err(expression::unused("ExpressionAttributeValues", &values));
        }
        Ok(())
    }
}

/// Bytes of a placeholder, its first character included ("Expression parameters", quotas page).
const PLACEHOLDER_BYTES_MAX: usize = 255;

fn check_keys<'a>(
    parameter: &'static str,
    mark: u8,
    keys: impl ExactSizeIterator<Item = &'a String>,
) -> Result<(), AwsError> {
    if keys.len() == 0 {
        return Err(expression::empty_placeholders(parameter));
    }
    for key in keys {
        if key.len() > PLACEHOLDER_BYTES_MAX {
            return Err(expression::long_placeholder(parameter, key.len()));
        }
        let well_formed = key.len() > 1
            && key.as_bytes()[0] == mark
            && key.as_bytes()[1..]
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        if !well_formed {
            return Err(expression::malformed_placeholder(parameter, key));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(names: &[&str], values: &[&str]) -> Result<Placeholders, String> {
        let names = names.iter().map(|key| ((*key).to_owned(), "x".to_owned()));
        let values = values
            .iter()
            .map(|key| ((*key).to_owned(), AttributeValue::Null));
        Placeholders::new(Some(names.collect()), Some(values.collect()))
            .map_err(|error| error.message().unwrap().to_owned())
    }

    // dynalite's suite.
    #[test]
    fn maps_are_not_empty_and_keys_well_formed() {
        assert_eq!(
            placeholders(&[], &[]).unwrap_err(),
            "ExpressionAttributeNames must not be empty"
        );
        assert_eq!(
            placeholders(&["#a"], &[]).unwrap_err(),
            "ExpressionAttributeValues must not be empty"
        );
        for key in ["a", "#", "##", "#a-b", "#ü", ""] {
            assert_eq!(
                placeholders(&[key], &[":a"]).unwrap_err(),
                format!(
                    "ExpressionAttributeNames contains invalid key: Syntax error; key: \"{key}\""
                )
            );
        }
        assert!(placeholders(&["#1_a"], &[":_"]).is_ok());
        let long = format!("#{}", "a".repeat(255));
        assert!(placeholders(&[&long], &[":a"]).is_err());
    }

    #[test]
    fn unused_names_are_reported_before_unused_values() {
        let mut placeholders = placeholders(&["#a", "#b", "#c"], &[":a", ":b"]).unwrap();
        assert!(placeholders.name("#b").is_some() && placeholders.name("#x").is_none());
        assert!(placeholders.value(":b").is_some() && placeholders.value(":b").is_some());
        let message = |placeholders: &Placeholders| {
            let error = placeholders.check_unused().unwrap_err();
            error.message().unwrap().to_owned()
        };
        assert_eq!(
            message(&placeholders),
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #c}"
        );
        placeholders.name("#a");
        placeholders.name("#c");
        assert_eq!(
            message(&placeholders),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:a}"
        );
        placeholders.value(":a");
        assert!(placeholders.check_unused().is_ok());
    }
}
