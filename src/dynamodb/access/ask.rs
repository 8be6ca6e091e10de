//! What a request asks of a table, in the words of policies.

use crate::dynamodb::engine::definition::KeySchema;
use crate::dynamodb::value::{AttributeValue, Attributes};

/// One action on a table or on one of its indexes.
#[derive(Clone, Copy)]
pub(crate) struct Ask<'a> {
    /// Such as `GetItem`.
    pub(crate) action: &'static str,
    pub(crate) index: Option<&'a str>,
    /// The transaction around it.
    enclosing: Option<&'static str>,
    /// Asked only where a policy is.
    about: Option<&'a dyn Tell>,
}

/// Tells what conditions may ask, once the key of the table or index is known.
pub(crate) trait Tell {
    fn about(&self, key: &KeySchema) -> About;
}

impl<F: Fn(&KeySchema) -> About> Tell for F {
    fn about(&self, key: &KeySchema) -> About {
        self(key)
    }
}

/// What conditions may ask about a request (Developer Guide, "Using IAM policy conditions for
/// fine-grained access control").
#[derive(Clone, Debug, Default)]
pub(crate) struct About {
    /// The values of partition keys that it names.
    pub(crate) leading_keys: Vec<String>,
    /// The top-level attributes that it names.
    pub(crate) attributes: Vec<String>,
    pub(crate) select: Option<&'static str>,
    pub(crate) return_values: Option<&'static str>,
    pub(crate) return_consumed_capacity: Option<&'static str>,
    /// The transaction around it.
    pub(crate) enclosing_operation: Option<&'static str>,
    /// Of PartiQL: whether a SELECT names no partition.
    pub(crate) full_table_scan: Option<bool>,
}

impl<'a> Ask<'a> {
    /// An action without anything that conditions could ask about.
    pub(crate) fn to(action: &'static str) -> Self {
        Self {
            action,
            index: None,
            enclosing: None,
            about: None,
        }
    }

    pub(crate) fn on_index(self, index: Option<&'a str>) -> Self {
        Self { index, ..self }
    }

    pub(crate) fn inside(self, operation: &'static str) -> Self {
        Self {
            enclosing: Some(operation),
            ..self
        }
    }

    pub(crate) fn about(self, about: &'a dyn Tell) -> Self {
        Self {
            about: Some(about),
            ..self
        }
    }

    pub(crate) fn told(&self, key: &KeySchema) -> About {
        let about = self.about.map(|about| about.about(key));
        About {
            enclosing_operation: self.enclosing,
            ..about.unwrap_or_default()
        }
    }
}

impl About {
    /// Adds the partition keys and the attributes of items or keys.
    pub(crate) fn naming<'i>(
        mut self,
        key: &KeySchema,
        items: impl IntoIterator<Item = &'i Attributes>,
    ) -> Self {
        for item in items {
            let partition = key.partition.first().and_then(|own| item.get(&own.name));
            self.leading_keys.extend(partition.and_then(text));
            for name in item.keys() {
                self.name(name);
            }
        }
        self
    }

    /// Adds attributes that expressions name.
    pub(crate) fn with_attributes<'n>(mut self, names: impl IntoIterator<Item = &'n str>) -> Self {
        for name in names {
            self.name(name);
        }
        self
    }

    /// Adds the value of a partition key.
    pub(crate) fn with_leading(mut self, value: &AttributeValue) -> Self {
        self.leading_keys.extend(text(value));
        self
    }

    fn name(&mut self, name: &str) {
        if self.attributes.iter().all(|own| own != name) {
            self.attributes.push(name.to_owned());
        }
    }

    /// The values of a condition key, by its lower-case name without `dynamodb:`.
    pub(super) fn values(&self, name: &str) -> Vec<String> {
        let one = |value: Option<&str>| value.map(str::to_owned).into_iter().collect();
        match name {
            "leadingkeys" => self.leading_keys.clone(),
            "firstpartitionkeyvalues" => self.leading_keys.clone(),
            "attributes" => self.attributes.clone(),
            "select" => one(self.select),
            "returnvalues" => one(self.return_values),
            "returnconsumedcapacity" => one(self.return_consumed_capacity),
            "enclosingoperation" => one(self.enclosing_operation),
            "fulltablescan" => self
                .full_table_scan
                .map(|scans| scans.to_string())
                .into_iter()
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// A key's value as conditions compare it.
fn text(value: &AttributeValue) -> Option<String> {
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;
    match value {
        AttributeValue::S(text) => Some(text.to_string()),
        AttributeValue::N(number) => Some(number.to_string()),
        AttributeValue::B(bytes) => Some(BASE64_STANDARD.encode(bytes)),
        _ => None,
    }
}
