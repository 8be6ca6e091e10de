//! The request maps of batches, table by table in the order of the request.

use super::attribute::Values;
use super::parameters::{Substitutions, read_names};
use super::reader::{Reader, Wire};
use super::scalars::Place;
use crate::dynamodb::value::Attributes;

/// What BatchGetItem asks of one table.
#[derive(Debug, Default)]
pub(crate) struct KeysAndAttributes {
    pub(crate) keys: Option<Vec<Values>>,
    pub(crate) attributes_to_get: Option<Vec<String>>,
    pub(crate) consistent_read: Option<bool>,
    pub(crate) projection_expression: Option<String>,
    /// Names only.
    pub(crate) substitutions: Substitutions,
}

/// One write of a batch. Both or neither member is what AWS refuses.
#[derive(Debug, Default)]
pub(crate) struct SentWrite {
    pub(crate) put: Option<Option<Values>>,
    pub(crate) delete: Option<Option<Values>>,
}

/// Requests by table name.
pub(crate) type ByTable<T> = Vec<(String, T)>;

pub(crate) fn read_gets(reader: &mut Reader<'_>) -> Wire<Option<ByTable<KeysAndAttributes>>> {
    let class = "KeysAndAttributes";
    let mut tables = ByTable::new();
    let there = reader.entries(class, Place::Member, |reader, table| {
        let mut sent = KeysAndAttributes::default();
        reader.structure(class, Place::Element, |reader, name| {
            match name.as_ref() {
                "Keys" => sent.keys = read_keys(reader)?,
                "AttributesToGet" => sent.attributes_to_get = reader.strings()?,
                "ConsistentRead" => sent.consistent_read = reader.boolean()?,
                "ProjectionExpression" => sent.projection_expression = reader.string()?,
                "ExpressionAttributeNames" => sent.substitutions.names = read_names(reader)?,
                _ => reader.skip()?,
            }
            Ok(())
        })?;
        tables.push((table.into_owned(), sent));
        Ok(())
    })?;
    Ok(there.then_some(tables))
}

fn read_keys(reader: &mut Reader<'_>) -> Wire<Option<Vec<Values>>> {
    let mut keys = Vec::new();
    let there = reader.elements(Place::Member, |reader| {
        keys.extend(Values::read_in(reader, Place::Parameterized)?);
        Ok(())
    })?;
    Ok(there.then_some(keys))
}

pub(crate) fn read_writes(reader: &mut Reader<'_>) -> Wire<Option<ByTable<Vec<SentWrite>>>> {
    let class = "java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>";
    let mut tables = ByTable::new();
    let there = reader.entries(class, Place::Member, |reader, table| {
        let mut writes = Vec::new();
        reader.elements(Place::Parameterized, |reader| {
            writes.push(read_write(reader)?);
            Ok(())
        })?;
        tables.push((table.into_owned(), writes));
        Ok(())
    })?;
    Ok(there.then_some(tables))
}

fn read_write(reader: &mut Reader<'_>) -> Wire<SentWrite> {
    let mut sent = SentWrite::default();
    reader.structure("WriteRequest", Place::Element, |reader, name| {
        match name.as_ref() {
            "PutRequest" => sent.put = read_request(reader, "PutRequest", "Item")?,
            "DeleteRequest" => sent.delete = read_request(reader, "DeleteRequest", "Key")?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(sent)
}

/// A structure with one member that is an item or a key.
fn read_request(
    reader: &mut Reader<'_>,
    class: &str,
    member: &str,
) -> Wire<Option<Option<Values>>> {
    let mut values = None;
    let there = reader.structure(class, Place::Member, |reader, name| {
        match name == member {
            true => values = Values::read(reader)?,
            false => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(there.then_some(values))
}

/// BatchGetItem's request as AWS's newer layer echoes it: as JSON.
pub(crate) fn shown_gets(tables: &ByTable<KeysAndAttributes>) -> String {
    let mut writer = super::writer::Writer::default();
    writer.object(|w| {
        for (table, sent) in tables {
            w.name(table).object(|w| {
                if let Some(keys) = &sent.keys {
                    w.name("Keys")
                        .list(keys, |w, key| w.attributes(&key.attributes));
                }
                if let Some(names) = &sent.attributes_to_get {
                    w.name("AttributesToGet")
                        .list(names, |w, name| w.text(name));
                }
            });
        }
    });
    writer.into_text()
}

/// One table's keys much as AWS's Java echoes them.
pub(crate) fn shown_keys(keys: &[Values]) -> String {
    let keys: Vec<_> = keys.iter().map(|key| shown_values(Some(key))).collect();
    format!("[{}]", keys.join(", "))
}

/// BatchWriteItem's request much as AWS's Java echoes it.
pub(crate) fn shown_writes(tables: &ByTable<Vec<SentWrite>>) -> String {
    let tables: Vec<_> = tables
        .iter()
        .map(|(table, writes)| {
            let writes: Vec<_> = writes.iter().map(shown_write).collect();
            format!("{table}=[{}]", writes.join(", "))
        })
        .collect();
    format!("{{{}}}", tables.join(", "))
}

fn shown_write(write: &SentWrite) -> String {
    let put = write.put.as_ref().map(|values| {
        format!(
            "putRequest=PutRequest(item={})",
            shown_values(values.as_ref())
        )
    });
    let delete = write.delete.as_ref().map(|values| {
        format!(
            "deleteRequest=DeleteRequest(key={})",
            shown_values(values.as_ref())
        )
    });
    let parts: Vec<_> = put.into_iter().chain(delete).collect();
    format!("WriteRequest({})", parts.join(", "))
}

fn shown_values(values: Option<&Values>) -> String {
    let empty = Attributes::new();
    let attributes = values.map_or(&empty, |values| &values.attributes);
    let entries: Vec<_> = attributes
        .iter()
        .map(|(name, value)| {
            let mut writer = super::writer::Writer::default();
            writer.value(value);
            format!("{name}=AttributeValue({})", writer.into_text())
        })
        .collect();
    format!("{{{}}}", entries.join(", "))
}
