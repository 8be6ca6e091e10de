//! What was made under tokens: `[…, NUMBER]`, eight bytes, the highest first.

use std::sync::Arc;

use imbl::ordmap::DiffItem;

use super::frame::{position, position_name};
use crate::dynamodb::engine::tokens::TokensImage;
use crate::journal::{Damaged, Differences, Piece};

pub(super) fn differences(now: &TokensImage, before: &TokensImage, to: &mut Differences<'_>) {
    let first = now.0.keys().next().copied().unwrap_or(u64::MAX);
    if before.0.keys().next().is_some_and(|own| *own < first) {
        to.put_json(&[b"forgotten"], &first);
    }
    for change in before.0.diff(&now.0) {
        match change {
            DiffItem::Add(number, made)
            | DiffItem::Update {
                new: (number, made),
                ..
            } => to.put_json(&[&position_name(*number)], &**made),
            DiffItem::Remove(number, _) if *number < first => {}
            DiffItem::Remove(number, _) => to.remove(&[&position_name(*number)]),
        }
    }
}

/// Takes in a piece, whose key has what follows the tokens' name.
pub(super) fn apply(tokens: &mut TokensImage, mut piece: Piece<'_>) -> Result<(), Damaged> {
    let name = piece.name()?;
    if name == b"forgotten" {
        let first: u64 = piece.json()?.unwrap_or_default();
        tokens.0 = tokens.0.split(&first).1;
        return Ok(());
    }
    let number = position(name)?;
    match piece.json()? {
        Some(made) => drop(tokens.0.insert(number, Arc::new(made))),
        None => drop(tokens.0.remove(&number)),
    }
    Ok(())
}
