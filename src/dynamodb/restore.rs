//! Restores: a new table from what a backup or a moment of the past keeps, with its overrides.

use super::description::{DescriptionOutput, Moment};
use super::engine::backup::Image;
use super::engine::definition::{
    BillingMode, Definition, IndexDefinition, IndexKind, Restored, Throughput, TimeToLive,
};
use super::engine::directory::Engine;
use super::engine::table::{State, Table};
use super::error::{backup as refuse, table};
use super::validate::constraints::Constraints;
use super::validate::{schema, settings, table as shapes};
use super::wire::reader::{Reader, Wire};
use super::wire::table::{
    SentEncryption, SentIndex, SentThroughput, read_encryption, read_indexes, read_on_demand,
    read_throughput,
};
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
/// Tags, streams, time to live, recovery and protection are not restored (Developer Guide, "Backup
/// and restore").
pub(crate) fn restore(
    engine: &Engine,
    context: &RequestContext,
    image: Image,
    restored: Restored,
    overrides: Overrides,
) -> Result<DescriptionOutput, AwsError> {
    let name = overrides.target_name.clone().unwrap_or_default();
    let kept = kept_indexes(&image.definition, &overrides)?;
    let definition = define(
        engine,
        context,
        &image.definition,
        restored,
        overrides,
        &kept,
    )?;
    let trees = image
        .indexes
        .map(|trees| kept.iter().map(|at| trees[*at].clone()).collect());
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
    Ok(DescriptionOutput::new(
        "TableDescription",
        state,
        Moment::Created,
    ))
}

/// The positions of the source's indexes that the target has too.
fn kept_indexes(source: &Definition, overrides: &Overrides) -> Result<Vec<usize>, AwsError> {
    let lists = [
        (IndexKind::Local, overrides.local_indexes.as_deref()),
        (IndexKind::Global, overrides.global_indexes.as_deref()),
    ];
    for (kind, sent) in lists {
        for index in sent.unwrap_or_default() {
            let name = index.name.as_deref().unwrap_or_default();
            if !source.indexes_of(kind).any(|(_, own)| own.name == name) {
                return Err(refuse::other_index(name));
            }
        }
    }
    let is_kept = |index: &IndexDefinition| {
        let (_, sent) = lists[usize::from(index.kind == IndexKind::Global)];
        sent.is_none_or(|sent| {
            sent.iter()
                .any(|own| own.name.as_ref() == Some(&index.name))
        })
    };
    let positions = 0..source.indexes.len();
    Ok(positions
        .filter(|at| is_kept(&source.indexes[*at]))
        .collect())
}

fn define(
    engine: &Engine,
    context: &RequestContext,
    source: &Definition,
    restored: Restored,
    overrides: Overrides,
    kept: &[usize],
) -> Result<Definition, AwsError> {
    let created_ms = engine.clock.unix_ms();
    let billing = match overrides.billing_mode.as_deref() {
        Some("PROVISIONED") => BillingMode::Provisioned,
        Some(_) => BillingMode::PayPerRequest,
        None => source.billing,
    };
    let on_demand = billing == BillingMode::PayPerRequest;
    let throughput = match (on_demand, overrides.throughput) {
        (true, Some(_)) => return Err(table::throughput_on_demand()),
        (true, None) => Throughput::default(),
        (false, Some(sent)) => schema::throughput(sent)?,
        (false, None) if source.billing == BillingMode::PayPerRequest => {
            return Err(table::throughput_missing());
        }
        (false, None) => fresh(source.throughput),
    };
    let sent = overrides.global_indexes.unwrap_or_default();
    let mut indexes: Vec<_> = kept.iter().map(|at| source.indexes[*at].clone()).collect();
    for index in &mut indexes {
        let asked = sent
            .iter()
            .find(|own| own.name.as_ref() == Some(&index.name));
        index.throughput = match asked.and_then(|own| own.throughput) {
            _ if on_demand => Throughput::default(),
            Some(units) => schema::throughput(units)?,
            None => fresh(index.throughput),
        };
    }
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
        billing,
        on_demand_since_ms: on_demand.then_some(created_ms),
        throughput,
        encryption,
        stream: None,
        last_stream_label: None,
        table_class_changed_ms: None,
        deletion_protection: false,
        time_to_live: TimeToLive::default(),
        recovery_days: None,
        restored: Some(restored),
        tags: Default::default(),
        ..source.clone()
    };
    if let Some(sent) = overrides.on_demand {
        definition.on_demand = Some(schema::on_demand(sent));
    }
    definition.attributes = used_attributes(&definition);
    Ok(definition)
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
fn used_attributes(definition: &Definition) -> Vec<super::engine::definition::KeyAttribute> {
    let is_used = |name: &str| {
        definition.key.has(name) || definition.indexes.iter().any(|index| index.key.has(name))
    };
    let all = definition.attributes.iter();
    all.filter(|own| is_used(&own.name)).cloned().collect()
}
