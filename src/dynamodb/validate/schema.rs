//! From the keys and indexes that a request lists to those that a table can have.

use std::sync::Arc;

use crate::aws::error::AwsError;
use crate::dynamodb::engine::definition::{
    BillingMode, IndexDefinition, IndexKind, KeyAttribute, KeySchema, OnDemandThroughput,
    Projection, ScalarType, Throughput, VectorIndex, WarmThroughput,
};
use crate::dynamodb::error::table;
use crate::dynamodb::wire::table::{
    SentDefinition, SentIndex, SentKeyElement, SentProjection, SentThroughput,
};

/// Elements of a table's or a local index's key at most.
pub(crate) const KEY_ELEMENTS_MAX: usize = 2;
/// HASH elements, and as many RANGE elements, of a global index's key at most.
const GLOBAL_KEY_ELEMENTS_MAX: usize = 4;
/// What the key of a global index may list before its own check.
pub(crate) const GLOBAL_KEY_LISTED_MAX: usize = 2 * GLOBAL_KEY_ELEMENTS_MAX;
const LOCAL_INDEXES_MAX: usize = 5;
pub(crate) const GLOBAL_INDEXES_MAX: usize = 20;
/// What AWS accepts as a capacity at all.
const UNITS_MAX: i64 = 1_000_000_000_000;

/// AttributeDefinitions that passed their constraints.
pub(crate) fn definitions(sent: &[SentDefinition]) -> Vec<KeyAttribute> {
    sent.iter()
        .filter_map(|definition| {
            Some(KeyAttribute {
                name: definition.name.clone()?,
                kind: ScalarType::parse(definition.kind.as_deref()?)?,
            })
        })
        .collect()
}

/// A table's key: HASH, then perhaps RANGE.
pub(crate) fn table_key(
    sent: &[SentKeyElement],
    defined: &[KeyAttribute],
) -> Result<KeySchema, AwsError> {
    if sent.len() > defined.len() {
        return Err(table::undefined_key());
    }
    pair(sent, defined)
}

/// One HASH and perhaps one RANGE element.
fn pair(sent: &[SentKeyElement], defined: &[KeyAttribute]) -> Result<KeySchema, AwsError> {
    let attributes = key_attributes(sent, defined)?;
    if attributes.len() == 2 && attributes[0].name == attributes[1].name {
        return Err(table::same_key_twice());
    }
    let kinds: Vec<_> = sent.iter().map(|own| own.key_type.as_deref()).collect();
    if kinds.first() != Some(&Some("HASH")) {
        return Err(table::first_key_not_hash());
    }
    if kinds.get(1).is_some_and(|kind| *kind != Some("RANGE")) {
        return Err(table::second_key_not_range());
    }
    let mut attributes = attributes.into_iter();
    Ok(KeySchema {
        partition: attributes.by_ref().take(1).collect(),
        sort: attributes.collect(),
    })
}

fn key_attributes(
    sent: &[SentKeyElement],
    defined: &[KeyAttribute],
) -> Result<Vec<KeyAttribute>, AwsError> {
    let names: Vec<_> = sent.iter().filter_map(|own| own.name.as_deref()).collect();
    let find = |name: &&str| defined.iter().find(|own| own.name == *name).cloned();
    names
        .iter()
        .map(find)
        .collect::<Option<_>>()
        .ok_or_else(|| {
            let defined: Vec<_> = defined.iter().map(|own| own.name.as_str()).collect();
            table::undefined_keys(&names, &defined)
        })
}

/// LocalSecondaryIndexes of a table with a key.
pub(crate) fn local_indexes(
    sent: &[SentIndex],
    key: &KeySchema,
    defined: &[KeyAttribute],
) -> Result<Vec<IndexDefinition>, AwsError> {
    if sent.is_empty() {
        return Err(table::empty_index_list("LocalSecondaryIndexes"));
    }
    if key.sort.is_empty() {
        return Err(table::local_index_without_range());
    }
    let indexes = sent
        .iter()
        .map(|index| local_index(index, key, defined))
        .collect::<Result<Vec<_>, _>>()?;
    if indexes.len() > LOCAL_INDEXES_MAX {
        return Err(table::too_many_local_indexes());
    }
    Ok(indexes)
}

fn local_index(
    sent: &SentIndex,
    table_key: &KeySchema,
    defined: &[KeyAttribute],
) -> Result<IndexDefinition, AwsError> {
    let name = sent.name.clone().unwrap_or_default();
    let key = pair(sent.key_schema.as_deref().unwrap_or_default(), defined)?;
    if key.sort.is_empty() {
        return Err(table::index_without_range(&name));
    }
    let (own, of_table) = (&key.partition[0].name, &table_key.partition[0].name);
    if own != of_table {
        return Err(table::other_hash_key(&name, own, of_table));
    }
    Ok(IndexDefinition {
        name,
        kind: IndexKind::Local,
        key,
        projection: projection(sent.projection.as_ref())?,
        throughput: Throughput::default(),
        on_demand: None,
        warm: None,
    })
}

/// A global index of a table with a billing mode.
pub(crate) fn global_index(
    sent: &SentIndex,
    billing: BillingMode,
    defined: &[KeyAttribute],
) -> Result<IndexDefinition, AwsError> {
    let name = sent.name.clone().unwrap_or_default();
    let key = global_key(sent.key_schema.as_deref().unwrap_or_default(), defined)?;
    let projection = projection(sent.projection.as_ref())?;
    let units = match (billing, sent.throughput) {
        (BillingMode::PayPerRequest, Some(_)) => {
            return Err(table::index_throughput_on_demand(&name));
        }
        (BillingMode::PayPerRequest, None) => Throughput::default(),
        (BillingMode::Provisioned, None) => {
            return Err(table::throughput_not_specified_for_index(&name));
        }
        (BillingMode::Provisioned, Some(sent)) => throughput(sent)?,
    };
    Ok(IndexDefinition {
        kind: IndexKind::Global,
        key,
        projection,
        throughput: units,
        on_demand: sent.on_demand.map(on_demand),
        warm: match sent.warm {
            Some(sent) => Some(new_warm(sent, billing, units, Some(&name))?),
            None => None,
        },
        name,
    })
}

/// Up to four HASH elements, then up to four RANGE elements.
fn global_key(sent: &[SentKeyElement], defined: &[KeyAttribute]) -> Result<KeySchema, AwsError> {
    if sent.len() <= KEY_ELEMENTS_MAX && sent.iter().filter(|own| is_hash(own)).count() < 2 {
        return pair(sent, defined);
    }
    let attributes = key_attributes(sent, defined)?;
    let repeats = |at: usize| {
        attributes[..at]
            .iter()
            .any(|own| own.name == attributes[at].name)
    };
    if (0..attributes.len()).any(repeats) {
        return Err(table::repeated_key_attribute());
    }
    let hashes = sent.iter().take_while(|own| is_hash(own)).count();
    if hashes == 0 {
        return Err(table::first_key_not_hash());
    }
    if sent[hashes..].iter().any(is_hash) {
        return Err(table::hash_after_range());
    }
    for (kind, count) in [("HASH", hashes), ("RANGE", sent.len() - hashes)] {
        if count > GLOBAL_KEY_ELEMENTS_MAX {
            return Err(table::too_many_key_attributes(kind));
        }
    }
    let mut attributes = attributes.into_iter();
    Ok(KeySchema {
        partition: attributes.by_ref().take(hashes).collect(),
        sort: attributes.collect(),
    })
}

fn is_hash(element: &SentKeyElement) -> bool {
    element.key_type.as_deref() == Some("HASH")
}

pub(crate) fn projection(sent: Option<&SentProjection>) -> Result<Projection, AwsError> {
    let sent = sent.cloned().unwrap_or_default();
    let Some(kind) = sent.projection_type else {
        return Err(table::unknown_projection());
    };
    match (kind.as_str(), sent.non_key_attributes) {
        ("INCLUDE", None) => Err(table::projection_without_attributes()),
        ("INCLUDE", Some(names)) => {
            let repeats = |at: &usize| names[..*at].contains(&names[*at]);
            match (0..names.len()).find(repeats) {
                Some(at) => Err(table::repeated_non_key_attribute(&names[at])),
                None => Ok(Projection::Include(names)),
            }
        }
        (_, Some(_)) => Err(table::projection_with_attributes(&kind)),
        ("KEYS_ONLY", None) => Ok(Projection::KeysOnly),
        _ => Ok(Projection::All),
    }
}

/// Index names are one namespace.
pub(crate) fn refuse_repeated_names(indexes: &[IndexDefinition]) -> Result<(), AwsError> {
    for (at, index) in indexes.iter().enumerate() {
        if indexes[..at].iter().any(|own| own.name == index.name) {
            return Err(table::repeated_index(&index.name));
        }
    }
    Ok(())
}

/// Every definition has to be part of a key.
pub(crate) fn refuse_unused_definitions(
    key: &KeySchema,
    indexes: &[IndexDefinition],
    vectors: &[Arc<VectorIndex>],
    defined: &[KeyAttribute],
) -> Result<(), AwsError> {
    let mut used: Vec<&str> = Vec::new();
    let schemas = std::iter::once(key).chain(indexes.iter().map(|index| &index.key));
    let searched = vectors.iter().flat_map(|index| &index.schema);
    let searched = searched.map(|element| &element.attribute);
    for attribute in schemas.flat_map(KeySchema::attributes).chain(searched) {
        if !used.contains(&attribute.name.as_str()) {
            used.push(&attribute.name);
        }
    }
    if used.len() == defined.len() {
        return Ok(());
    }
    if indexes.is_empty() && vectors.is_empty() {
        return Err(table::definitions_do_not_match());
    }
    let defined: Vec<_> = defined.iter().map(|own| own.name.as_str()).collect();
    Err(table::unused_definitions(&used, &defined))
}

/// Provisioned throughput that passed its constraints.
pub(crate) fn throughput(sent: SentThroughput) -> Result<Throughput, AwsError> {
    let (read, write) = (sent.read.unwrap_or(0), sent.write.unwrap_or(0));
    for (units, parameter) in [(read, "ReadCapacityUnits"), (write, "WriteCapacityUnits")] {
        if units > UNITS_MAX {
            return Err(table::throughput_out_of_bounds(units, parameter));
        }
    }
    Ok(Throughput {
        read,
        write,
        ..Throughput::default()
    })
}

pub(crate) fn on_demand(sent: SentThroughput) -> OnDemandThroughput {
    OnDemandThroughput {
        read: sent.read,
        write: sent.write,
    }
}

/// What a new table, or an index by its name, can serve at once: at least what it would without being
/// asked (recorded).
pub(crate) fn new_warm(
    sent: SentThroughput,
    billing: BillingMode,
    throughput: Throughput,
    index: Option<&str>,
) -> Result<WarmThroughput, AwsError> {
    let least = default_warm(billing, throughput);
    raised(sent, least, |parameter| match billing {
        BillingMode::PayPerRequest => table::warm_below_initial(parameter, index),
        BillingMode::Provisioned => table::warm_below_provisioned(parameter, index),
    })
}

/// What a table, or an index by its name, can serve at once from now on: never less than before
/// (recorded).
pub(crate) fn raised_warm(
    sent: SentThroughput,
    before: WarmThroughput,
    index: Option<&str>,
) -> Result<WarmThroughput, AwsError> {
    raised(sent, before, |parameter| {
        table::warm_decreased(parameter, index)
    })
}

/// `refusal` is that of a number below the least; its parameter is `Read` or `Write`.
fn raised(
    sent: SentThroughput,
    least: WarmThroughput,
    refusal: impl Fn(&str) -> AwsError,
) -> Result<WarmThroughput, AwsError> {
    let at_least = |units: Option<i64>, least: i64, parameter| match units {
        Some(units) if units < least => Err(refusal(parameter)),
        units => Ok(units.unwrap_or(least)),
    };
    Ok(WarmThroughput {
        read: at_least(sent.read, least.read, "Read")?,
        write: at_least(sent.write, least.write, "Write")?,
    })
}

/// What a new table can serve at once ("Warm throughput", Developer Guide).
pub(crate) fn default_warm(billing: BillingMode, throughput: Throughput) -> WarmThroughput {
    match billing {
        BillingMode::PayPerRequest => WarmThroughput {
            read: 12_000,
            write: 4_000,
        },
        BillingMode::Provisioned => WarmThroughput {
            read: throughput.read,
            write: throughput.write,
        },
    }
}

/// The limits of an on-demand table; -1 takes one away, where that can be.
pub(crate) fn check_on_demand(
    sent: Option<SentThroughput>,
    billing: BillingMode,
    is_new: bool,
) -> Result<(), AwsError> {
    let sent = sent.unwrap_or_default();
    for (units, parameter) in [
        (sent.read, "MaxReadRequestUnits"),
        (sent.write, "MaxWriteRequestUnits"),
    ] {
        let Some(units) = units else {
            continue;
        };
        if billing == BillingMode::Provisioned {
            return Err(table::on_demand_limit_while_provisioned(parameter));
        }
        if units < 1 && (is_new || units != -1) {
            return Err(table::on_demand_limit_out_of_range(parameter));
        }
    }
    Ok(())
}
