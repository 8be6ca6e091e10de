//! How messages on their way out are written down.
//!
//! ```text
//! ["last"]                 the number of the latest message
//! ["forgotten"]            a number: the messages before it have gone
//! ["message", NUMBER]      a message; the number in eight bytes, the highest first
//! ```

use std::sync::Arc;

use imbl::ordmap::DiffItem;

use super::outbox::OutboxImage;
use crate::journal::{Damaged, Differences, Piece, Pieces};

impl Pieces for OutboxImage {
    fn differences(&self, before: &Self, to: &mut Differences<'_>) {
        let first = self.first().unwrap_or(u64::MAX);
        if before.first().is_some_and(|own| own < first) {
            to.put_json(&[b"forgotten"], &first);
        }
        for change in before.messages.diff(&self.messages) {
            match change {
                DiffItem::Add(number, message)
                | DiffItem::Update {
                    new: (number, message),
                    ..
                } => to.put_json(&[b"message", &number.to_be_bytes()], &**message),
                DiffItem::Remove(number, _) if *number < first => {}
                DiffItem::Remove(number, _) => to.remove(&[b"message", &number.to_be_bytes()]),
            }
        }
        if self.last != before.last {
            to.put_json(&[b"last"], &self.last);
        }
    }

    fn apply(&mut self, mut piece: Piece<'_>) -> Result<(), Damaged> {
        match piece.text()? {
            "last" => self.last = piece.json()?.unwrap_or_default(),
            "forgotten" => {
                let first: u64 = piece.json()?.unwrap_or_default();
                while let Some(number) = self.first().filter(|own| *own < first) {
                    self.remove(number);
                }
            }
            "message" => {
                let number = piece.name()?.try_into();
                let number = number.map_err(|_| Damaged::new("no number of a message"))?;
                let number = u64::from_be_bytes(number);
                match piece.json()? {
                    Some(message) => self.put(number, Arc::new(message)),
                    None => self.remove(number),
                }
            }
            _ => return Err(Damaged::new("no piece of the outbox")),
        }
        Ok(())
    }

    fn complete(&mut self) -> Result<(), Damaged> {
        Ok(())
    }
}
