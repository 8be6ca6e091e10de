//! What services send to queues, topics and event buses: nobody here takes it, so it is kept for who
//! wants to read what would have arrived.

use std::borrow::Cow;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// Messages that are kept at most, and the bytes of them; the oldest go first.
const MESSAGES_MAX: usize = 10_000;
const BYTES_MAX: usize = 16 * 1024 * 1024;

/// One message on its way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Message {
    /// The ARN of the queue, topic or event bus.
    pub(crate) target: String,
    /// The ARN of what it is about: a bucket, a function.
    pub(crate) source: String,
    /// When it was sent, in milliseconds since 1970.
    pub(crate) sent_ms: i64,
    /// Topics alone have subjects.
    pub(crate) subject: Option<Cow<'static, str>>,
    /// What a dead-letter queue gets beside the body.
    pub(crate) attributes: Vec<(Cow<'static, str>, String)>,
    /// Exactly what the target gets: a queue's message body, a topic's message, a bus's event.
    pub(crate) body: String,
}

impl Message {
    fn bytes(&self) -> usize {
        let attributes = self.attributes.iter().map(|(_, value)| value.len());
        size_of::<(u64, Self)>()
            + attributes.sum::<usize>()
            + self.target.len()
            + self.source.len()
            + self.body.len()
    }
}

/// Which messages a reader wants; what is `None` leaves nothing out.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Selection<'a> {
    pub(crate) target: Option<&'a str>,
    pub(crate) source: Option<&'a str>,
}

impl Selection<'_> {
    fn takes(&self, message: &Message) -> bool {
        self.target.is_none_or(|target| message.target == target)
            && self.source.is_none_or(|source| message.source == source)
    }
}

/// Keeps the latest messages in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Outbox(Mutex<OutboxImage>);

/// All messages at one moment. Cloning it costs a pointer.
#[derive(Clone, Debug, Default)]
pub(crate) struct OutboxImage {
    /// Each with its number: 1, 2, 3…
    pub(super) messages: OrdMap<u64, Arc<Message>>,
    pub(super) bytes: usize,
    pub(super) last: u64,
}

impl OutboxImage {
    /// Adds or replaces a message.
    pub(super) fn put(&mut self, number: u64, message: Arc<Message>) {
        self.remove(number);
        self.bytes += message.bytes();
        self.messages.insert(number, message);
    }

    pub(super) fn remove(&mut self, number: u64) {
        if let Some(gone) = self.messages.remove(&number) {
            self.bytes -= gone.bytes();
        }
    }

    pub(super) fn first(&self) -> Option<u64> {
        self.messages.keys().next().copied()
    }
}

impl Outbox {
    /// Begins with the messages of an image.
    pub(crate) fn restored(image: &OutboxImage) -> Self {
        Self(Mutex::new(image.clone()))
    }

    pub(crate) fn image(&self) -> OutboxImage {
        self.kept().clone()
    }

    /// Adds a message; the oldest give way.
    pub(crate) fn keep(&self, message: Message) {
        let mut kept = self.kept();
        kept.last += 1;
        let number = kept.last;
        kept.put(number, Arc::new(message));
        while kept.messages.len() > MESSAGES_MAX || kept.bytes > BYTES_MAX {
            let Some(first) = kept.first() else {
                return;
            };
            kept.remove(first);
        }
    }

    /// The first messages behind a number, at most `limit` of them, each with its own number.
    pub(crate) fn read(
        &self,
        selection: Selection<'_>,
        after: u64,
        limit: usize,
    ) -> Vec<(u64, Arc<Message>)> {
        let messages = self.image().messages;
        let behind = messages.range((Bound::Excluded(after), Bound::Unbounded));
        let wanted = behind.filter(|(_, message)| selection.takes(message));
        let wanted = wanted.map(|(number, message)| (*number, Arc::clone(message)));
        wanted.take(limit).collect()
    }

    /// Forgets messages; numbers go on.
    pub(crate) fn forget(&self, selection: Selection<'_>) {
        let mut kept = self.kept();
        let going = kept.messages.iter();
        let going = going.filter(|(_, message)| selection.takes(message));
        let going: Vec<u64> = going.map(|(number, _)| *number).collect();
        going.into_iter().for_each(|number| kept.remove(number));
    }

    fn kept(&self) -> MutexGuard<'_, OutboxImage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(target: &str, body: String) -> Message {
        Message {
            target: target.to_owned(),
            source: "arn:aws:s3:::pail".to_owned(),
            sent_ms: 0,
            subject: None,
            attributes: Vec::new(),
            body,
        }
    }

    fn numbers(outbox: &Outbox, selection: Selection<'_>, after: u64, limit: usize) -> Vec<u64> {
        let read = outbox.read(selection, after, limit);
        read.into_iter().map(|(number, _)| number).collect()
    }

    #[test]
    fn messages_are_read_in_order_behind_a_number() {
        let outbox = Outbox::default();
        for target in ["a", "b", "a", "a"] {
            outbox.keep(message(target, String::new()));
        }
        let of_a = Selection {
            target: Some("a"),
            source: None,
        };
        assert_eq!(numbers(&outbox, Selection::default(), 0, 9), [1, 2, 3, 4]);
        assert_eq!(numbers(&outbox, of_a, 1, 1), [3]);
        outbox.forget(of_a);
        outbox.keep(message("a", String::new()));
        assert_eq!(numbers(&outbox, Selection::default(), 0, 9), [2, 5]);
    }

    #[test]
    fn the_oldest_give_way_by_number_and_by_bytes() {
        let outbox = Outbox::default();
        for _ in 0..MESSAGES_MAX + 1 {
            outbox.keep(message("a", String::new()));
        }
        assert_eq!(numbers(&outbox, Selection::default(), 0, 1), [2]);
        outbox.keep(message("a", "x".repeat(BYTES_MAX / 2)));
        outbox.keep(message("a", "x".repeat(BYTES_MAX / 2)));
        let last = MESSAGES_MAX as u64 + 3;
        assert_eq!(numbers(&outbox, Selection::default(), 0, 9), [last]);
    }
}
