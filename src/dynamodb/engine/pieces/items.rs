//! The items of a table or a backup.

use super::frame::{Fields, Frame};
use crate::dynamodb::engine::definition::KeySchema;
use crate::dynamodb::engine::index::table_key;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::engine::key::Key;
use crate::dynamodb::engine::tree::Tree;
use crate::journal::{Damaged, Differences, Piece};

/// Costs as much as differs.
pub(super) fn differences(now: &Tree, before: &Tree, to: &mut Differences<'_>) {
    for (key, item) in now.differences_from(before) {
        match item {
            Some(item) => to.put(
                &[b"item", &key.bytes()],
                &Frame::default().item(Some(item)).0,
            ),
            None => to.remove(&[b"item", &key.bytes()]),
        }
    }
}

fn taken(piece: &mut Piece<'_>) -> Result<(Key, Option<Item>), Damaged> {
    let key = Key::from_bytes(piece.name()?);
    let Some(value) = piece.value() else {
        return Ok((key, None));
    };
    let mut fields = Fields::of(piece, value);
    let item = fields.item()?;
    fields.end()?;
    match item {
        Some(item) => Ok((key, Some(item))),
        None => Err(Damaged::new("an item is empty")),
    }
}

/// An item and its place, of a piece whose key has both left. In a piece from elsewhere the place must be
/// that of the item's key in the schema.
pub(super) fn read(
    schema: &KeySchema,
    piece: &mut Piece<'_>,
) -> Result<(Key, Option<Item>), Damaged> {
    let (key, item) = taken(piece)?;
    if let Some(item) = item.as_ref().filter(|_| piece.is_foreign()) {
        let own = table_key(schema, &item.only(|name| schema.has(name)));
        if own.as_ref() != Some(&key) {
            return Err(Damaged::new("an item is not where its key says"));
        }
    }
    Ok((key, item))
}
