//! Vector indexes: their definitions, and what an item has to bring for them.

use std::sync::Arc;

use super::constraints::Constraints;
use super::{schema, table as shapes};
use crate::aws::error::AwsError;
use crate::dynamodb::engine::definition::{
    BillingMode, Definition, Distance, KeyAttribute, SchemaElement, VectorIndex,
};
use crate::dynamodb::engine::vectors::float_of;
use crate::dynamodb::error::{key, table, vector as refuse};
use crate::dynamodb::value::{AttributeValue, Attributes};
use crate::dynamodb::wire::table::SentIndex;
use crate::dynamodb::wire::vector::SentVectorIndex;

/// Vector indexes of a table at most.
const INDEXES_MAX: usize = 5;
const DIMENSIONS_MAX: i64 = 4096;
const ELEMENT_KINDS: [&str; 2] = ["HASH", "INLINE_FILTER"];

pub(crate) fn constraints(constraints: &mut Constraints, path: &str, sent: &SentVectorIndex) {
    name_constraints(constraints, path, sent);
    let attribute = format!("{path}.vectorAttribute.attributeName");
    constraints.not_null(&attribute, sent.attribute.as_ref());
    constraints.length(&attribute, sent.attribute.as_deref(), 1, 255);
    if let Some(elements) = &sent.schema {
        let path = format!("{path}.searchSchema");
        constraints.count(&"[]", &path, elements.len(), 1, usize::MAX);
        for (at, element) in elements.iter().enumerate() {
            let path = |member: &str| format!("{path}.{}.member.{member}", at + 1);
            let (name, kind) = (path("attributeName"), path("searchSchemaElementType"));
            constraints.not_null(&name, element.name.as_ref());
            constraints.length(&name, element.name.as_deref(), 1, 255);
            constraints.not_null(&kind, element.kind.as_ref());
            constraints.one_of(&kind, element.kind.as_deref(), &ELEMENT_KINDS);
        }
    }
    let projection = format!("{path}.projection");
    shapes::projection(constraints, &projection, sent.projection.as_ref());
    let dimensions = format!("{path}.dimensions");
    constraints.not_null(&dimensions, sent.dimensions.as_ref());
    constraints.at_least(&dimensions, sent.dimensions, 1);
    let distance = format!("{path}.distanceFunction");
    constraints.not_null(&distance, sent.distance.as_ref());
    constraints.one_of(&distance, sent.distance.as_deref(), &Distance::NAMES);
}

pub(crate) fn name_constraints(constraints: &mut Constraints, path: &str, sent: &SentVectorIndex) {
    let named = SentIndex {
        name: sent.name.clone(),
        ..SentIndex::default()
    };
    shapes::index_name(constraints, path, &named);
}

/// An index of a request that passed its constraints. Errors, in order: the billing mode, the search
/// schema, the dimensions, the projection.
pub(crate) fn index(
    sent: &SentVectorIndex,
    billing: BillingMode,
    defined: &[KeyAttribute],
) -> Result<Arc<VectorIndex>, AwsError> {
    if billing == BillingMode::Provisioned {
        return Err(refuse::on_provisioned_table());
    }
    let mut elements: Vec<SchemaElement> = Vec::new();
    for element in sent.schema.iter().flatten() {
        let attribute = defined
            .iter()
            .find(|own| Some(&own.name) == element.name.as_ref());
        let attribute = attribute.ok_or_else(refuse::undefined_schema_element)?;
        let is_hash = element.kind.as_deref() == Some("HASH");
        if is_hash && elements.iter().any(|own| own.is_hash) {
            return Err(refuse::several_hash_elements());
        }
        elements.push(SchemaElement {
            attribute: attribute.clone(),
            is_hash,
        });
    }
    let dimensions = sent.dimensions.unwrap_or_default();
    if !(1..=DIMENSIONS_MAX).contains(&dimensions) {
        return Err(refuse::dimensions_out_of_range());
    }
    Ok(Arc::new(VectorIndex {
        name: sent.name.clone().unwrap_or_default(),
        attribute: sent.attribute.clone().unwrap_or_default(),
        dimensions: usize::try_from(dimensions).unwrap_or_default(),
        distance: Distance::parse(sent.distance.as_deref().unwrap_or_default()),
        schema: elements,
        projection: schema::projection(sent.projection.as_ref())?,
    }))
}

/// Vector indexes that one table can have together. Errors, in order: how many, their names, their
/// dimensions.
pub(crate) fn check_together(definition: &Definition) -> Result<(), AwsError> {
    let all = &definition.vectors;
    if all.len() > INDEXES_MAX {
        return Err(refuse::too_many());
    }
    for (at, index) in all.iter().enumerate() {
        let before = &all[..at];
        let is_taken = before.iter().any(|own| own.name == index.name);
        if is_taken || definition.index(&index.name).is_some() {
            return Err(table::repeated_index(&index.name));
        }
        let mut same = before.iter().filter(|own| own.attribute == index.attribute);
        if same.any(|own| own.dimensions != index.dimensions) {
            return Err(refuse::other_dimensions(&index.attribute));
        }
    }
    Ok(())
}

/// What an item that is about to be written has for vector indexes; `touched` names the attributes
/// that the write brings.
pub(crate) fn check_item(
    definition: &Definition,
    item: &Attributes,
    touched: impl Fn(&str) -> bool,
) -> Result<(), AwsError> {
    for index in &definition.vectors {
        let brought = |name: &str| item.get(name).filter(|_| touched(name));
        if let Some(value) = brought(&index.attribute) {
            check_vector(index, value)?;
        }
        for element in &index.schema {
            let attribute = &element.attribute;
            let Some(value) = brought(&attribute.name) else {
                continue;
            };
            if !attribute.kind.fits(value) {
                let (expected, actual) = (attribute.kind.name(), value.type_name());
                let name = &attribute.name;
                return Err(key::index_type_mismatch(
                    name,
                    expected,
                    actual,
                    &index.name,
                ));
            }
            let empty = match value {
                AttributeValue::S(text) if text.is_empty() => Some("string"),
                AttributeValue::B(bytes) if bytes.is_empty() => Some("binary"),
                _ => None,
            };
            if let Some(kind) = empty.filter(|_| element.is_hash) {
                return Err(key::index_empty(&attribute.name, kind, &index.name));
            }
        }
    }
    Ok(())
}

fn check_vector(index: &VectorIndex, value: &AttributeValue) -> Result<(), AwsError> {
    let (attribute, name) = (&index.attribute, &index.name);
    let AttributeValue::L(elements) = value else {
        return Err(refuse::not_a_list(attribute, name));
    };
    if elements.len() != index.dimensions {
        let (expected, actual) = (index.dimensions, elements.len());
        return Err(refuse::wrong_size(attribute, expected, actual, name));
    }
    match elements
        .iter()
        .position(|element| float_of(element).is_none())
    {
        Some(at) => {
            let actual = elements[at].type_name();
            Err(refuse::element_not_a_number(attribute, at, actual, name))
        }
        None => Ok(()),
    }
}
