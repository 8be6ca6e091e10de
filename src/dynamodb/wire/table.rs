//! Shapes of the control plane as requests carry them: keys, indexes, throughput, streams, tags.

use serde::{Deserialize, Serialize};

use super::reader::{Reader, Wire};
use super::scalars::Place;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct SentDefinition {
    pub(crate) name: Option<String>,
    pub(crate) kind: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct SentKeyElement {
    pub(crate) name: Option<String>,
    pub(crate) key_type: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct SentThroughput {
    pub(crate) read: Option<i64>,
    pub(crate) write: Option<i64>,
}

impl SentThroughput {
    /// AWS takes a structure without members for none (recorded).
    pub(crate) fn is_empty(&self) -> bool {
        self.read.is_none() && self.write.is_none()
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct SentProjection {
    pub(crate) projection_type: Option<String>,
    pub(crate) non_key_attributes: Option<Vec<String>>,
}

/// An index to create, local or global.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct SentIndex {
    pub(crate) name: Option<String>,
    pub(crate) key_schema: Option<Vec<SentKeyElement>>,
    pub(crate) projection: Option<SentProjection>,
    pub(crate) throughput: Option<SentThroughput>,
    /// MaxReadRequestUnits and MaxWriteRequestUnits.
    pub(crate) on_demand: Option<SentThroughput>,
    /// ReadUnitsPerSecond and WriteUnitsPerSecond.
    pub(crate) warm: Option<SentThroughput>,
}

/// One entry of GlobalSecondaryIndexUpdates.
#[derive(Clone, Debug, Default)]
pub(crate) struct SentIndexUpdate {
    pub(crate) create: Option<SentIndex>,
    pub(crate) update: Option<SentIndex>,
    pub(crate) delete: Option<SentIndex>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct SentStream {
    pub(crate) enabled: Option<bool>,
    pub(crate) view_type: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct SentEncryption {
    pub(crate) enabled: Option<bool>,
    pub(crate) kind: Option<String>,
    pub(crate) key_id: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct SentTag {
    pub(crate) key: Option<String>,
    pub(crate) value: Option<String>,
}

pub(crate) fn read_definitions(reader: &mut Reader<'_>) -> Wire<Option<Vec<SentDefinition>>> {
    let class = "AttributeDefinition";
    read_list(reader, class, |reader, name, sent: &mut SentDefinition| {
        match name {
            "AttributeName" => sent.name = reader.string()?,
            "AttributeType" => sent.kind = reader.string()?,
            _ => reader.skip()?,
        }
        Ok(())
    })
}

pub(crate) fn read_key_schema(reader: &mut Reader<'_>) -> Wire<Option<Vec<SentKeyElement>>> {
    let class = "KeySchemaElement";
    read_list(reader, class, |reader, name, sent: &mut SentKeyElement| {
        match name {
            "AttributeName" => sent.name = reader.string()?,
            "KeyType" => sent.key_type = reader.string()?,
            _ => reader.skip()?,
        }
        Ok(())
    })
}

pub(crate) fn read_throughput(reader: &mut Reader<'_>) -> Wire<Option<SentThroughput>> {
    let names = ("ReadCapacityUnits", "WriteCapacityUnits");
    read_units(reader, "ProvisionedThroughput", names)
}

pub(crate) fn read_on_demand(reader: &mut Reader<'_>) -> Wire<Option<SentThroughput>> {
    let names = ("MaxReadRequestUnits", "MaxWriteRequestUnits");
    read_units(reader, "OnDemandThroughput", names)
}

pub(crate) fn read_warm(reader: &mut Reader<'_>) -> Wire<Option<SentThroughput>> {
    let names = ("ReadUnitsPerSecond", "WriteUnitsPerSecond");
    read_units(reader, "WarmThroughput", names)
}

pub(crate) fn read_indexes(reader: &mut Reader<'_>, class: &str) -> Wire<Option<Vec<SentIndex>>> {
    read_list(reader, class, read_index_member)
}

pub(crate) fn read_index_updates(reader: &mut Reader<'_>) -> Wire<Option<Vec<SentIndexUpdate>>> {
    let class = "GlobalSecondaryIndexUpdate";
    read_list(reader, class, |reader, name, sent: &mut SentIndexUpdate| {
        let index = |reader: &mut Reader<'_>, class| {
            read_structure(reader, class, Place::Member, read_index_member)
        };
        match name {
            "Create" => sent.create = index(reader, "CreateGlobalSecondaryIndexAction")?,
            "Update" => sent.update = index(reader, "UpdateGlobalSecondaryIndexAction")?,
            "Delete" => sent.delete = index(reader, "DeleteGlobalSecondaryIndexAction")?,
            _ => reader.skip()?,
        }
        Ok(())
    })
}

pub(crate) fn read_stream(reader: &mut Reader<'_>) -> Wire<Option<SentStream>> {
    let class = "StreamSpecification";
    read_structure(
        reader,
        class,
        Place::Member,
        |reader, name, sent: &mut SentStream| {
            match name {
                "StreamEnabled" => sent.enabled = reader.boolean()?,
                "StreamViewType" => sent.view_type = reader.string()?,
                _ => reader.skip()?,
            }
            Ok(())
        },
    )
}

pub(crate) fn read_encryption(reader: &mut Reader<'_>) -> Wire<Option<SentEncryption>> {
    let class = "SSESpecification";
    read_structure(
        reader,
        class,
        Place::Member,
        |reader, name, sent: &mut SentEncryption| {
            match name {
                "Enabled" => sent.enabled = reader.boolean()?,
                "SSEType" => sent.kind = reader.string()?,
                "KMSMasterKeyId" => sent.key_id = reader.string()?,
                _ => reader.skip()?,
            }
            Ok(())
        },
    )
}

pub(crate) fn read_tags(reader: &mut Reader<'_>) -> Wire<Option<Vec<SentTag>>> {
    read_list(reader, "Tag", |reader, name, sent: &mut SentTag| {
        match name {
            "Key" => sent.key = reader.string()?,
            "Value" => sent.value = reader.string()?,
            _ => reader.skip()?,
        }
        Ok(())
    })
}

fn read_index_member(reader: &mut Reader<'_>, name: &str, sent: &mut SentIndex) -> Wire<()> {
    match name {
        "IndexName" => sent.name = reader.string()?,
        "KeySchema" => sent.key_schema = read_key_schema(reader)?,
        "Projection" => sent.projection = read_projection(reader)?,
        "ProvisionedThroughput" => sent.throughput = read_throughput(reader)?,
        "OnDemandThroughput" => sent.on_demand = read_on_demand(reader)?,
        "WarmThroughput" => sent.warm = read_warm(reader)?,
        _ => reader.skip()?,
    }
    Ok(())
}

pub(crate) fn read_projection(reader: &mut Reader<'_>) -> Wire<Option<SentProjection>> {
    let class = "Projection";
    read_structure(
        reader,
        class,
        Place::Member,
        |reader, name, sent: &mut SentProjection| {
            match name {
                "ProjectionType" => sent.projection_type = reader.string()?,
                "NonKeyAttributes" => sent.non_key_attributes = reader.strings()?,
                _ => reader.skip()?,
            }
            Ok(())
        },
    )
}

fn read_units(
    reader: &mut Reader<'_>,
    class: &str,
    (read, write): (&str, &str),
) -> Wire<Option<SentThroughput>> {
    read_structure(
        reader,
        class,
        Place::Member,
        |reader, name, sent: &mut SentThroughput| {
            if name == read {
                sent.read = reader.long()?;
            } else if name == write {
                sent.write = reader.long()?;
            } else {
                reader.skip()?;
            }
            Ok(())
        },
    )
}

pub(crate) fn read_structure<T: Default>(
    reader: &mut Reader<'_>,
    class: &str,
    place: Place,
    member: impl Fn(&mut Reader<'_>, &str, &mut T) -> Wire<()>,
) -> Wire<Option<T>> {
    let mut sent = T::default();
    let there = reader.structure(class, place, |reader, name| {
        member(reader, &name, &mut sent)
    })?;
    Ok(there.then_some(sent))
}

pub(crate) fn read_list<T: Default>(
    reader: &mut Reader<'_>,
    class: &str,
    member: impl Fn(&mut Reader<'_>, &str, &mut T) -> Wire<()>,
) -> Wire<Option<Vec<T>>> {
    let mut all = Vec::new();
    let there = reader.elements(Place::Member, |reader| {
        all.extend(read_structure(reader, class, Place::Element, &member)?);
        Ok(())
    })?;
    Ok(there.then_some(all))
}
