//! Values of pieces that are many: fields one behind the other.
//!
//! ```text
//! number   8 bytes, the lowest first
//! item     size as DynamoDB counts it (4), length (4), JSON; for none, a length of 0
//! key      length (4), bytes
//! ```

use crate::dynamodb::engine::item::Item;
use crate::dynamodb::engine::key::Key;
use crate::journal::{Damaged, Piece};

#[derive(Default)]
pub(super) struct Frame(pub(super) Vec<u8>);

impl Frame {
    pub(super) fn number(mut self, number: u64) -> Self {
        self.0.extend_from_slice(&number.to_le_bytes());
        self
    }

    pub(super) fn item(mut self, item: Option<&Item>) -> Self {
        let json = item.map_or("", Item::json);
        let size_bytes = item.map_or(0, Item::size_bytes);
        self.0.extend_from_slice(&short(size_bytes));
        self.bytes(json.as_bytes())
    }

    pub(super) fn key(self, key: &Key) -> Self {
        self.bytes(&key.bytes())
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(&short(bytes.len()));
        self.0.extend_from_slice(bytes);
        self
    }
}

/// Items have 400 KB at most, and keys far less.
fn short(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes()
}

/// Takes fields off a value.
pub(super) struct Fields<'a> {
    rest: &'a [u8],
    /// Whether somebody else may have written them.
    is_foreign: bool,
}

impl<'a> Fields<'a> {
    pub(super) fn new(value: &'a [u8]) -> Self {
        Self {
            rest: value,
            is_foreign: false,
        }
    }

    /// Those of a piece's value.
    pub(super) fn of(piece: &Piece<'_>, value: &'a [u8]) -> Self {
        Self {
            rest: value,
            is_foreign: piece.is_foreign(),
        }
    }

    pub(super) fn number(&mut self) -> Result<u64, Damaged> {
        self.chunk().map(u64::from_le_bytes)
    }

    pub(super) fn item(&mut self) -> Result<Option<Item>, Damaged> {
        let size_bytes = self.chunk().map(u32::from_le_bytes)?;
        let json = std::str::from_utf8(self.bytes()?);
        let json = json.map_err(|_| Damaged::new("an item is no text"))?;
        if json.is_empty() {
            return Ok(None);
        }
        if self.is_foreign {
            let item = Item::from_elsewhere(json);
            return item
                .map(Some)
                .ok_or_else(|| Damaged::new("an item is none"));
        }
        Ok(Some(Item::recorded(json, size_bytes)))
    }

    pub(super) fn key(&mut self) -> Result<Key, Damaged> {
        self.bytes().map(Key::from_bytes)
    }

    pub(super) fn end(self) -> Result<(), Damaged> {
        match self.rest.is_empty() {
            true => Ok(()),
            false => Err(Damaged::new("a piece goes on behind its end")),
        }
    }

    fn bytes(&mut self) -> Result<&'a [u8], Damaged> {
        let length = self.chunk().map(u32::from_le_bytes)? as usize;
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or_else(cut_off)?;
        self.rest = rest;
        Ok(bytes)
    }

    fn chunk<const BYTES: usize>(&mut self) -> Result<[u8; BYTES], Damaged> {
        let (chunk, rest) = self.rest.split_first_chunk().ok_or_else(cut_off)?;
        self.rest = rest;
        Ok(*chunk)
    }
}

fn cut_off() -> Damaged {
    Damaged::new("a piece ends too early")
}

/// A position, so that its bytes sort as it does.
pub(super) fn position_name(position: u64) -> [u8; 8] {
    position.to_be_bytes()
}

pub(super) fn position(name: &[u8]) -> Result<u64, Damaged> {
    let name = name.try_into();
    let name = name.map_err(|_| Damaged::new("a position has eight bytes"))?;
    Ok(u64::from_be_bytes(name))
}
