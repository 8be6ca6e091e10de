//! The tables of one account in one region, and what else is there of them.

use std::sync::Arc;

use imbl::OrdMap;
use imbl::ordmap::DiffItem;

use super::{backups, jobs, streams};
use crate::aws::identity::Scope;
use crate::dynamodb::engine::image::{DrawerImage, TableImage};
use crate::journal::{Damaged, Differences, Piece};

impl DrawerImage {
    pub(super) fn table(&self, wanted: &str) -> Option<&TableImage> {
        self.tables.get(wanted)
    }

    pub(super) fn waits(&self) -> bool {
        self.tables.values().any(TableImage::waits)
    }

    pub(super) fn settle(&mut self) {
        let names: Vec<_> = self.tables.keys().cloned().collect();
        names.iter().for_each(|name| self.settle_table(name));
    }

    pub(super) fn settle_table(&mut self, name: &str) {
        if self.table(name).is_some_and(TableImage::waits)
            && let Some(table) = self.tables.get_mut(name)
        {
            Arc::make_mut(&mut table.state).settle();
        }
    }

    pub(super) fn differences(&self, before: Option<&Self>, to: &mut Differences<'_>) {
        let Scope { account, region } = &self.scope;
        let (account, region) = (account.as_str(), region.as_str());
        let of = |kind: &'static [u8]| [kind, account.as_bytes(), region.as_bytes()];
        let nothing = OrdMap::new();
        let tables_before = before.map_or(&nothing, |before| &before.tables);
        to.within(&of(b"table"), |to| {
            for change in tables_before.diff(&self.tables) {
                let (name, before, now) = match change {
                    DiffItem::Add(name, now) => (name, None, now),
                    DiffItem::Update {
                        old: (_, before),
                        new: (name, now),
                    } => (name, Some(before), now),
                    DiffItem::Remove(..) => continue,
                };
                let same = before.filter(|before| before.is_same_table(now));
                if before.is_some() && same.is_none() {
                    to.remove(&[name.as_bytes()]);
                }
                to.within(&[name.as_bytes()], |to| now.differences(same, to));
            }
        });
        // A backup may begin with the items of a table that is deleted in the same moment.
        let table = |name: &str| {
            let deleted = || before.and_then(|before| before.table(name));
            self.table(name).or_else(deleted)
        };
        to.within(&of(b"backup"), |to| {
            backups::differences(&self.backups, before.map(|own| &own.backups), table, to);
        });
        to.within(&of(b"former"), |to| {
            let before = before.map(|own| &own.former_streams);
            streams::of_deleted(&self.former_streams, before, to);
        });
        to.within(&of(b"export"), |to| {
            jobs::differences(&self.exports, before.map(|own| &own.exports), to);
        });
        to.within(&of(b"import"), |to| {
            jobs::differences(&self.imports, before.map(|own| &own.imports), to);
        });
        to.within(&of(b"bulk"), |to| {
            jobs::differences(&self.bulk, before.map(|own| &own.bulk), to);
        });
        to.within(&of(b"table"), |to| {
            for change in tables_before.diff(&self.tables) {
                if let DiffItem::Remove(name, _) = change {
                    to.remove(&[name.as_bytes()]);
                }
            }
        });
    }

    /// Takes in a piece of a table, whose key begins with its name.
    pub(super) fn apply(&mut self, mut piece: Piece<'_>) -> Result<(), Damaged> {
        let wanted = piece.text()?;
        match (self.tables.get_mut(wanted), piece.is_named(), piece.value()) {
            (Some(_), true, None) => drop(self.tables.remove(wanted)),
            (Some(table), ..) => table.apply(&self.scope, piece)?,
            (None, true, None) => {}
            (None, true, Some(_)) => {
                let table = TableImage::read(&self.scope, &piece)?;
                let table = table.map(|table| (wanted.to_owned(), table));
                self.tables.extend(table);
            }
            (None, false, _) => return Err(Damaged::new("a piece of no known table")),
        }
        Ok(())
    }
}
