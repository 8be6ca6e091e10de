//! How asynchronous events are written down.
//!
//! ```text
//! ["event", NUMBER]     length | what is known of it, as JSON | the event
//! ```
//!
//! The number has eight bytes, the highest first.

use std::sync::Arc;

use bytes::Bytes;
use imbl::ordmap::DiffItem;

use super::accepted::{Accepted, AcceptedImage};
use crate::journal::{Damaged, Differences, Piece};
use crate::store::number::{push_bytes, take_bytes};

impl AcceptedImage {
    pub(crate) fn differences(&self, before: &Self, to: &mut Differences<'_>) {
        for change in before.0.diff(&self.0) {
            let (number, event) = match change {
                DiffItem::Add(number, event)
                | DiffItem::Update {
                    new: (number, event),
                    ..
                } => (number, event),
                DiffItem::Remove(number, _) => {
                    to.remove(&[b"event", &number.to_be_bytes()]);
                    continue;
                }
            };
            let value = serde_json::to_vec(&event.head).map(|head| {
                let mut value = Vec::with_capacity(head.len() + event.payload.len() + 8);
                push_bytes(&mut value, &head);
                value.extend_from_slice(&event.payload);
                value
            });
            to.put_recorded(
                &[b"event", &number.to_be_bytes()],
                value.map_err(Into::into),
            );
        }
    }

    /// Takes in a piece, whose key has what follows `event`.
    pub(crate) fn apply(&mut self, mut piece: Piece<'_>) -> Result<(), Damaged> {
        let number = piece.name()?.try_into();
        let number = u64::from_be_bytes(number.map_err(|_| Damaged::new("no event's number"))?);
        let Some(mut payload) = piece.value() else {
            self.0.remove(&number);
            return Ok(());
        };
        let head = take_bytes(&mut payload).ok_or_else(|| Damaged::new("an event is cut off"))?;
        let head = serde_json::from_slice(head);
        let event = Accepted {
            head: head.map_err(|error| Damaged::new(error.to_string()))?,
            payload: Bytes::copy_from_slice(payload),
        };
        self.0.insert(number, Arc::new(event));
        Ok(())
    }
}
