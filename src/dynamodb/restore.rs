//! Restores: a new table from what a backup or a moment of the past keeps, with its overrides.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::description::{DescriptionOutput, Moment, RestoreSummary};
use super::engine::backup::Image;
use super::engine::definition::{
    BillingMode, Definition, IndexDefinition, IndexKind, KeyAttribute, Throughput, TimeToLive,
    VectorIndex,
};
use super::engine::directory::Engine;
use super::engine::state::State;
use super::engine::table::Table;
use super::error::backup as refuse;
use super::quota;
use super::validate::constraints::Constraints;
use super::validate::{schema, settings, table as shapes};
use super::wire::reader::{Reader, Wire};
use super::wire::table::{
    SentEncryption, SentIndex, SentThroughput, read_encryption, read_indexes, read_on_demand,
    read_throughput,
};
use super::wire::vector::{SentVectorIndex, read_vector_indexes};
use crate::aws::arn;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;

/// What both ways of restoring let a request change.
#[derive(Debug, Default)]
pub(crate) struct Overrides {
    pub(crate) target_name: Option<String>,
    billing_mode: Option<String>,
    global_indexes: Option<Vec<SentIndex>>,
    local_indexes: Option<Vec<SentIndex>>,
    vector_indexes: Option<Vec<SentVectorIndex>>,
    throughput: Option<SentThroughput>,
    on_demand: Option<SentThroughput>,
    encryption: Option<SentEncryption>,
}

impl Overrides {
    pub(crate) fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TargetTableName" => self.target_name = reader.string()?,
            "BillingModeOverride" => self.billing_mode = reader.string()?,
            "GlobalSecondaryIndexOverride" => {
                self.global_indexes = read_indexes(reader, "GlobalSecondaryIndex")?;
            }
            "LocalSecondaryIndexOverride" => {
                self.local_indexes = read_indexes(reader, "LocalSecondaryIndex")?;
            }
            "VectorIndexOverride" => self.vector_indexes = read_vector_indexes(reader)?,
            "ProvisionedThroughputOverride" => self.throughput = read_throughput(reader)?,
            "OnDemandThroughputOverride" => self.on_demand = read_on_demand(reader)?,
            "SSESpecificationOverride" => self.encryption = read_encryption(reader)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The target's name and the overrides' shapes.
    pub(crate) fn check(&self, constraints: &mut Constraints) {
        let name = self.target_name.as_deref();
        constraints.not_null("targetTableName", self.target_name.as_ref());
        constraints.name_pattern("targetTableName", name);
        constraints.length("targetTableName", name, 3, 255);
        let billing = self.billing_mode.as_deref();
        constraints.one_of("billingModeOverride", billing, &shapes::BILLING_MODES);
        shapes::throughput(
            constraints,
            "provisionedThroughputOverride",
            self.throughput.as_ref(),
        );
    }
}

/// Makes the target table. Errors, in order: the overrides, TableAlreadyExistsException.
///
/// Tags, streams, time to live, recovery, class and protection are not restored (recorded).
pub(crate) fn restore(
    engine: &Engine,
    context: &RequestContext,
    image: Image,
    summary: RestoreSummary,
    overrides: Overrides,
) -> Result<DescriptionOutput, AwsError> {
    let name = overrides.target_name.clone().unwrap_or_default();
    let kept = kept_indexes(&image.definition, &overrides)?;
    let definition = define(engine, context, &image.definition, overrides, &kept)?;
    let trees = image
        .indexes
        .map(|trees| kept.iter().map(|own| trees[own.at].clone()).collect());
    let table = Table::restored(
        Image {
            definition: definition.into(),
            items: image.items,
            indexes: trees,
        },
        &engine.clock,
    );
    let state = State::clone(&table.state());
    engine.drawer_to_fill(context.scope()).change(|tables| {
        if tables.contains_key(&name) {
            return Err(refuse::table_already_exists(&name));
        }
        tables.insert(name, table.into());
        Ok(())
    })?;
    let mut output =
        DescriptionOutput::new(&engine.clock, "TableDescription", state, Moment::Created);
    output.restore = Some(summary);
    Ok(output)
}

/// An index of the source that the target has too.
struct KeptIndex {
    /// Its position in the source.
    at: usize,
    /// The override that asks for it, perhaps under another name.
    sent: Option<SentIndex>,
}

/// The indexes of the target. One that an override asks for has to have the key and the projection
/// of one of the source; without an override all are kept.
fn kept_indexes(source: &Definition, overrides: &Overrides) -> Result<Vec<KeptIndex>, AwsError> {
    let mut kept = Vec::new();
    for (kind, sent) in [
        (IndexKind::Local, &overrides.local_indexes),
        (IndexKind::Global, &overrides.global_indexes),
    ] {
        let own: Vec<_> = source.indexes_of(kind).collect();
        let Some(sent) = sent else {
            kept.extend(own.iter().map(|(at, _)| KeptIndex {
                at: *at,
                sent: None,
            }));
            continue;
        };
        for index in sent {
            let matching = own.iter().find(|(_, own)| is_same(own, index));
            let Some((at, _)) = matching else {
                return Err(refuse::other_index(
                    index.name.as_deref().unwrap_or_default(),
                ));
            };
            kept.push(KeptIndex {
                at: *at,
                sent: Some(index.clone()),
            });
        }
    }
    Ok(kept)
}

/// The vector indexes of the target: those that an override names, or all (API reference,
/// RestoreTableFromBackup: each has to match one of the source).
fn kept_vectors(
    source: &Definition,
    sent: Option<&[SentVectorIndex]>,
) -> Result<Vec<Arc<VectorIndex>>, AwsError> {
    let Some(sent) = sent else {
        return Ok(source.vectors.clone());
    };
    let find = |sent: &SentVectorIndex| {
        let name = sent.name.as_deref().unwrap_or_default();
        let own = source.vectors.iter().find(|own| own.name == name);
        own.cloned().ok_or_else(|| refuse::other_index(name))
    };
    sent.iter().map(find).collect()
}

fn is_same(own: &IndexDefinition, sent: &SentIndex) -> bool {
    let elements = sent.key_schema.as_deref().unwrap_or_default();
    let named: Vec<_> = elements
        .iter()
        .filter_map(|element| element.name.as_deref())
        .collect();
    let keyed: Vec<_> = own
        .key
        .attributes()
        .map(|attribute| attribute.name.as_str())
        .collect();
    let projection = schema::projection(sent.projection.as_ref());
    named == keyed && projection.is_ok_and(|projection| projection == own.projection)
}

fn define(
    engine: &Engine,
    context: &RequestContext,
    source: &Definition,
    overrides: Overrides,
    kept: &[KeptIndex],
) -> Result<Definition, AwsError> {
    let created_ms = engine.clock.unix_ms();
    let (billing, throughput) = check_billing(source, &overrides)?;
    let on_demand = billing == BillingMode::PayPerRequest;
    let indexes = kept
        .iter()
        .map(|own| restored_index(&source.indexes[own.at], own.sent.as_ref(), billing))
        .collect::<Result<Vec<_>, _>>()?;
    let name = overrides.target_name.unwrap_or_default();
    let encryption = match overrides.encryption {
        Some(sent) => settings::encryption(engine, context.scope(), sent)?,
        None => source.encryption.clone(),
    };
    let mut definition = Definition {
        arn: arn::regional("dynamodb", context.scope(), &format!("table/{name}")),
        id: engine.clock.uuid(),
        name,
        created_ms,
        indexes,
        vectors: match billing {
            BillingMode::PayPerRequest => {
                kept_vectors(source, overrides.vector_indexes.as_deref())?
            }
            // They are for tables on demand alone.
            BillingMode::Provisioned => Vec::new(),
        },
        billing,
        on_demand_since_ms: on_demand.then_some(created_ms),
        throughput,
        encryption,
        encryption_changes_ms: Vec::new(),
        stream: None,
        last_stream_label: None,
        table_class: None,
        table_class_changes_ms: Vec::new(),
        deletion_protection: false,
        time_to_live: TimeToLive::default(),
        recovery_days: None,
        kinesis: Vec::new(),
        insights: BTreeMap::new(),
        tags: BTreeMap::new(),
        settings_mode: None,
        auto_scaling: BTreeMap::new(),
        ..source.clone()
    };
    if let Some(sent) = overrides.on_demand {
        definition.on_demand = Some(schema::on_demand(sent));
    }
    definition.attributes = used_attributes(&definition);
    quota::check(&definition, &context.scope().region)?;
    Ok(definition)
}

/// The billing mode and the throughput that fits it.
fn check_billing(
    source: &Definition,
    overrides: &Overrides,
) -> Result<(BillingMode, Throughput), AwsError> {
    let asked = overrides.billing_mode.as_deref();
    let billing = match asked {
        Some("PROVISIONED") => BillingMode::Provisioned,
        Some(_) => BillingMode::PayPerRequest,
        None => source.billing,
    };
    let throughput = match (billing, overrides.throughput) {
        (BillingMode::PayPerRequest, Some(_)) if asked.is_some() => {
            return Err(refuse::throughput_on_demand());
        }
        (BillingMode::PayPerRequest, Some(_)) => {
            return Err(refuse::throughput_without_provisioned());
        }
        (BillingMode::PayPerRequest, None) => Throughput::default(),
        (BillingMode::Provisioned, Some(sent)) => schema::throughput(sent)?,
        (BillingMode::Provisioned, None) if asked.is_some() => {
            return Err(refuse::provisioned_without_throughput());
        }
        (BillingMode::Provisioned, None) => fresh(source.throughput),
    };
    Ok((billing, throughput))
}

fn restored_index(
    own: &IndexDefinition,
    sent: Option<&SentIndex>,
    billing: BillingMode,
) -> Result<IndexDefinition, AwsError> {
    let mut index = own.clone();
    if let Some(name) = sent.and_then(|sent| sent.name.clone()) {
        index.name = name;
    }
    let is_provisioned = billing == BillingMode::Provisioned && own.kind == IndexKind::Global;
    index.throughput = match sent.and_then(|sent| sent.throughput) {
        _ if !is_provisioned => Throughput::default(),
        Some(units) => schema::throughput(units)?,
        None if own.throughput == Throughput::default() => {
            return Err(refuse::index_without_throughput(&index.name));
        }
        None => fresh(own.throughput),
    };
    Ok(index)
}

/// Units that were never changed.
fn fresh(throughput: Throughput) -> Throughput {
    Throughput {
        read: throughput.read,
        write: throughput.write,
        ..Throughput::default()
    }
}

/// The source's definitions less those of indexes that were left out.
fn used_attributes(definition: &Definition) -> Vec<KeyAttribute> {
    let all = definition.attributes.iter();
    all.filter(|own| definition.is_keyed_by(&own.name))
        .cloned()
        .collect()
}
