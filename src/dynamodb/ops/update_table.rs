//! UpdateTable (API reference, "UpdateTable"): throughput, billing mode, global indexes, stream,
//! encryption, class, deletion protection and replicas. Changes are made at once, filling a new index
//! or a region included; the answer says UPDATING, as AWS's does.
//!
//! Left out: replicas in other accounts, which are refused.

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::dynamodb::description::{DescriptionOutput, Moment};
use crate::dynamodb::engine::definition::{Definition, OnDemandThroughput, Throughput};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::state::State;
use crate::dynamodb::engine::table::Table;
use crate::dynamodb::error::{constraint, limit, replica, table, vector};
use crate::dynamodb::lookup::named_table;
use crate::dynamodb::replicas::change::change;
use crate::dynamodb::replicas::delete::delete;
use crate::dynamodb::replicas::join::join;
use crate::dynamodb::replicas::plan::{self, Plan};
use crate::dynamodb::replicas::settings::share;
use crate::dynamodb::replicas::view::GlobalView;
use crate::dynamodb::setting_quota;
use crate::dynamodb::table_change::{self, Changed};
use crate::dynamodb::throughput_change::NO_LIMIT;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::names::{bare_name, control_plane_name, place};
use crate::dynamodb::validate::{schema, table as shapes, vectors};
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::replica::{ReplicaChanges, read_replica_updates, read_witness_updates};
use crate::dynamodb::wire::shape::Input;
use crate::dynamodb::wire::table::{
    SentIndexUpdate, read_definitions, read_encryption, read_index_updates, read_on_demand,
    read_stream, read_throughput, read_warm,
};
use crate::dynamodb::wire::table_changes::TableChanges;
use crate::dynamodb::wire::vector::{SentVectorIndexUpdate, read_vector_index_updates};

#[derive(Debug, Default)]
pub(crate) struct UpdateTableInput {
    table_name: Option<String>,
    changes: TableChanges,
    replicas: ReplicaChanges,
}

impl Input for UpdateTableInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        let changes = &mut self.changes;
        match name {
            "TableName" => self.table_name = reader.string()?,
            "AttributeDefinitions" => changes.definitions = read_definitions(reader)?,
            "BillingMode" => changes.billing_mode = reader.string()?,
            "ProvisionedThroughput" => changes.throughput = read_throughput(reader)?,
            "GlobalSecondaryIndexUpdates" => changes.indexes = read_index_updates(reader)?,
            "VectorIndexUpdates" => changes.vectors = read_vector_index_updates(reader)?,
            "StreamSpecification" => changes.stream = read_stream(reader)?,
            "SSESpecification" => changes.encryption = read_encryption(reader)?,
            "TableClass" => changes.table_class = reader.string()?,
            "DeletionProtectionEnabled" => changes.deletion_protection = reader.boolean()?,
            "OnDemandThroughput" => changes.on_demand = read_on_demand(reader)?,
            "WarmThroughput" => changes.warm = read_warm(reader)?,
            "GlobalTableSettingsReplicationMode" => changes.settings_mode = reader.string()?,
            "ReplicaUpdates" => self.replicas.updates = read_replica_updates(reader)?,
            "MultiRegionConsistency" => self.replicas.consistency = reader.string()?,
            "GlobalTableWitnessUpdates" => self.replicas.witnesses = read_witness_updates(reader)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// As AWS lists them.
const SETTINGS_MODES: [&str; 3] = ["ENABLED", "DISABLED", "ENABLED_WITH_OVERRIDES"];

/// Errors, in order: the request's shape, changes that cannot be made together,
/// ResourceNotFoundException, changes that cannot be made of this table.
pub(crate) fn update_table(
    engine: &Engine,
    context: &RequestContext,
    input: UpdateTableInput,
) -> Result<DescriptionOutput, AwsError> {
    let Some(name) = &input.table_name else {
        return Err(constraint::parameter_required("TableName"));
    };
    check_shape(&input)?;
    let changes = &input.changes;
    let others = present(changes).contains(&true);
    if let Some(plan) = plan::plan(&input.replicas, others)? {
        return update_replicas(engine, context, name, plan);
    }
    if !others {
        let has_consistency = input.replicas.consistency.is_some();
        return Err(table::nothing_to_update(has_consistency));
    }
    check_together(changes)?;
    if let Some(sent) = changes.throughput {
        schema::throughput(sent)?;
    }
    let structural = check_index_updates(changes.indexes.as_deref().unwrap_or_default())?;
    check_vector_updates(changes.vectors.as_deref().unwrap_or_default(), structural)?;
    let found = named_table(engine, context, name, "UpdateTable")?;
    let (owner, _) = place(name, context.scope())?;
    let filling = table_change::filling(&found.state(), changes);
    // No region joins or leaves while the others are told.
    let _turn = found
        .state()
        .global
        .is_some()
        .then(|| engine.replication.turn());
    check_settings_mode(&found.state(), changes)?;
    check_class_beside(engine, &owner, &found, changes)?;
    let (before, state, changed) = found.change(|state| {
        let before = Arc::clone(&state.definition);
        let mut definition = (*state.definition).clone();
        let changed =
            table_change::apply(engine, &owner, state, &mut definition, changes, filling)?;
        Ok::<_, AwsError>((before, State::clone(state), changed))
    })?;
    share(engine, &owner, &found, &before);
    let global = GlobalView::of(engine, &owner, &state);
    let state = as_told(&before, state, changes, engine.clock.unix_ms());
    let mut output =
        DescriptionOutput::new(&engine.clock, "TableDescription", state, Moment::Updated);
    output.global = global;
    match changed {
        Changed::Settings => {}
        Changed::IndexMade(name) => output.indexes_in_making.push(name),
        Changed::IndexRemoved(index, tree) => output.indexes_in_removal.push((*index, tree)),
        Changed::VectorsMade(name) => output.indexes_in_making.push(name),
        Changed::VectorsRemoved(index) => output.vectors_in_removal.push(index),
    }
    Ok(output)
}

/// The answer tells of the regions that there were.
fn update_replicas(
    engine: &Engine,
    context: &RequestContext,
    name: &str,
    plan: Plan,
) -> Result<DescriptionOutput, AwsError> {
    let scope = context.scope();
    let _turn = engine.replication.turn();
    engine.replicate_now();
    let found = named_table(engine, context, name, "UpdateTable")?;
    // Regions are the business of the table's own account.
    bare_name(name, scope)?;
    let (state, global) = match plan {
        Plan::Join(joining) => join(engine, context, &found, &joining)?,
        Plan::Change(replicas) => change(engine, scope, &found, &replicas)?,
        Plan::Delete { regions, witness } => {
            delete(engine, scope, &found, &regions, witness.as_deref())?
        }
    };
    let mut output =
        DescriptionOutput::new(&engine.clock, "TableDescription", state, Moment::Updated);
    output.global = Some(global);
    Ok(output)
}

fn check_settings_mode(state: &State, changes: &TableChanges) -> Result<(), AwsError> {
    match changes.settings_mode.as_deref() {
        Some("ENABLED" | "DISABLED") if state.global.is_some() => {
            Err(table::not_supported("GlobalTableSettingsReplicationMode"))
        }
        Some(mode @ "ENABLED_WITH_OVERRIDES") if state.global.is_none() => {
            Err(replica::settings_mode_of_regional_table(mode))
        }
        _ => Ok(()),
    }
}

/// While AWS changes provisioned throughput or the class, it tells of those that there still are; of
/// limits on demand it tells what was sent (recorded).
fn as_told(before: &Definition, mut state: State, changes: &TableChanges, now_ms: i64) -> State {
    let mut shown = (*state.definition).clone();
    shown.table_class.clone_from(&before.table_class);
    shown
        .table_class_changes_ms
        .clone_from(&before.table_class_changes_ms);
    if let Some(sent) = changes.on_demand {
        let kept = shown.on_demand.unwrap_or_default();
        let told = |sent: Option<i64>, kept| sent.filter(|units| *units == NO_LIMIT).or(kept);
        let limits = OnDemandThroughput {
            read: told(sent.read, kept.read),
            write: told(sent.write, kept.write),
        };
        shown.on_demand = (limits != OnDemandThroughput::default()).then_some(limits);
    }
    if before.billing == shown.billing {
        keep_units(before, &mut shown, now_ms);
    }
    state.definition = Arc::new(shown);
    state
}

fn keep_units(before: &Definition, shown: &mut Definition, now_ms: i64) {
    let keep = |after: &mut Throughput, before: Throughput| {
        (after.read, after.write) = (before.read, before.write);
        after.decreases = before.decreases_on_day_of(now_ms);
    };
    keep(&mut shown.throughput, before.throughput);
    for index in &mut shown.indexes {
        if let Some((_, before)) = before.index(&index.name) {
            keep(&mut index.throughput, before.throughput);
        }
    }
}

/// The class is that of all replicas, each of which counts for itself.
fn check_class_beside(
    engine: &Engine,
    scope: &Scope,
    table: &Table,
    changes: &TableChanges,
) -> Result<(), AwsError> {
    if changes.table_class.is_none() {
        return Ok(());
    }
    let now_ms = engine.clock.unix_ms();
    for other in engine.beside(scope, table) {
        let state = other.state();
        if setting_quota::is_class_fixed(&state.definition, now_ms)
            && let Some(global) = &state.global
        {
            return Err(limit::too_many_class_changes_in(global.region()));
        }
    }
    Ok(())
}

fn check_shape(input: &UpdateTableInput) -> Result<(), AwsError> {
    let changes = &input.changes;
    let mut constraints = Constraints::default();
    shapes::definitions(&mut constraints, changes.definitions.as_deref(), false);
    control_plane_name(&mut constraints, input.table_name.as_deref());
    let billing = changes.billing_mode.as_deref();
    constraints.one_of("billingMode", billing, &shapes::BILLING_MODES);
    let throughput = changes.throughput.as_ref();
    shapes::throughput(&mut constraints, "provisionedThroughput", throughput);
    for (at, update) in changes.indexes.iter().flatten().enumerate() {
        let path = format!("globalSecondaryIndexUpdates.{}.member", at + 1);
        if let Some(index) = &update.update {
            let path = format!("{path}.update");
            shapes::index_name(&mut constraints, &path, index);
            let path = format!("{path}.provisionedThroughput");
            shapes::throughput(&mut constraints, &path, index.throughput.as_ref());
        }
        if let Some(index) = &update.create {
            let path = format!("{path}.create");
            let elements_max = schema::GLOBAL_KEY_LISTED_MAX;
            shapes::whole_index(&mut constraints, &path, index, elements_max);
        }
        if let Some(index) = &update.delete {
            shapes::index_name(&mut constraints, &format!("{path}.delete"), index);
        }
    }
    for (at, update) in changes.vectors.iter().flatten().enumerate() {
        let path = format!("vectorIndexUpdates.{}.member", at + 1);
        if let Some(index) = &update.create {
            vectors::constraints(&mut constraints, &format!("{path}.create"), index);
        }
        if let Some(index) = &update.delete {
            vectors::name_constraints(&mut constraints, &format!("{path}.delete"), index);
        }
    }
    shapes::stream(&mut constraints, changes.stream.as_ref());
    shapes::encryption(&mut constraints, changes.encryption.as_ref());
    plan::constraints(&mut constraints, &input.replicas);
    let mode = changes.settings_mode.as_deref();
    constraints.one_of("globalTableSettingsReplicationMode", mode, &SETTINGS_MODES);
    constraints.check()
}

/// Which kinds of changes a request has, apart from those of regions.
fn present(changes: &TableChanges) -> [bool; 10] {
    [
        changes.throughput.is_some() || changes.billing_mode.is_some(),
        changes.indexes.iter().flatten().next().is_some(),
        changes.stream.is_some(),
        changes.encryption.is_some(),
        changes.table_class.is_some(),
        changes.deletion_protection.is_some(),
        changes.on_demand.is_some_and(|sent| !sent.is_empty()),
        changes.warm.is_some_and(|sent| !sent.is_empty()),
        changes.settings_mode.is_some(),
        changes.vectors.iter().flatten().next().is_some(),
    ]
}

/// Warm throughput comes alone or with that of indexes, limits on demand with a billing mode
/// (recorded).
fn check_warm_and_limits(changes: &TableChanges, count: usize) -> Result<(), AwsError> {
    let updates = || changes.indexes.iter().flatten();
    let has_indexes = usize::from(updates().next().is_some());
    if changes.warm.is_some_and(|sent| !sent.is_empty()) {
        if count > 1 + has_indexes {
            return Err(table::must_be_alone("WarmThroughput"));
        }
        if updates().any(|update| update.create.is_some()) {
            return Err(table::index_beside_warm());
        }
    }
    let has_billing = usize::from(changes.billing_mode.is_some());
    let has_limits = changes.on_demand.is_some_and(|sent| !sent.is_empty());
    match has_limits && count > 1 + has_billing + has_indexes {
        true => Err(table::limits_beside_others()),
        false => Ok(()),
    }
}

/// Some changes have to come alone.
fn check_together(changes: &TableChanges) -> Result<(), AwsError> {
    let updates = changes.indexes.iter().flatten();
    let count = present(changes)
        .iter()
        .filter(|is_there| **is_there)
        .count();
    for (is_there, what) in [
        (
            changes.encryption.is_some(),
            "Server-Side Encryption modification",
        ),
        (changes.table_class.is_some(), "TableClass modification"),
        (
            changes.deletion_protection.is_some(),
            "DeletionProtection modification",
        ),
    ] {
        if is_there && count > 1 {
            return Err(table::must_be_alone(what));
        }
    }
    check_warm_and_limits(changes, count)?;
    let is_structural =
        |update: &SentIndexUpdate| update.create.is_some() || update.delete.is_some();
    let mut structural = updates.filter(|update| is_structural(update));
    let has_structural = structural.next().is_some();
    if has_structural && changes.throughput.is_some() {
        return Err(table::index_change_beside("updating table IOPS"));
    }
    if has_structural && changes.stream.is_some() {
        return Err(table::index_change_beside("changing stream status"));
    }
    if changes.stream.is_some() && changes.throughput.is_some() {
        return Err(table::stream_change_beside_throughput());
    }
    match (changes.billing_mode.as_deref(), changes.throughput) {
        (Some("PROVISIONED"), None) => Err(table::throughput_required_to_provision()),
        _ => Ok(()),
    }
}

/// How many indexes are made and removed.
fn check_index_updates(updates: &[SentIndexUpdate]) -> Result<usize, AwsError> {
    let mut names: Vec<&str> = Vec::new();
    let mut structural = 0;
    for update in updates {
        let actions = [&update.create, &update.update, &update.delete];
        let mut given = actions.into_iter().flatten();
        let index = given.next().ok_or_else(table::empty_index_update)?;
        if given.next().is_some() {
            return Err(table::several_index_actions());
        }
        let name = index.name.as_deref().unwrap_or_default();
        if names.contains(&name) {
            return Err(table::repeated_index_update(name));
        }
        names.push(name);
        structural += usize::from(update.update.is_none());
    }
    match structural > 1 {
        true => Err(limit::one_index_at_a_time()),
        false => Ok(structural),
    }
}

fn check_vector_updates(
    updates: &[SentVectorIndexUpdate],
    structural: usize,
) -> Result<(), AwsError> {
    for update in updates {
        match (&update.create, &update.delete) {
            (None, None) => return Err(vector::empty_update()),
            (Some(_), Some(_)) => return Err(vector::several_actions()),
            _ => {}
        }
    }
    match structural + updates.len() > 1 {
        true => Err(limit::one_index_at_a_time()),
        false => Ok(()),
    }
}
