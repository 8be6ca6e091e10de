//! Settings that all replicas share, wherever they are changed (recorded): capacity, indexes, class,
//! the kind of encryption and the time to live.

use std::sync::Arc;

use super::view::in_region;
use crate::aws::identity::Scope;
use crate::dynamodb::engine::definition::{
    Definition, IndexDefinition, OnDemandThroughput, Throughput,
};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::state::State;
use crate::dynamodb::engine::table::Table;
use crate::dynamodb::engine::tree::Tree;
use crate::dynamodb::validate::settings;
use crate::dynamodb::wire::table::SentEncryption;

/// Brings a change of one replica's definition to the others; only for whose turn the replication
/// is.
pub(crate) fn share(engine: &Engine, scope: &Scope, table: &Table, before: &Definition) {
    let after = Arc::clone(&table.state().definition);
    for other in engine.beside(scope, table) {
        let followed = other.change(|state| {
            follow(engine, scope, state, before, &after);
            Ok::<_, std::convert::Infallible>(())
        });
        let Ok(()) = followed;
    }
    if after.time_to_live.attribute.is_some() {
        engine.expiry_begun.notify_one();
    }
}

fn follow(
    engine: &Engine,
    scope: &Scope,
    state: &mut State,
    before: &Definition,
    after: &Definition,
) {
    let mut definition = (*state.definition).clone();
    definition.attributes.clone_from(&after.attributes);
    definition.vectors.clone_from(&after.vectors);
    definition.billing = after.billing;
    if before.billing != after.billing {
        definition.on_demand_since_ms = after.on_demand_since_ms;
        definition.throughput = after.throughput;
    }
    if before.throughput != after.throughput {
        let kept = kept_units(definition.throughput, before.throughput, after.throughput);
        definition.throughput = kept;
    }
    if before.on_demand != after.on_demand {
        let kept = kept_limit(definition.on_demand, before.on_demand, after.on_demand);
        definition.on_demand = kept;
    }
    definition.warm = after.warm;
    if before.table_class_changes_ms != after.table_class_changes_ms {
        definition.table_class.clone_from(&after.table_class);
        let last = after.table_class_changes_ms.last();
        definition.table_class_changes_ms.extend(last);
    }
    definition.time_to_live = after.time_to_live.clone();
    if let Some(membership) = &state.global {
        let to = in_region(scope, membership.region());
        follow_encryption(engine, &to, &mut definition, after);
    }
    let (indexes, trees) = followed_indexes(state, &definition, before, after);
    definition.indexes = indexes;
    let has = |name: &Option<String>| {
        name.as_ref()
            .is_none_or(|name| definition.indexes.iter().any(|own| own.name == *name))
    };
    definition.insights.retain(|name, _| has(name));
    state.redefine(definition, &engine.clock);
    state.indexes = trees
        .iter()
        .map(|tree| tree.clone().unwrap_or_default())
        .collect();
    for (at, tree) in trees.iter().enumerate() {
        if tree.is_none() {
            state.fill_index(at);
        }
    }
}

/// The other's indexes, with the entries of those that were here already.
fn followed_indexes(
    state: &State,
    own: &Definition,
    before: &Definition,
    after: &Definition,
) -> (Vec<IndexDefinition>, Vec<Option<Tree>>) {
    let followed = after.indexes.iter().map(|index| {
        let mut index = index.clone();
        let Some((at, here)) = own.index(&index.name) else {
            return (index, None);
        };
        if let Some((_, before)) = before.index(&index.name) {
            let units = kept_units(here.throughput, before.throughput, index.throughput);
            index.throughput = units;
            index.on_demand = kept_limit(here.on_demand, before.on_demand, index.on_demand);
        }
        (index, Some(state.indexes[at].clone()))
    });
    followed.unzip()
}

/// A region's own read capacity stays.
fn kept_units(own: Throughput, before: Throughput, after: Throughput) -> Throughput {
    let read = match own.read == before.read {
        true => after.read,
        false if after.read == 0 => 0,
        false => own.read,
    };
    Throughput { read, ..after }
}

fn kept_limit(
    own: Option<OnDemandThroughput>,
    before: Option<OnDemandThroughput>,
    after: Option<OnDemandThroughput>,
) -> Option<OnDemandThroughput> {
    let read = |limit: Option<OnDemandThroughput>| limit.and_then(|limit| limit.read);
    match read(own) == read(before) {
        true => after,
        false => Some(OnDemandThroughput {
            read: read(own),
            write: after.and_then(|limit| limit.write),
        }),
    }
}

/// The kind of key is shared, the key is each region's own.
fn follow_encryption(engine: &Engine, to: &Scope, own: &mut Definition, after: &Definition) {
    let kind = |definition: &Definition| {
        let encryption = definition.encryption.as_ref();
        encryption.map(|encryption| encryption.is_customers)
    };
    if kind(own) == kind(after) {
        return;
    }
    own.encryption = after.encryption.as_ref().and_then(|_| {
        let managed = SentEncryption {
            enabled: Some(true),
            kind: None,
            key_id: None,
        };
        settings::encryption(engine, to, managed).ok().flatten()
    });
}
