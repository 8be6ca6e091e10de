//! Operations as data, and random ones.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// The second one has versions.
pub(super) const BUCKETS: [&str; 2] = ["flat", "deep"];
pub(super) const KEYS: [&str; 5] = ["a", "a/b", "a/c", "b", "c/"];

/// A key of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) bucket: &'static str,
    pub(super) key: &'static str,
}

/// The same byte so many times: at most 64 KiB lie in the journal, more in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) byte: u8,
    pub(super) length: usize,
}

/// Versions, uploads and parts are named by their place among those that are there.
#[derive(Clone, Debug)]
pub(super) enum Operation {
    Put(Place, Body),
    PutIfNothingIsThere(Place, Body),
    Copy {
        from: Place,
        version: Option<usize>,
        to: Place,
    },
    Get(Place, Option<usize>),
    Delete(Place, Option<usize>),
    DeleteMany(&'static str, Vec<&'static str>),
    /// Of the bucket that has versions: on, or suspended.
    Version(bool),
    Begin(Place),
    Part {
        upload: usize,
        number: u32,
        body: Body,
    },
    Complete(usize),
    Abort(usize),
    List {
        bucket: &'static str,
        prefix: &'static str,
        by_folder: bool,
        page: usize,
    },
    ListVersions(&'static str),
}

fn any_place() -> impl Strategy<Value = Place> {
    (select(&BUCKETS[..]), select(&KEYS[..])).prop_map(|(bucket, key)| Place { bucket, key })
}

fn any_body() -> impl Strategy<Value = Body> {
    let length = select(&[0, 10, 3_000, 70_000, 300_000][..]);
    (any::<u8>(), length).prop_map(|(byte, length)| Body { byte, length })
}

pub(super) fn any_operation() -> impl Strategy<Value = Operation> {
    let version = || option::of(0..4_usize);
    let bucket = || select(&BUCKETS[..]);
    let keys = vec(select(&KEYS[..]), 1..4);
    let list = (
        bucket(),
        select(&["", "a", "a/", "z"][..]),
        any::<bool>(),
        1..5_usize,
    );
    prop_oneof![
        8 => (any_place(), any_body()).prop_map(|(place, body)| Operation::Put(place, body)),
        1 => (any_place(), any_body())
            .prop_map(|(place, body)| Operation::PutIfNothingIsThere(place, body)),
        3 => (any_place(), version(), any_place())
            .prop_map(|(from, version, to)| Operation::Copy { from, version, to }),
        2 => (any_place(), version()).prop_map(|(place, version)| Operation::Get(place, version)),
        3 => (any_place(), version())
            .prop_map(|(place, version)| Operation::Delete(place, version)),
        1 => (bucket(), keys).prop_map(|(bucket, keys)| Operation::DeleteMany(bucket, keys)),
        1 => any::<bool>().prop_map(Operation::Version),
        2 => any_place().prop_map(Operation::Begin),
        3 => (0..3_usize, 1..4_u32, any_body())
            .prop_map(|(upload, number, body)| Operation::Part { upload, number, body }),
        2 => (0..3_usize).prop_map(Operation::Complete),
        1 => (0..3_usize).prop_map(Operation::Abort),
        2 => list.prop_map(|(bucket, prefix, by_folder, page)| Operation::List {
            bucket,
            prefix,
            by_folder,
            page,
        }),
        1 => bucket().prop_map(Operation::ListVersions),
    ]
}
