//! A table's streams: the one that records its changes, and those that have ended.

use std::sync::Arc;

use super::definition::Definition;
use super::record::Change;
use super::stream::Stream;
use crate::clock::Clock;

/// Streams that are kept after their end, of one table and of an account's deleted tables in a
/// region; the oldest go first.
const ENDED_MAX: usize = 1000;
/// Memory for the records of as many.
const ENDED_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Cloning it costs a few pointers.
#[derive(Clone, Default)]
pub(crate) struct Streams {
    pub(super) open: Option<Stream>,
    pub(super) ended: Ended,
}

/// Streams that have ended, oldest first. They can be read for a day.
#[derive(Clone, Default)]
pub(crate) struct Ended(pub(super) Arc<Vec<Stream>>);

impl Streams {
    /// Begins and ends streams so that there is the one of the definition.
    pub(super) fn follow(&mut self, definition: &Definition, clock: &Clock) {
        let label = definition.stream.as_ref().map(|stream| &stream.label);
        if self.open.as_ref().map(|open| &open.about().label) != label {
            self.end();
            self.open = Stream::of(definition, clock);
        }
    }

    /// Goes on by another clock.
    pub(super) fn follow_clock(&mut self, clock: &Clock) {
        self.open = self.open.take().map(|stream| stream.by(clock));
        self.ended = self.ended.by(clock);
    }

    /// Ends the open stream, if there is one.
    pub(crate) fn end(&mut self) {
        if let Some(mut stream) = self.open.take() {
            stream.end();
            self.ended = self.ended.with([stream]);
        }
    }

    pub(crate) fn ended(&self) -> &Ended {
        &self.ended
    }

    /// The one place where changes become records; every write of the table comes here.
    pub(super) fn record(&mut self, change: Change<'_>) {
        if let Some(stream) = &mut self.open {
            stream.record(change);
        }
    }

    /// Wakes the readers of the stream that is open, once they can see what it has.
    pub(super) fn tell(&self) {
        if let Some(stream) = &self.open {
            stream.tell();
        }
    }

    /// Those that can be found, oldest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Stream> {
        self.ended.all().chain(&self.open)
    }
}

impl Ended {
    /// The same streams by another clock.
    pub(super) fn by(&self, clock: &Clock) -> Self {
        let streams = self.0.iter().map(|stream| stream.clone().by(clock));
        Self(Arc::new(streams.collect()))
    }

    /// These and others that ended later, as far as they are kept.
    pub(super) fn with(&self, others: impl IntoIterator<Item = Stream>) -> Self {
        let mut streams: Vec<_> = self.all().cloned().chain(others).collect();
        let mut bytes: usize = streams.iter().map(Stream::memory_bytes).sum();
        let mut surplus = 0;
        while streams.len() - surplus > ENDED_MAX || bytes > ENDED_BYTES_MAX {
            bytes -= streams[surplus].memory_bytes();
            surplus += 1;
        }
        streams.drain(..surplus);
        Self(Arc::new(streams))
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Stream> {
        self.0.iter().filter(|stream| !stream.is_gone())
    }
}
