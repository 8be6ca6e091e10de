//! A table: its definition, its items, and what stands beside them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::frame::Fields;
use super::{items, past, policies, streams};
use crate::aws::identity::Scope;
use crate::clock::Clock;
use crate::dynamodb::engine::backup::Image;
use crate::dynamodb::engine::definition::Definition;
use crate::dynamodb::engine::global_table::{GlobalTable, Membership};
use crate::dynamodb::engine::image::TableImage;
use crate::dynamodb::engine::key::Key;
use crate::dynamodb::engine::state::State;
use crate::dynamodb::engine::tree::Tree;
use crate::journal::{Damaged, Differences, Piece};

#[derive(Serialize)]
struct Head<'a> {
    definition: &'a Definition,
    global: Option<&'a GlobalTable>,
}

#[derive(Deserialize)]
struct ReadHead {
    definition: Definition,
    global: Option<GlobalTable>,
}

impl TableImage {
    /// Whether both are one table, at whatever moments; another one may have had its name.
    pub(super) fn is_same_table(&self, other: &Self) -> bool {
        self.state.definition.id == other.state.definition.id
    }

    /// Whether items that were taken in are not in their places yet.
    pub(super) fn waits(&self) -> bool {
        !self.state.read_back.is_empty()
    }

    /// Below the table's own name. `before` is the same table.
    pub(super) fn differences(&self, before: Option<&Self>, to: &mut Differences<'_>) {
        // The definition comes first: all else is taken in by a table that is there.
        let state_before = before.map(|before| &before.state);
        if !state_before.is_some_and(|before| Arc::ptr_eq(&self.state, before)) {
            differences_of_state(&self.state, state_before, to);
        }
        policies::differences(&self.slots, before.map(|before| &before.slots), to);
    }

    /// A table whose first piece this is.
    pub(super) fn read(scope: &Scope, piece: &Piece<'_>) -> Result<Option<Self>, Damaged> {
        let Some(ReadHead { definition, global }) = piece.json()? else {
            return Ok(None);
        };
        let image = Image {
            definition: Arc::new(definition),
            items: Tree::default(),
            indexes: None,
        };
        // Whoever starts a world gives its tables that world's clock.
        let clock = Clock::frozen(0);
        let mut state = State::of_image(image, &clock);
        state.forget_streams();
        let definition = Definition::clone(&state.definition);
        state.take_over(definition);
        state.join(scope, global);
        Ok(Some(Self {
            state: Arc::new(state),
            slots: Arc::default(),
        }))
    }

    /// Takes in a piece, whose key has what follows the table's name.
    pub(super) fn apply(&mut self, scope: &Scope, mut piece: Piece<'_>) -> Result<(), Damaged> {
        if piece.is_named() {
            let head = piece.json::<ReadHead>()?;
            let head = head.ok_or_else(|| Damaged::new("a table without a definition"))?;
            let state = Arc::make_mut(&mut self.state);
            state.take_over(head.definition);
            state.join(scope, head.global);
            return Ok(());
        }
        let kind = piece.name()?;
        if kind == b"policies" {
            return policies::apply(&mut self.slots, &piece);
        }
        let state = Arc::make_mut(&mut self.state);
        match kind {
            b"item" => {
                let (key, item) = items::read(&state.definition.key, &mut piece)?;
                state.write_back(key, item);
                Ok(())
            }
            b"owed" => {
                let key = Key::from_bytes(piece.name()?);
                let order = piece.value().map(|value| Fields::new(value).number());
                let global = state.global.as_mut();
                let global = global.ok_or_else(|| Damaged::new("a lone table owes nothing"))?;
                global.owe(key, order.transpose()?);
                Ok(())
            }
            b"stream" => streams::apply(&mut state.streams, piece),
            b"past" => past::apply(&mut state.past, piece),
            _ => Err(Damaged::new("no piece of a table")),
        }
    }
}

fn differences_of_state(now: &Arc<State>, before: Option<&Arc<State>>, to: &mut Differences<'_>) {
    let global = |state: &State| state.global.as_ref().map(|own| Arc::as_ptr(&own.global));
    let is_known = |before: &Arc<State>| {
        Arc::ptr_eq(&now.definition, &before.definition) && global(now) == global(before)
    };
    if !before.is_some_and(is_known) {
        let head = Head {
            definition: &now.definition,
            global: now.global.as_ref().map(|own| &*own.global),
        };
        to.put_json(&[], &head);
    }
    let nothing = Tree::default();
    let items_before = before.map_or(&nothing, |before| &before.items);
    items::differences(&now.items, items_before, to);
    // Who leaves a global table owes nothing any more.
    if let Some(global) = &now.global {
        let before = before.and_then(|before| before.global.as_ref());
        let owed_before = before.map(Membership::owed).unwrap_or_default();
        differences_of_owed(&global.owed(), &owed_before, to);
    }
    let streams_before = before.map(|before| &before.streams);
    to.within(&[b"stream"], |to| {
        streams::of_table(&now.streams, streams_before, to);
    });
    let past_before = before.and_then(|before| before.past.as_ref());
    past::differences(now.past.as_ref(), past_before, to);
}

fn differences_of_owed(
    now: &imbl::OrdMap<Key, u64>,
    before: &imbl::OrdMap<Key, u64>,
    to: &mut Differences<'_>,
) {
    use imbl::ordmap::DiffItem;
    for change in before.diff(now) {
        match change {
            DiffItem::Add(key, order)
            | DiffItem::Update {
                new: (key, order), ..
            } => to.put(&[b"owed", &key.bytes()], &order.to_le_bytes()),
            DiffItem::Remove(key, _) => to.remove(&[b"owed", &key.bytes()]),
        }
    }
}
