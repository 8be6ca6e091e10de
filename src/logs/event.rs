//! One log event, and its place among all others.

use std::sync::Arc;

/// What AWS adds to a message's bytes when it counts them (API reference, PutLogEvents).
pub(super) const OVERHEAD_BYTES: usize = 26;

/// An event that is kept.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) place: Place,
    pub(super) stream: Arc<str>,
    pub(super) message: Box<str>,
    /// When it came, in milliseconds since 1970.
    pub(super) ingested_ms: i64,
}

/// Events are ordered by their own time, and by arrival where that is equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Milliseconds since 1970, as the sender said.
    pub(super) timestamp_ms: i64,
    /// 1, 2, 3… in one world.
    pub(super) number: u64,
}

/// Whether the two are one.
impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Event {}

impl Event {
    /// As AWS counts it: the message in UTF-8 and 26 bytes.
    pub(super) fn bytes(&self) -> usize {
        self.message.len() + OVERHEAD_BYTES
    }

    /// 56 digits that sort as events do.
    pub(super) fn id(&self) -> String {
        format!("3{:015}{:040}", self.place.timestamp_ms, self.place.number)
    }
}

impl Place {
    /// Before everything that happens at a moment or later.
    pub(super) fn at(timestamp_ms: i64) -> Self {
        Self {
            timestamp_ms,
            number: 0,
        }
    }

    /// Behind everything that happens at a moment.
    pub(super) fn last_at(timestamp_ms: i64) -> Self {
        Self {
            timestamp_ms,
            number: u64::MAX,
        }
    }
}
