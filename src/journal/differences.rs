//! What takes down the differences between two states.

use std::io;

use serde::Serialize;

use crate::store::apart::Apart;
use crate::store::content::Content;
use crate::store::depot::Depot;
use crate::store::number::push_bytes;

/// Gets each key, and its piece; `None` removes it, and all whose keys begin like it.
type Sink<'a> = dyn FnMut(&[u8], Option<&[u8]>) + 'a;

/// Takes down pieces, in the order in which they can be applied to the earlier state.
pub(crate) struct Differences<'a> {
    /// What every key begins with here.
    prefix: Vec<u8>,
    sink: &'a mut Sink<'a>,
    depot: Depot,
    /// Takes large bodies, where those do not stay where they lie.
    apart: Option<Apart<'a>>,
    has_bodies: bool,
    failed: Option<io::Error>,
}

impl<'a> Differences<'a> {
    pub(crate) fn new(sink: &'a mut Sink<'a>) -> Self {
        Self {
            prefix: Vec::new(),
            sink,
            depot: Depot::default(),
            apart: None,
            has_bodies: true,
            failed: None,
        }
    }

    /// Large bodies that are not written down yet go to `depot`.
    pub(super) fn with_depot(mut self, depot: &Depot) -> Self {
        self.depot = depot.clone();
        self
    }

    /// Large bodies are told to `apart` instead.
    pub(super) fn with_bodies_apart(mut self, apart: Apart<'a>) -> Self {
        self.apart = Some(apart);
        self
    }

    /// Writes down where a body is, behind what is in `value`. Blocks; fails where it cannot be read.
    pub(crate) fn record(&mut self, body: &Content, value: &mut Vec<u8>) -> io::Result<()> {
        match &mut self.apart {
            None => body.record(value),
            Some(apart) => body.record_apart(value, apart),
        }
    }

    /// Where large bodies lie.
    pub(crate) fn depot(&self) -> &Depot {
        &self.depot
    }

    /// As [`Differences::new`], for who wants to know what differs: bodies need not be told.
    pub(crate) fn without_bodies(sink: &'a mut Sink<'a>) -> Self {
        Self {
            has_bodies: false,
            ..Self::new(sink)
        }
    }

    /// Whether bodies are to be told, too.
    pub(crate) fn has_bodies(&self) -> bool {
        self.has_bodies
    }

    /// Whatever `say` tells lies below some names.
    pub(crate) fn within<T>(&mut self, names: &[&[u8]], say: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.prefix.len();
        names
            .iter()
            .for_each(|name| push_bytes(&mut self.prefix, name));
        let said = say(self);
        self.prefix.truncate(length);
        said
    }

    /// A piece that is new, or another than it was.
    pub(crate) fn put(&mut self, names: &[&[u8]], value: &[u8]) {
        self.tell(names, Some(value));
    }

    /// As [`Differences::put`]: for what is small and seldom, and may get further fields some day.
    pub(crate) fn put_json(&mut self, names: &[&[u8]], value: &impl Serialize) {
        let json = serde_json::to_vec(value).expect("maps of a piece have text for keys");
        self.put(names, &json);
    }

    /// As [`Differences::put`], for a value that had to be read first. What cannot be read is told by
    /// [`Differences::finish`].
    pub(crate) fn put_recorded(&mut self, names: &[&[u8]], value: io::Result<Vec<u8>>) {
        match value {
            Ok(value) => self.put(names, &value),
            Err(error) => self.failed = Some(error),
        }
    }

    /// A piece is there no more, nor any whose key begins with these names.
    pub(crate) fn remove(&mut self, names: &[&[u8]]) {
        self.tell(names, None);
    }

    /// Whether everything was told.
    pub(super) fn finish(self) -> io::Result<()> {
        self.failed.map_or(Ok(()), Err)
    }

    fn tell(&mut self, names: &[&[u8]], value: Option<&[u8]>) {
        self.within(names, |this| (this.sink)(&this.prefix, value));
    }
}
