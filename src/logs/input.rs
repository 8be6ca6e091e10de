//! Reads a request's members, and gathers what is wrong with them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::error;
use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;

/// One request's JSON. A member of the wrong type is refused at once, as AWS's deserializer does;
/// what breaks a constraint is told by [`Input::finish`], all of it together.
pub(super) struct Input {
    members: Map<String, Value>,
    violations: Violations,
}

impl Input {
    /// Errors: SerializationException for what is no JSON object; nothing at all is an empty one.
    pub(super) fn read(body: &[u8]) -> Result<Self, AwsError> {
        let members = match body.is_empty() {
            true => Map::new(),
            false => match serde_json::from_slice(body) {
                Ok(Value::Object(members)) => members,
                Ok(Value::Null) => Map::new(),
                _ => return Err(error::not_json()),
            },
        };
        Ok(Self {
            members,
            violations: Violations::default(),
        })
    }

    /// Tells every violation at once.
    ///
    /// Errors: InvalidParameterException.
    pub(super) fn finish(&mut self) -> Result<(), AwsError> {
        std::mem::take(&mut self.violations).finish_as(error::INVALID_PARAMETER, Some(()))
    }

    /// A member that must be there.
    pub(super) fn must<T>(&mut self, name: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.violations.missing(name);
        }
        value
    }

    pub(super) fn violations(&mut self) -> &mut Violations {
        &mut self.violations
    }

    /// A string of a length.
    pub(super) fn text(
        &mut self,
        name: &str,
        min: usize,
        max: usize,
    ) -> Result<Option<String>, AwsError> {
        let text = match self.members.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(value) => scalar_text(value)?.to_owned(),
        };
        self.violations.length(name, &text, min, max);
        Ok(Some(text))
    }

    /// A string of an enum.
    pub(super) fn one_of(
        &mut self,
        name: &str,
        values: &[&str],
    ) -> Result<Option<String>, AwsError> {
        let text = self.text(name, 0, usize::MAX)?;
        if let Some(text) = &text
            && !values.contains(&text.as_str())
        {
            self.violations.one_of(name, text, values);
        }
        Ok(text)
    }

    /// A whole number within limits.
    pub(super) fn number(
        &mut self,
        name: &str,
        min: i64,
        max: i64,
    ) -> Result<Option<i64>, AwsError> {
        let number = match self.members.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(value) => scalar_number(value)?,
        };
        self.violations.range(name, number, min, max);
        Ok(Some(number))
    }

    /// A moment in milliseconds since 1970.
    pub(super) fn moment(&mut self, name: &str) -> Result<Option<i64>, AwsError> {
        self.number(name, 0, i64::MAX)
    }

    pub(super) fn boolean(&self, name: &str) -> Result<Option<bool>, AwsError> {
        match self.members.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(other) => Err(refused(other, "Boolean")),
        }
    }

    /// A list of strings, each of a length.
    pub(super) fn texts(
        &mut self,
        name: &str,
        [min, max]: [usize; 2],
        [each_min, each_max]: [usize; 2],
    ) -> Result<Option<Vec<String>>, AwsError> {
        let Some(items) = self.list(name)? else {
            return Ok(None);
        };
        let texts: Result<Vec<_>, _> = items
            .iter()
            .filter(|item| !item.is_null())
            .map(|item| scalar_text(item).map(str::to_owned))
            .collect();
        let texts = texts?;
        let shown = format!("[{}]", texts.join(", "));
        self.count(name, texts.len(), &shown, min, max);
        let fits = |text: &String| (each_min..=each_max).contains(&text.chars().count());
        if !texts.iter().all(fits) {
            let constraint = format!(
                "Member must satisfy constraint: [Member must have length less than or equal to \
                 {each_max}, Member must have length greater than or equal to {each_min}]"
            );
            self.violations.note(name, &shown, &constraint);
        }
        Ok(Some(texts))
    }

    /// A list whose items are structures.
    pub(super) fn structures(
        &self,
        name: &str,
    ) -> Result<Option<Vec<Map<String, Value>>>, AwsError> {
        let Some(items) = self.list(name)? else {
            return Ok(None);
        };
        let structure = |item: &Value| match item {
            Value::Object(members) => Ok(members.clone()),
            other => Err(refused(other, "structure")),
        };
        let items = items.iter().filter(|item| !item.is_null());
        items.map(structure).collect::<Result<_, _>>().map(Some)
    }

    /// Takes a list of structures out of the request.
    pub(super) fn take_list(&mut self, name: &str) -> Result<Option<Vec<Value>>, AwsError> {
        match self.members.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(items)) => Ok(Some(items)),
            Some(other) => Err(refused(&other, "list")),
        }
    }

    /// A map of strings.
    pub(super) fn text_map(
        &self,
        name: &str,
    ) -> Result<Option<BTreeMap<String, String>>, AwsError> {
        let members = match self.members.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Object(members)) => members,
            Some(other) => return Err(refused(other, "map")),
        };
        let present = members.iter().filter(|(_, value)| !value.is_null());
        let pairs = present.map(|(key, value)| Ok((key.clone(), scalar_text(value)?.to_owned())));
        pairs.collect::<Result<_, _>>().map(Some)
    }

    /// Notes a list with too few or too many items.
    pub(super) fn count(&mut self, name: &str, count: usize, shown: &str, min: usize, max: usize) {
        let constraint = if count > max {
            format!("Member must have length less than or equal to {max}")
        } else if count < min {
            format!("Member must have length greater than or equal to {min}")
        } else {
            return;
        };
        self.violations.note(name, shown, &constraint);
    }

    fn list(&self, name: &str) -> Result<Option<&Vec<Value>>, AwsError> {
        match self.members.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(items)) => Ok(Some(items)),
            Some(other) => Err(refused(other, "list")),
        }
    }
}

pub(super) fn scalar_text(value: &Value) -> Result<&str, AwsError> {
    value.as_str().ok_or_else(|| refused(value, "String"))
}

/// A fraction is cut off, as Java does.
pub(super) fn scalar_number(value: &Value) -> Result<i64, AwsError> {
    let decimal = || value.as_f64().map(|number| number as i64);
    let number = value.as_i64().or_else(decimal);
    number.ok_or_else(|| refused(value, "Long"))
}

fn refused(value: &Value, wanted: &str) -> AwsError {
    let kind = match value {
        Value::Null => "NULL_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Number(number) if number.is_f64() => "DECIMAL_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::String(_) => "STRING_VALUE",
        Value::Array(_) => return error::wrong_type("Unrecognized collection type".to_owned()),
        Value::Object(_) => {
            let text = "Start of structure or map found where not expected.";
            return error::wrong_type(text.to_owned());
        }
    };
    match wanted {
        "list" | "map" | "structure" => error::wrong_type("Unexpected field type".to_owned()),
        _ => error::wrong_type(format!("{kind} cannot be converted to {wanted}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // As recorded for AWS's services that speak JSON.
    #[test]
    fn a_member_of_the_wrong_type_is_named_by_its_token() {
        let mut input = Input::read(br#"{"a":1,"b":"x","c":true,"d":[]}"#).unwrap();
        let text = |error: AwsError| error.message().unwrap_or_default().to_owned();
        assert_eq!(
            text(input.text("a", 0, 9).unwrap_err()),
            "NUMBER_VALUE cannot be converted to String"
        );
        assert_eq!(
            text(input.number("b", 0, 9).unwrap_err()),
            "STRING_VALUE cannot be converted to Long"
        );
        assert_eq!(
            text(input.text_map("c").unwrap_err()),
            "Unexpected field type"
        );
        assert_eq!(
            text(input.boolean("d").unwrap_err()),
            "Unrecognized collection type"
        );
        assert!(Input::read(b"[]").is_err());
    }

    #[test]
    fn violations_are_told_together() {
        let mut input = Input::read(br#"{"limit":51}"#).unwrap();
        input.number("limit", 1, 50).unwrap();
        input.must::<()>("tags", None);
        let error = input.finish().unwrap_err();
        assert_eq!(
            error.to_string(),
            "400 InvalidParameterException: 2 validation errors detected: Value '51' at 'limit' \
             failed to satisfy constraint: Member must have value less than or equal to 50; Value \
             null at 'tags' failed to satisfy constraint: Member must not be null"
        );
    }
}
