//! Shapes of vector indexes as requests carry them.

use super::reader::{Reader, Wire};
use super::scalars::Place;
use super::table::{SentProjection, read_list, read_projection, read_structure};

/// A vector index to create.
#[derive(Clone, Debug, Default)]
pub(crate) struct SentVectorIndex {
    pub(crate) name: Option<String>,
    /// VectorAttribute's AttributeName.
    pub(crate) attribute: Option<String>,
    pub(crate) schema: Option<Vec<SentSchemaElement>>,
    pub(crate) projection: Option<SentProjection>,
    pub(crate) dimensions: Option<i64>,
    pub(crate) distance: Option<String>,
}

/// One element of a SearchSchema.
#[derive(Clone, Debug, Default)]
pub(crate) struct SentSchemaElement {
    pub(crate) name: Option<String>,
    pub(crate) kind: Option<String>,
}

/// One entry of VectorIndexUpdates.
#[derive(Clone, Debug, Default)]
pub(crate) struct SentVectorIndexUpdate {
    pub(crate) create: Option<SentVectorIndex>,
    pub(crate) delete: Option<SentVectorIndex>,
}

pub(crate) fn read_vector_indexes(reader: &mut Reader<'_>) -> Wire<Option<Vec<SentVectorIndex>>> {
    read_list(reader, "VectorIndex", read_member)
}

pub(crate) fn read_vector_index_updates(
    reader: &mut Reader<'_>,
) -> Wire<Option<Vec<SentVectorIndexUpdate>>> {
    let class = "VectorIndexUpdate";
    read_list(
        reader,
        class,
        |reader, name, sent: &mut SentVectorIndexUpdate| {
            let index = |reader: &mut Reader<'_>, class| {
                read_structure(reader, class, Place::Member, read_member)
            };
            match name {
                "Create" => sent.create = index(reader, "CreateVectorIndexAction")?,
                "Delete" => sent.delete = index(reader, "DeleteVectorIndexAction")?,
                _ => reader.skip()?,
            }
            Ok(())
        },
    )
}

fn read_member(reader: &mut Reader<'_>, name: &str, sent: &mut SentVectorIndex) -> Wire<()> {
    match name {
        "IndexName" => sent.name = reader.string()?,
        "VectorAttribute" => sent.attribute = read_attribute(reader)?,
        "SearchSchema" => sent.schema = read_schema(reader)?,
        "Projection" => sent.projection = read_projection(reader)?,
        "Dimensions" => sent.dimensions = reader.long()?,
        "DistanceFunction" => sent.distance = reader.string()?,
        _ => reader.skip()?,
    }
    Ok(())
}

fn read_attribute(reader: &mut Reader<'_>) -> Wire<Option<String>> {
    let class = "VectorAttributeDefinition";
    let attribute = read_structure(
        reader,
        class,
        Place::Member,
        |reader, name, sent: &mut Option<String>| {
            match name {
                "AttributeName" => *sent = reader.string()?,
                _ => reader.skip()?,
            }
            Ok(())
        },
    )?;
    Ok(attribute.flatten())
}

fn read_schema(reader: &mut Reader<'_>) -> Wire<Option<Vec<SentSchemaElement>>> {
    let class = "SearchSchemaElement";
    read_list(
        reader,
        class,
        |reader, name, sent: &mut SentSchemaElement| {
            match name {
                "AttributeName" => sent.name = reader.string()?,
                "SearchSchemaElementType" => sent.kind = reader.string()?,
                _ => reader.skip()?,
            }
            Ok(())
        },
    )
}
