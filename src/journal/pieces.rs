//! What can be written down piece by piece, and read back.

use serde::de::DeserializeOwned;

use super::differences::Differences;
use crate::store::depot::Depot;
use crate::store::number::take_bytes;

/// State that can be written down piece by piece. The differences of a state from an empty one are all
/// of it; those from an earlier one cost what has changed, as far as the two share their parts.
pub(crate) trait Pieces {
    /// Tells every piece that differs from `before`, in an order in which they can be applied to it.
    fn differences(&self, before: &Self, to: &mut Differences<'_>);

    /// Takes one piece in, or out.
    fn apply(&mut self, piece: Piece<'_>) -> Result<(), Damaged>;

    /// Makes what is derived from the pieces (indexes, links), once after the last of them.
    fn complete(&mut self) -> Result<(), Damaged>;
}

/// One piece on its way back: what is left of its key, and its value. A key is a list of names, each
/// behind its length.
#[derive(Clone)]
pub(crate) struct Piece<'a> {
    key: &'a [u8],
    value: Option<&'a [u8]>,
    depot: &'a Depot,
}

impl<'a> Piece<'a> {
    /// Large bodies that the value speaks of lie in `depot`.
    pub(crate) fn new(key: &'a [u8], value: Option<&'a [u8]>, depot: &'a Depot) -> Self {
        Self { key, value, depot }
    }

    #[cfg(test)]
    pub(super) fn key(&self) -> &'a [u8] {
        self.key
    }

    pub(crate) fn depot(&self) -> &'a Depot {
        self.depot
    }

    /// Whether it comes from elsewhere, so that it may say anything.
    pub(crate) fn is_foreign(&self) -> bool {
        self.depot.is_of_arrivals()
    }

    /// Takes the next name off the key.
    pub(crate) fn name(&mut self) -> Result<&'a [u8], Damaged> {
        take_bytes(&mut self.key).ok_or_else(|| Damaged::new("a key ends too early"))
    }

    /// As [`Piece::name`], for a name that is text.
    pub(crate) fn text(&mut self) -> Result<&'a str, Damaged> {
        std::str::from_utf8(self.name()?).map_err(|_| Damaged::new("a name is no text"))
    }

    /// Whether all names were taken. A removal is then about all that lies below them too.
    pub(crate) fn is_named(&self) -> bool {
        self.key.is_empty()
    }

    /// `None` for a removal.
    pub(crate) fn value(&self) -> Option<&'a [u8]> {
        self.value
    }

    /// The value of a piece that [`Differences::put_json`] told; `None` for a removal.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<Option<T>, Damaged> {
        let read =
            |value| serde_json::from_slice(value).map_err(|error| Damaged::new(error.to_string()));
        self.value.map(read).transpose()
    }
}

/// What was read back is not what anybody wrote.
#[derive(Clone, Debug)]
pub(crate) struct Damaged(String);

impl Damaged {
    /// `what` says what is wrong, in words that follow a colon.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

impl std::fmt::Display for Damaged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_taken_apart_as_it_was_told() {
        let mut told = Vec::new();
        let mut sink = |key: &[u8], value: Option<&[u8]>| {
            told.push((key.to_vec(), value.map(<[u8]>::to_vec)));
        };
        let mut to = Differences::new(&mut sink);
        to.within(&[b"table", b"orders"], |to| {
            to.put_json(&[b"size"], &7);
            to.remove(&[]);
        });
        let depot = Depot::default();
        let pieces: Vec<_> = told
            .iter()
            .map(|(key, value)| Piece::new(key, value.as_deref(), &depot))
            .collect();
        let [mut size, mut table] = pieces.try_into().unwrap_or_else(|_| panic!("two pieces"));
        let names = [(); 3].map(|()| size.text().unwrap());
        assert_eq!(names, ["table", "orders", "size"]);
        assert!(size.is_named() && size.name().is_err());
        assert_eq!(size.json::<u8>().unwrap(), Some(7));
        assert_eq!((table.text().unwrap(), table.is_named()), ("table", false));
        assert_eq!((table.text().unwrap(), table.is_named()), ("orders", true));
        assert!(table.value().is_none());
    }
}
