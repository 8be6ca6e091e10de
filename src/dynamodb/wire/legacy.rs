//! Expected, AttributeUpdates, filters and KeyConditions as they are sent, not checked yet.

use super::attribute::SingleValue;
use super::reader::{Reader, Wire};
use super::scalars::Place;

/// An entry of QueryFilter, ScanFilter or KeyConditions.
#[derive(Debug, Default)]
pub(crate) struct SentCondition {
    pub(crate) operator: Option<String>,
    pub(crate) values: Option<Vec<SingleValue>>,
}

/// An entry of Expected.
#[derive(Debug, Default)]
pub(crate) struct SentExpected {
    pub(crate) value: Option<SingleValue>,
    pub(crate) exists: Option<bool>,
    pub(crate) operator: Option<String>,
    pub(crate) values: Option<Vec<SingleValue>>,
}

/// An entry of AttributeUpdates.
#[derive(Debug, Default)]
pub(crate) struct SentUpdate {
    pub(crate) value: Option<SingleValue>,
    pub(crate) action: Option<String>,
}

/// Entries by attribute name, in the order of the request.
pub(crate) type Entries<T> = Vec<(String, T)>;

pub(crate) fn read_conditions(reader: &mut Reader<'_>) -> Wire<Option<Entries<SentCondition>>> {
    read_entries(
        reader,
        "Condition",
        |reader, name, entry: &mut SentCondition| {
            match name {
                "ComparisonOperator" => entry.operator = reader.string()?,
                "AttributeValueList" => entry.values = SingleValue::read_list(reader)?,
                _ => reader.skip()?,
            }
            Ok(())
        },
    )
}

pub(crate) fn read_expected(reader: &mut Reader<'_>) -> Wire<Option<Entries<SentExpected>>> {
    let class = "ExpectedAttributeValue";
    read_entries(reader, class, |reader, name, entry: &mut SentExpected| {
        match name {
            "Value" => entry.value = read_value(reader)?,
            "Exists" => entry.exists = reader.boolean()?,
            "ComparisonOperator" => entry.operator = reader.string()?,
            "AttributeValueList" => entry.values = SingleValue::read_list(reader)?,
            _ => reader.skip()?,
        }
        Ok(())
    })
}

pub(crate) fn read_updates(reader: &mut Reader<'_>) -> Wire<Option<Entries<SentUpdate>>> {
    let class = "AttributeValueUpdate";
    read_entries(reader, class, |reader, name, entry: &mut SentUpdate| {
        match name {
            "Value" => entry.value = read_value(reader)?,
            "Action" => entry.action = reader.string()?,
            _ => reader.skip()?,
        }
        Ok(())
    })
}

fn read_value(reader: &mut Reader<'_>) -> Wire<Option<SingleValue>> {
    if reader.null()? {
        return Ok(None);
    }
    SingleValue::read(reader, Place::Member).map(Some)
}

fn read_entries<T: Default>(
    reader: &mut Reader<'_>,
    class: &str,
    member: impl Fn(&mut Reader<'_>, &str, &mut T) -> Wire<()>,
) -> Wire<Option<Entries<T>>> {
    let mut entries = Entries::new();
    let there = reader.entries(class, Place::Member, |reader, attribute| {
        let mut entry = T::default();
        reader.structure(class, Place::Element, |reader, name| {
            member(reader, &name, &mut entry)
        })?;
        entries.push((attribute.into_owned(), entry));
        Ok(())
    })?;
    Ok(there.then_some(entries))
}
