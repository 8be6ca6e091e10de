//! The constraints of the shapes from which tables and indexes are made.

use super::constraints::Constraints;
use crate::dynamodb::engine::view::ViewType;
use crate::dynamodb::wire::table::{
    SentDefinition, SentEncryption, SentIndex, SentKeyElement, SentProjection, SentStream,
    SentThroughput,
};

const NAME_CHARACTERS: (usize, usize) = (1, 255);
const INDEX_NAME_CHARACTERS: (usize, usize) = (3, 255);

/// The names of billing modes, as AWS lists them.
pub(crate) const BILLING_MODES: [&str; 2] = ["PROVISIONED", "PAY_PER_REQUEST"];

pub(crate) fn definitions(
    constraints: &mut Constraints,
    sent: Option<&[SentDefinition]>,
    required: bool,
) {
    if required {
        constraints.not_null("attributeDefinitions", sent.as_ref());
    }
    for (at, definition) in sent.unwrap_or_default().iter().enumerate() {
        let path = |member: &str| format!("attributeDefinitions.{}.member.{member}", at + 1);
        let (name, kind) = (path("attributeName"), path("attributeType"));
        constraints.not_null(&name, definition.name.as_ref());
        let (min, max) = NAME_CHARACTERS;
        constraints.length(&name, definition.name.as_deref(), min, max);
        constraints.not_null(&kind, definition.kind.as_ref());
        constraints.one_of(&kind, definition.kind.as_deref(), &["B", "N", "S"]);
    }
}

pub(crate) fn throughput(constraints: &mut Constraints, path: &str, sent: Option<&SentThroughput>) {
    let Some(sent) = sent else {
        return;
    };
    for (name, units) in [
        ("writeCapacityUnits", sent.write),
        ("readCapacityUnits", sent.read),
    ] {
        let path = format!("{path}.{name}");
        constraints.not_null(&path, units.as_ref());
        constraints.at_least(&path, units, 1);
    }
}

/// A key: at most two elements in a table, more in a global index.
pub(crate) fn key_schema(
    constraints: &mut Constraints,
    path: &str,
    sent: Option<&[SentKeyElement]>,
    elements_max: usize,
) {
    constraints.not_null(path, sent.as_ref());
    let Some(sent) = sent else {
        return;
    };
    constraints.count(&shown_key(sent), path, sent.len(), 1, elements_max);
    for (at, element) in sent.iter().enumerate() {
        let path = |member: &str| format!("{path}.{}.member.{member}", at + 1);
        let (name, key_type) = (path("attributeName"), path("keyType"));
        constraints.not_null(&name, element.name.as_ref());
        let (min, max) = NAME_CHARACTERS;
        constraints.length(&name, element.name.as_deref(), min, max);
        constraints.not_null(&key_type, element.key_type.as_ref());
        constraints.one_of(&key_type, element.key_type.as_deref(), &["HASH", "RANGE"]);
    }
}

/// As AWS's Java echoes a key.
fn shown_key(sent: &[SentKeyElement]) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "null".to_owned());
    let elements: Vec<_> = sent
        .iter()
        .map(|element| {
            format!(
                "KeySchemaElement(attributeName={}, keyType={})",
                text(&element.name),
                text(&element.key_type)
            )
        })
        .collect();
    format!("[{}]", elements.join(", "))
}

/// `elements_max` are the key's elements at most.
pub(crate) fn indexes(
    constraints: &mut Constraints,
    path: &str,
    sent: Option<&[SentIndex]>,
    elements_max: usize,
) {
    for (at, index) in sent.unwrap_or_default().iter().enumerate() {
        let path = format!("{path}.{}.member", at + 1);
        whole_index(constraints, &path, index, elements_max);
    }
}

/// An index that is to be made.
pub(crate) fn whole_index(
    constraints: &mut Constraints,
    path: &str,
    index: &SentIndex,
    elements_max: usize,
) {
    index_name(constraints, path, index);
    let key = format!("{path}.keySchema");
    key_schema(constraints, &key, index.key_schema.as_deref(), elements_max);
    let throughput_path = format!("{path}.provisionedThroughput");
    throughput(constraints, &throughput_path, index.throughput.as_ref());
    projection(
        constraints,
        &format!("{path}.projection"),
        index.projection.as_ref(),
    );
}

pub(crate) fn index_name(constraints: &mut Constraints, path: &str, index: &SentIndex) {
    let path = format!("{path}.indexName");
    constraints.not_null(&path, index.name.as_ref());
    let name = index.name.as_deref();
    constraints.name_pattern(&path, name);
    let (min, max) = INDEX_NAME_CHARACTERS;
    constraints.length(&path, name, min, max);
}

pub(crate) fn projection(constraints: &mut Constraints, path: &str, sent: Option<&SentProjection>) {
    constraints.not_null(path, sent);
    let Some(sent) = sent else {
        return;
    };
    constraints.one_of(
        &format!("{path}.projectionType"),
        sent.projection_type.as_deref(),
        &["ALL", "INCLUDE", "KEYS_ONLY"],
    );
    if let Some(names) = &sent.non_key_attributes {
        let path = format!("{path}.nonKeyAttributes");
        let shown = format!("[{}]", names.join(", "));
        constraints.count(&shown, &path, names.len(), 1, 20);
        for (at, name) in names.iter().enumerate() {
            let path = format!("{path}.{}.member", at + 1);
            let (min, max) = NAME_CHARACTERS;
            constraints.length(&path, Some(name), min, max);
        }
    }
}

pub(crate) fn stream(constraints: &mut Constraints, sent: Option<&SentStream>) {
    let Some(sent) = sent else {
        return;
    };
    constraints.not_null("streamSpecification.streamEnabled", sent.enabled.as_ref());
    constraints.one_of(
        "streamSpecification.streamViewType",
        sent.view_type.as_deref(),
        &ViewType::NAMES,
    );
}

pub(crate) fn encryption(constraints: &mut Constraints, sent: Option<&SentEncryption>) {
    constraints.one_of(
        "sseSpecification.sSEType",
        sent.and_then(|sent| sent.kind.as_deref()),
        &["AES256", "KMS"],
    );
}
