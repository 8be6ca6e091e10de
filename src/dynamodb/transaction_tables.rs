//! The tables of one transaction: in the order of their locks, and as the request named them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::access::ask::Ask;
use super::engine::claims::{Claimed, claim};
use super::engine::directory::Engine;
use super::engine::global_table::Consistency;
use super::engine::index::table_key;
use super::engine::item::Item;
use super::engine::key::Key;
use super::engine::state::State;
use super::engine::table::Table;
use super::error::transaction::{CancellationReason, canceled};
use super::error::{replica, transaction};
use super::lookup::table_of;
use super::validate::names::place;
use super::value::Attributes;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;

/// Each table once, however its actions name it.
pub(crate) struct TransactionTables {
    /// By account and name.
    tables: Vec<Arc<Table>>,
    /// The table of each action.
    of_actions: Vec<usize>,
    /// Each table with its first name in the request, in the order of the request.
    named: Vec<(usize, String)>,
}

impl TransactionTables {
    /// Finds the tables of all actions: each with its table's name or ARN, and what it asks of it.
    pub(crate) fn find<'a>(
        engine: &Engine,
        context: &RequestContext,
        actions: impl Iterator<Item = (&'a str, Ask<'a>)> + Clone,
    ) -> Result<Self, AwsError> {
        let mut found = BTreeMap::new();
        for (name, ask) in actions.clone() {
            let table = table_of(engine, context, name, &ask)?;
            let state = table.state();
            let global = state.global.as_ref().map(|own| &own.global);
            if global.is_some_and(|global| global.consistency == Consistency::Strong) {
                return Err(replica::not_with_strong("Transactions are"));
            }
            found.insert(place(name, context.scope())?, table);
        }
        let mut of_actions = Vec::new();
        let mut named: Vec<(usize, String)> = Vec::new();
        for (name, _) in actions {
            let place = place(name, context.scope())?;
            let at = found.range(..place).count();
            of_actions.push(at);
            if named.iter().all(|(own, _)| *own != at) {
                named.push((at, name.to_owned()));
            }
        }
        Ok(Self {
            tables: found.into_values().collect(),
            of_actions,
            named,
        })
    }

    /// By account and name, as their locks are taken.
    pub(crate) fn in_order(&self) -> &[Arc<Table>] {
        &self.tables
    }

    /// The place in [`Self::in_order`] of an action's table.
    pub(crate) fn of_action(&self, action: usize) -> usize {
        self.of_actions[action]
    }

    /// Each table's place in [`Self::in_order`] and its name in the request, in that order.
    pub(crate) fn named(&self) -> impl Iterator<Item = (usize, &str)> {
        self.named.iter().map(|(at, name)| (*at, name.as_str()))
    }

    /// The actions on a table.
    pub(crate) fn actions_on(&self, table: usize) -> impl Iterator<Item = usize> {
        let all = self.of_actions.iter().enumerate();
        all.filter(move |(_, own)| **own == table).map(|(at, _)| at)
    }

    /// Bytes of the items that stand where actions will write; `keys` as for [`Self::claim`].
    pub(crate) fn stored_bytes<'a>(&self, keys: impl Iterator<Item = &'a Attributes>) -> usize {
        let stored = |(at, key): (usize, &Attributes)| {
            let state = self.tables[self.of_actions[at]].state();
            state.get(key).map_or(0, Item::size_bytes)
        };
        keys.enumerate().map(stored).sum()
    }

    /// Claims the items of all actions against other transactions. `keys` are of the actions, in their
    /// order; what does not fit its table is refused elsewhere, and nothing is claimed then. The items
    /// that others have claimed are reasons of a TransactionCanceledException.
    pub(crate) fn claim<'a>(
        &self,
        keys: impl Iterator<Item = &'a Attributes>,
    ) -> Result<Claimed, AwsError> {
        let item = |(at, key): (usize, &Attributes)| {
            let table = self.of_actions[at];
            let state = self.tables[table].state();
            let place = table_key(&state.definition.key, key)?;
            Some((table, Arc::clone(&state.claims), place))
        };
        let Some(items) = keys.enumerate().map(item).collect::<Option<Vec<_>>>() else {
            return Ok(Claimed::default());
        };
        claim(&items).map_err(|taken| {
            let reason = |at: usize| match taken.contains(&at) {
                true => CancellationReason::Conflict,
                false => CancellationReason::None,
            };
            canceled(&(0..items.len()).map(reason).collect::<Vec<_>>())
        })
    }

    /// Refuses to read items that a transaction is about to write; `places` are all reads' places in
    /// their tables.
    pub(crate) fn refuse_claimed(
        &self,
        states: &[Arc<State>],
        places: &[Key],
    ) -> Result<(), AwsError> {
        let reason = |(at, place): (usize, &Key)| match states[self.of_action(at)].claims.has(place)
        {
            true => CancellationReason::Conflict,
            false => CancellationReason::None,
        };
        let reasons: Vec<_> = places.iter().enumerate().map(reason).collect();
        match reasons.contains(&CancellationReason::Conflict) {
            true => Err(canceled(&reasons)),
            false => Ok(()),
        }
    }

    /// Refuses two actions on one item; `places` are all actions' places in their tables.
    pub(crate) fn refuse_repeated(&self, places: &[Key]) -> Result<(), AwsError> {
        let mut taken = BTreeSet::new();
        match self
            .of_actions
            .iter()
            .zip(places)
            .all(|own| taken.insert(own))
        {
            true => Ok(()),
            false => Err(transaction::repeated_item()),
        }
    }
}
