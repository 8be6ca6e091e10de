//! Regions that leave a global table.

use std::sync::Arc;

use super::join::{check_region, set_global};
use super::view::{GlobalView, in_region};
use crate::aws::error::AwsError;
use crate::aws::identity::{Region, Scope};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::global_table::{Consistency, GlobalTable};
use crate::dynamodb::engine::state::State;
use crate::dynamodb::engine::table::Table;
use crate::dynamodb::error::replica as refuse;
use crate::dynamodb::removal::remove_table;

/// How long a region stays after another joined through it.
const SOURCE_MS: i64 = 24 * 60 * 60 * 1000;

/// The table as it is now, and its regions as they were, which is what AWS answers. Errors, in order:
/// the regions, what has to go together, regions that others came from, protection. Only for whose
/// turn the replication is.
pub(crate) fn delete(
    engine: &Engine,
    scope: &Scope,
    table: &Arc<Table>,
    names: &[String],
    witness: Option<&str>,
) -> Result<(State, GlobalView), AwsError> {
    for name in names {
        check_region(scope.region.as_str(), name)?;
    }
    let own = table.state();
    let shown = GlobalView::of(engine, scope, &own);
    let (Some(shown), Some(membership)) = (shown, &own.global) else {
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        return Err(refuse::not_replicas(&names));
    };
    let global = &membership.global;
    let regions: Vec<Region> = names
        .iter()
        .filter_map(|name| Region::parse(name))
        .collect();
    check(engine, global, &regions, witness)?;
    let leaving = regions.iter().map(|region| in_region(scope, region));
    let leaving: Vec<Scope> = leaving.collect();
    let name = &own.definition.name;
    for to in &leaving {
        check_protection(engine, to, name)?;
    }
    for to in &leaving {
        leave(engine, to, name)?;
    }
    Ok((State::clone(&table.state()), shown))
}

/// DeleteTable where the table is a replica. Errors, in order: protection, a strongly consistent
/// global table, a region that others came from. Only for whose turn the replication is.
pub(crate) fn delete_here(
    engine: &Engine,
    scope: &Scope,
    table: &Table,
) -> Result<State, AwsError> {
    let own = table.state();
    let name = &own.definition.name;
    check_protection(engine, scope, name)?;
    if let Some(membership) = &own.global {
        if membership.global.consistency == Consistency::Strong {
            return Err(refuse::strong_replica_alone());
        }
        check_source(engine, &membership.global, &scope.region)?;
    }
    leave(engine, scope, name)
}

fn check(
    engine: &Engine,
    global: &GlobalTable,
    regions: &[Region],
    witness: Option<&str>,
) -> Result<(), AwsError> {
    let strangers = regions.iter().filter(|region| !global.has(region));
    let strangers: Vec<_> = strangers.map(Region::as_str).collect();
    if !strangers.is_empty() {
        return Err(refuse::not_replicas(&strangers));
    }
    let is_witness = |name: &&str| global.witnesses.iter().any(|own| own.as_str() == *name);
    if let Some(name) = witness.filter(|name| !is_witness(name)) {
        return Err(refuse::not_witnesses(&[name]));
    }
    if global.consistency == Consistency::Eventual {
        if regions.len() > 1 {
            return Err(refuse::several_actions());
        }
        return regions
            .iter()
            .try_for_each(|region| check_source(engine, global, region));
    }
    if witness.is_none() && !global.witnesses.is_empty() {
        return Err(refuse::witnesses_left());
    }
    match regions.len() + 1 == global.replicas.len() {
        true => Ok(()),
        false => Err(refuse::strong_replica_alone()),
    }
}

fn check_source(engine: &Engine, global: &GlobalTable, region: &Region) -> Result<(), AwsError> {
    let since_ms = engine.clock.unix_ms() - SOURCE_MS;
    let mut replicas = global.replicas.iter();
    match replicas.any(|own| own.source.as_ref() == Some(region) && own.joined_ms > since_ms) {
        true => Err(refuse::recent_source()),
        false => Ok(()),
    }
}

fn check_protection(engine: &Engine, scope: &Scope, name: &str) -> Result<(), AwsError> {
    let table = engine.drawer(scope).table(name);
    match table.is_some_and(|table| table.state().definition.deletion_protection) {
        true => Err(refuse::protected(name, scope.region.as_str())),
        false => Ok(()),
    }
}

/// Removes one region's table, and tells the others. What it still owes them goes first.
fn leave(engine: &Engine, scope: &Scope, name: &str) -> Result<State, AwsError> {
    let table = engine.drawer(scope).table(name);
    let last = remove_table(engine, scope, name, |_| Ok(()))?;
    let (Some(table), Some(membership)) = (table, &last.global) else {
        return Ok(last);
    };
    engine.settle(scope, &table);
    let mut global = GlobalTable::clone(&membership.global);
    global.replicas.retain(|own| own.region != scope.region);
    let left = engine.beside(scope, &table);
    if let [alone] = &left[..] {
        alone.keep_together(&[]);
        let freed = alone.change(|state| {
            state.global = None;
            Ok::<_, std::convert::Infallible>(())
        });
        let Ok(()) = freed;
        return Ok(last);
    }
    let global = Arc::new(global);
    for other in &left {
        set_global(engine, other, scope, &global);
        // Those of a strongly consistent global table leave one after the other, all in one request.
        other.keep_together(&[]);
    }
    Ok(last)
}
