//! Streams of changes for services that read them.

use super::objects::BusFuture;
use crate::aws::identity::Scope;

/// Keeps streams of changes. DynamoDB implements it; event source mappings of Lambda read them. A
/// place in a stream is named by the sequence number behind which it is: 0 is before every record.
pub(crate) trait KeepStreams: Send + Sync {
    /// The place of a reader that begins now.
    fn begin<'a>(
        &'a self,
        stream: Stream<'a>,
        start: Start,
    ) -> BusFuture<'a, Result<u128, StreamProblem>>;

    /// The next records behind a place that are of a share.
    fn read<'a>(
        &'a self,
        stream: Stream<'a>,
        behind: u128,
        share: Share,
    ) -> BusFuture<'a, Result<Read, StreamProblem>>;

    /// Waits until there may be records behind a place, perhaps forever.
    fn grows<'a>(&'a self, stream: Stream<'a>, behind: u128) -> BusFuture<'a, ()>;

    /// The number of the newest record; `None` if only reading can tell.
    fn newest(&self, stream: Stream<'_>) -> Option<u128>;
}

/// A stream, by its ARN, and who reads it: streams of other accounts and regions are not there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stream<'a> {
    pub(crate) reader: &'a Scope,
    pub(crate) arn: &'a str,
}

/// Where a reader begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// With the oldest record.
    Oldest,
    /// Behind the newest.
    Newest,
}

/// Of so many parts, the one with this number: all changes of one item are in the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) part: usize,
    pub(crate) parts: usize,
}

impl Share {
    pub(crate) fn has(self, key_hash: u64) -> bool {
        self.parts < 2 || key_hash % self.parts as u64 == self.part as u64
    }
}

/// What a read found.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub(crate) records: Vec<Record>,
    /// The place behind which the next read goes on.
    pub(crate) through: u128,
    /// Where the records are kept.
    pub(crate) shard_id: String,
}

/// One change.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// Its sequence number.
    pub(crate) number: u128,
    /// As its text in the record.
    pub(crate) number_text: String,
    pub(crate) created_ms: i64,
    /// [`key_hash`] of the item's key.
    pub(crate) key_hash: u64,
    /// The record as a function's event has it.
    pub(crate) json: String,
}

/// Why a stream could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StreamProblem {
    NotFound,
    /// The place is older than the oldest record, behind which is this one.
    Trimmed(u128),
}

/// Tells items apart by the JSON of their keys; the same in every run (FNV-1a).
pub(crate) fn key_hash(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_in_one_share() {
        for number in 0..100 {
            let hash = key_hash(&format!("{{\"p\":{{\"S\":\"{number}\"}}}}"));
            for parts in 1..=10 {
                let having = (0..parts).filter(|part| Share { part: *part, parts }.has(hash));
                assert_eq!(having.count(), 1);
            }
        }
    }
}
