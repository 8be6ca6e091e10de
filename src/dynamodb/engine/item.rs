//! A stored item: its canonical JSON, copied into answers as it is.

use std::sync::Arc;

use super::definition::KeySchema;
use crate::dynamodb::value::{Attributes, item_size_bytes};
use crate::dynamodb::wire::attribute::Values;
use crate::dynamodb::wire::reader::Reader;
use crate::dynamodb::wire::writer::Writer;

/// An item, or an index's projection of one. Cheap to clone; clones share their bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    json: Arc<str>,
    size_bytes: u32,
}

impl Item {
    pub(crate) fn new(attributes: &Attributes) -> Self {
        let size_bytes = item_size_bytes(attributes);
        // Types and punctuation cost about 12 bytes an attribute.
        let mut writer = Writer::with_capacity(size_bytes + 12 * attributes.len() + 2);
        writer.attributes(attributes);
        Self {
            json: Arc::from(writer.into_text()),
            size_bytes: u32::try_from(size_bytes).unwrap_or(u32::MAX),
        }
    }

    /// An item that was written down: what [`Item::json`] and [`Item::size_bytes`] gave.
    pub(super) fn recorded(json: &str, size_bytes: u32) -> Self {
        Self {
            json: Arc::from(json),
            size_bytes,
        }
    }

    /// As [`Item::recorded`], of somebody who may say anything; `None` if it is no item in that form.
    pub(super) fn from_elsewhere(json: &str) -> Option<Self> {
        let values = Values::read(&mut Reader::new(json)).ok()??;
        let item = Self::new(&values.attributes);
        (values.problem.is_none() && item.json() == json).then_some(item)
    }

    /// `{"name":{"TYPE":value},…}`, names in byte order, numbers and sets in canonical form.
    pub(crate) fn json(&self) -> &str {
        &self.json
    }

    /// The item's size as DynamoDB counts it; not the length of its JSON.
    pub(crate) fn size_bytes(&self) -> usize {
        self.size_bytes as usize
    }

    /// Every attribute.
    pub(crate) fn attributes(&self) -> Attributes {
        self.read(|_| true)
    }

    /// Only the top-level attributes of some names; the others are passed over, not decoded.
    pub(crate) fn only(&self, wanted: impl Fn(&str) -> bool) -> Attributes {
        self.read(wanted)
    }

    /// The key of an item that has one.
    pub(crate) fn key(&self, key: &KeySchema) -> Self {
        Self::new(&self.only(|name| key.has(name)))
    }

    fn read(&self, wanted: impl Fn(&str) -> bool) -> Attributes {
        Values::read_only(&mut Reader::new(&self.json), wanted)
            .expect("an item's JSON is what Item::new wrote")
    }
}

/// The item's JSON.
impl AsRef<str> for Item {
    fn as_ref(&self) -> &str {
        &self.json
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamodb::value::AttributeValue;

    #[test]
    fn an_item_gives_back_what_it_was_made_of() {
        let attributes = Attributes::from([
            ("a".to_owned(), AttributeValue::S("x".repeat(10))),
            (
                "b".to_owned(),
                AttributeValue::L(vec![AttributeValue::Null]),
            ),
            ("c".to_owned(), AttributeValue::Bool(false)),
        ]);
        let item = Item::new(&attributes);
        assert_eq!(item.attributes(), attributes);
        assert_eq!(item.size_bytes(), item_size_bytes(&attributes));
        let only = item.only(|name| name == "c");
        assert_eq!(only.keys().collect::<Vec<_>>(), ["c"]);
        assert_eq!(Item::from_elsewhere(item.json()), Some(item));
    }

    #[test]
    fn what_is_no_item_is_none() {
        for json in [
            "",
            "[]",
            r#"{"a":{"S":"x"}"#,
            r#"{"a":{"N":"x"}}"#,
            r#"{"a":{"N":"01"}}"#,
            r#"{"b":{"S":"x"},"a":{"S":"x"}}"#,
            r#"{"a": {"S":"x"}}"#,
            r#"{"a":{"S":"x"}}}"#,
        ] {
            assert_eq!(Item::from_elsewhere(json), None, "{json}");
        }
        let deep = [r#"{"a":"#, &r#"{"L":["#.repeat(100_000)].concat();
        assert_eq!(Item::from_elsewhere(&deep), None);
    }
}
