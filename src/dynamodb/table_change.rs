//! UpdateTable's changes, made to a table's definition and its indexes.

use std::sync::Arc;

use super::engine::definition::{
    BillingMode, Definition, Encryption, IndexDefinition, IndexKind, KeyAttribute, Stream,
    Throughput, VectorIndex,
};
use super::engine::directory::Engine;
use super::engine::index_entries::Filling;
use super::engine::state::State;
use super::engine::tree::Tree;
use super::error::{limit, replica, table};
use super::throughput_change::{change_throughput, changed_limits, changed_units, keep_warm};
use super::validate::settings::view;
use super::validate::{schema, settings, vectors};
use super::wire::table::SentIndex;
use super::wire::table_changes::TableChanges;
use super::{quota, setting_quota};
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::aws::time::iso_millis;

/// What changed, as far as the answer shows it.
pub(crate) enum Changed {
    Settings,
    IndexMade(String),
    IndexRemoved(Box<IndexDefinition>, Tree),
    VectorsMade(String),
    VectorsRemoved(Arc<VectorIndex>),
}

/// The entries of the index that a request wants made, if it can be made: what takes long about it,
/// done before anybody has to wait.
pub(crate) fn filling(state: &State, changes: &TableChanges) -> Option<Filling> {
    let mut updates = changes.indexes.iter().flatten();
    let sent = updates.find_map(|update| update.create.as_ref())?;
    let mut definition = (*state.definition).clone();
    add_index(&mut definition, changes, sent).ok()?;
    definition.indexes.last().map(|index| state.filling(index))
}

/// Makes every change of a request, or none.
pub(crate) fn apply(
    engine: &Engine,
    scope: &Scope,
    state: &mut State,
    definition: &mut Definition,
    changes: &TableChanges,
    filling: Option<Filling>,
) -> Result<Changed, AwsError> {
    let now_ms = engine.clock.unix_ms();
    let provisioned_now = change_throughput(definition, changes, now_ms)?;
    change_settings(engine, scope, state, definition, changes, now_ms)?;
    let mut changed = Changed::Settings;
    for update in changes.indexes.iter().flatten() {
        if let Some(sent) = update.update.as_ref().filter(|_| !provisioned_now) {
            change_index(definition, sent, now_ms)?;
        }
        if let Some(sent) = &update.delete {
            changed = remove_index(state, definition, sent.name.as_deref().unwrap_or_default())?;
        }
        if let Some(sent) = &update.create {
            changed = Changed::IndexMade(add_index(definition, changes, sent)?);
        }
    }
    if changes.vectors.is_some() {
        changed = change_vectors(definition, changes)?;
    }
    keep_warm(&state.definition, definition);
    quota::check(definition, &scope.region)?;
    state.redefine(definition.clone(), &engine.clock);
    if let Changed::IndexMade(_) = &changed {
        let at = state.indexes.len();
        state.indexes.push(Tree::default());
        match filling {
            Some(filling) => state.finish_index(at, filling),
            None => state.fill_index(at),
        }
    }
    Ok(changed)
}

fn change_settings(
    engine: &Engine,
    scope: &Scope,
    state: &State,
    definition: &mut Definition,
    changes: &TableChanges,
    now_ms: i64,
) -> Result<(), AwsError> {
    if let Some(protection) = changes.deletion_protection {
        definition.deletion_protection = protection;
    }
    if let Some(sent) = changes.on_demand {
        definition.on_demand = changed_limits(definition.on_demand, sent);
    }
    if let Some(sent) = changes.warm.filter(|sent| !sent.is_empty()) {
        let default = schema::default_warm(definition.billing, definition.throughput);
        let before = definition.warm.unwrap_or(default);
        definition.warm = Some(schema::raised_warm(sent, before, None)?);
    }
    if let Some(class) = settings::table_class(changes.table_class.clone())? {
        setting_quota::change_class(definition, class, now_ms)?;
    }
    if let Some(mode) = &changes.settings_mode {
        definition.settings_mode = Some(mode.clone());
    }
    if let Some(sent) = &changes.encryption {
        setting_quota::check_encryption(definition, now_ms)?;
        let current = definition.encryption.as_ref().map(|own| &own.key_arn);
        if sent.key_id.is_some() && sent.key_id.as_ref() == current {
            return Err(table::already_encrypted_with_key());
        }
        let after = settings::encryption(engine, scope, sent.clone())?;
        let has_own_key = |of: &Option<Encryption>| of.as_ref().is_some_and(|own| own.is_customers);
        if state.global.is_some() && has_own_key(&after) && !has_own_key(&definition.encryption) {
            return Err(replica::key_for_each_replica());
        }
        if after.is_none() && definition.encryption.is_none() {
            return Err(table::already_encrypted_by_default());
        }
        definition.encryption = after;
        setting_quota::note_encryption(definition, now_ms);
    }
    match &changes.stream {
        Some(_) => change_stream(engine, state, definition, changes),
        None => Ok(()),
    }
}

fn change_stream(
    engine: &Engine,
    state: &State,
    definition: &mut Definition,
    changes: &TableChanges,
) -> Result<(), AwsError> {
    let sent = changes.stream.clone().unwrap_or_default();
    match (sent.enabled, view(&sent)) {
        (Some(true), None) => Err(table::stream_without_view()),
        (Some(true), Some(_)) if definition.stream.is_some() => {
            Err(table::stream_already_enabled(&definition.name))
        }
        (Some(true), Some(view)) => {
            let label = unused_label(engine, state);
            definition.last_stream_label = Some(label.clone());
            definition.stream = Some(Stream { view, label });
            Ok(())
        }
        (_, Some(_)) => Err(table::view_without_stream()),
        (_, None) if state.global.is_some() => Err(replica::stream_of_replica()),
        (_, None) if definition.stream.is_none() => {
            Err(table::no_stream_to_disable(&definition.name))
        }
        (_, None) => {
            definition.stream = None;
            Ok(())
        }
    }
}

/// This moment, or the first behind it that names no stream of the table.
pub(crate) fn unused_label(engine: &Engine, state: &State) -> String {
    let taken: Vec<_> = state.streams.all().map(|own| &own.about().label).collect();
    let mut moment = engine.clock.now();
    loop {
        let label = settings::stream_label(&iso_millis(moment));
        if !taken.contains(&&label) {
            return label;
        }
        moment += time::Duration::MILLISECOND;
    }
}

fn change_index(
    definition: &mut Definition,
    sent: &SentIndex,
    now_ms: i64,
) -> Result<(), AwsError> {
    if sent
        .throughput
        .is_some_and(|sent| schema::throughput(sent).is_err())
    {
        return Err(table::index_update_blocked());
    }
    let at = global_index(
        definition,
        sent.name.as_deref().unwrap_or_default(),
        "update",
    )?;
    let billing = definition.billing;
    let index = &mut definition.indexes[at];
    if let Some(sent) = sent.on_demand {
        index.on_demand = changed_limits(index.on_demand, sent);
    }
    if let Some(sent) = sent.warm {
        let default = schema::default_warm(billing, index.throughput);
        let before = index.warm.unwrap_or(default);
        index.warm = Some(schema::raised_warm(sent, before, Some(&index.name))?);
    }
    let Some(sent) = sent.throughput else {
        return Ok(());
    };
    if billing == BillingMode::PayPerRequest {
        return Err(table::index_throughput_on_demand_now(&index.name));
    }
    let Throughput { read, write, .. } = index.throughput;
    index.throughput = changed_units(index.throughput, sent, now_ms)?
        .ok_or_else(|| table::index_throughput_unchanged(&index.name, read, write))?;
    Ok(())
}

fn add_index(
    definition: &mut Definition,
    changes: &TableChanges,
    sent: &SentIndex,
) -> Result<String, AwsError> {
    let name = sent.name.clone().unwrap_or_default();
    let Some(sent_definitions) = &changes.definitions else {
        return Err(table::definitions_missing_for_index(&name));
    };
    let defined = schema::definitions(sent_definitions);
    let index = schema::global_index(sent, definition.billing, &defined)?;
    if definition.index(&name).is_some() {
        return Err(table::index_already_exists());
    }
    if definition.indexes_of(IndexKind::Global).count() == schema::GLOBAL_INDEXES_MAX {
        return Err(limit::too_many_global_indexes());
    }
    for attribute in index.key.attributes() {
        define(&mut definition.attributes, attribute)?;
    }
    definition.indexes.push(index);
    Ok(name)
}

/// An attribute keeps the type it was defined with.
fn define(defined: &mut Vec<KeyAttribute>, attribute: &KeyAttribute) -> Result<(), AwsError> {
    match defined.iter().find(|own| own.name == attribute.name) {
        Some(own) if own.kind == attribute.kind => Ok(()),
        Some(own) => Err(table::repeated_definition(&own.name)),
        None => {
            defined.push(attribute.clone());
            Ok(())
        }
    }
}

fn remove_index(
    state: &mut State,
    definition: &mut Definition,
    name: &str,
) -> Result<Changed, AwsError> {
    let at = global_index(definition, name, "delete")?;
    let index = definition.indexes.remove(at);
    definition.insights.remove(&Some(index.name.clone()));
    let tree = state.indexes.remove(at);
    drop_unused_attributes(definition);
    Ok(Changed::IndexRemoved(Box::new(index), tree))
}

fn drop_unused_attributes(definition: &mut Definition) {
    let mut defined = std::mem::take(&mut definition.attributes);
    defined.retain(|own| definition.is_keyed_by(&own.name));
    definition.attributes = defined;
}

fn change_vectors(
    definition: &mut Definition,
    changes: &TableChanges,
) -> Result<Changed, AwsError> {
    let mut changed = Changed::Settings;
    for update in changes.vectors.iter().flatten() {
        if let Some(sent) = &update.delete {
            let name = sent.name.as_deref().unwrap_or_default();
            let at = definition.vectors.iter().position(|own| own.name == name);
            let at = at.ok_or_else(|| table::no_such_index(name))?;
            changed = Changed::VectorsRemoved(definition.vectors.remove(at));
            drop_unused_attributes(definition);
        }
        if let Some(sent) = &update.create {
            let mut defined = definition.attributes.clone();
            for own in schema::definitions(changes.definitions.as_deref().unwrap_or_default()) {
                define(&mut defined, &own)?;
            }
            let index = vectors::index(sent, definition.billing, &defined)?;
            let is_taken = definition.vectors.iter().any(|own| own.name == index.name);
            if is_taken || definition.index(&index.name).is_some() {
                return Err(table::index_already_exists());
            }
            for element in &index.schema {
                define(&mut definition.attributes, &element.attribute)?;
            }
            changed = Changed::VectorsMade(index.name.clone());
            definition.vectors.push(index);
            vectors::check_together(definition)?;
        }
    }
    Ok(changed)
}

fn global_index(definition: &Definition, name: &str, action: &str) -> Result<usize, AwsError> {
    match definition.index(name) {
        Some((at, index)) if index.kind == IndexKind::Global => Ok(at),
        Some(_) => Err(table::not_a_global_index(action, name)),
        None => Err(table::no_such_index(name)),
    }
}
