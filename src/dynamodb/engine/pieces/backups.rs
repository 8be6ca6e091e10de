//! Backups. One that is made of a table begins with the table's items, which are not written again.

use std::sync::Arc;

use imbl::ordmap::DiffItem;
use serde::{Deserialize, Serialize};

use super::items;
use crate::dynamodb::engine::backup::{Backup, BackupKind, Image};
use crate::dynamodb::engine::definition::Definition;
use crate::dynamodb::engine::image::{Backups, DrawerImage, TableImage};
use crate::dynamodb::engine::tree::Tree;
use crate::journal::{Damaged, Differences, Piece};

#[derive(Serialize)]
struct Head<'a> {
    name: &'a str,
    created_ms: i64,
    /// Of a backup of the service's own.
    expires_ms: Option<i64>,
    definition: &'a Definition,
    /// Whether it begins with the items of the table of its definition, as they are then.
    is_like_table: bool,
}

#[derive(Deserialize)]
struct ReadHead {
    name: String,
    created_ms: i64,
    expires_ms: Option<i64>,
    definition: Definition,
    is_like_table: bool,
}

/// `table` finds a table that is there when the pieces are read back, as it will be then.
pub(super) fn differences<'a>(
    now: &Backups,
    before: Option<&Backups>,
    table: impl Fn(&str) -> Option<&'a TableImage>,
    to: &mut Differences<'_>,
) {
    let nothing = Backups::default();
    let before = before.unwrap_or(&nothing);
    if Arc::ptr_eq(now, before) {
        return;
    }
    for change in before.diff(now) {
        match change {
            DiffItem::Add(arn, backup)
            | DiffItem::Update {
                new: (arn, backup), ..
            } => {
                let definition = &backup.image.definition;
                let origin = table(&definition.name);
                let origin = origin.filter(|table| table.state.definition.id == definition.id);
                to.within(&[arn.as_bytes()], |to| tell(backup, origin, to));
            }
            DiffItem::Remove(arn, _) => to.remove(&[arn.as_bytes()]),
        }
    }
}

fn tell(backup: &Backup, origin: Option<&TableImage>, to: &mut Differences<'_>) {
    let head = Head {
        name: &backup.name,
        created_ms: backup.created_ms,
        expires_ms: match backup.kind {
            BackupKind::User => None,
            BackupKind::System { expires_ms } => Some(expires_ms),
        },
        definition: &backup.image.definition,
        is_like_table: origin.is_some(),
    };
    to.put_json(&[], &head);
    let nothing = Tree::default();
    let known = origin.map_or(&nothing, |table| &table.state.items);
    items::differences(&backup.image.items, known, to);
}

/// Takes in a piece whose key begins with an ARN.
pub(super) fn apply(drawer: &mut DrawerImage, mut piece: Piece<'_>) -> Result<(), Damaged> {
    let arn = piece.text()?;
    if piece.is_named() {
        let Some(head) = piece.json::<ReadHead>()? else {
            Arc::make_mut(&mut drawer.backups).remove(arn);
            return Ok(());
        };
        let items = match head.is_like_table {
            true => {
                drawer.settle_table(&head.definition.name);
                let table = drawer.table(&head.definition.name);
                let table = table.ok_or_else(|| Damaged::new("a backup of no known table"))?;
                table.state.items.clone()
            }
            false => Tree::default(),
        };
        let backup = Backup {
            kind: match head.expires_ms {
                None => BackupKind::User,
                Some(expires_ms) => BackupKind::System { expires_ms },
            },
            arn: arn.to_owned(),
            name: head.name,
            created_ms: head.created_ms,
            image: Image {
                definition: Arc::new(head.definition),
                items,
                indexes: None,
            },
        };
        Arc::make_mut(&mut drawer.backups).insert(arn.to_owned(), Arc::new(backup));
        return Ok(());
    }
    let backup = Arc::make_mut(&mut drawer.backups).get_mut(arn);
    let backup = backup.ok_or_else(|| Damaged::new("an item of no known backup"))?;
    if piece.name()? != b"item" {
        return Err(Damaged::new("no piece of a backup"));
    }
    let image = &mut Arc::make_mut(backup).image;
    let (key, item) = items::read(&image.definition.key, &mut piece)?;
    let items = &mut image.items;
    match item {
        Some(item) => items.insert(key, item),
        None => items.remove(&key),
    };
    Ok(())
}
