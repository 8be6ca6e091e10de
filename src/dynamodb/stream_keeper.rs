//! The embedded engine's streams for other services.

use std::sync::Arc;

use super::engine::directory::Engine;
use super::engine::stream::Stream as Kept;
use super::lookup::owner_of_stream;
use super::sequence_number;
use super::stream_record::write_record;
use super::wire::writer::Writer;
use crate::bus::objects::BusFuture;
use crate::bus::streams::{
    KeepStreams, Read, Record, Share, Start, Stream, StreamProblem, key_hash,
};

/// Records of one read.
const RECORDS_MAX: usize = 1000;
/// Roughly what a record's frame takes in its event.
const FRAME_BYTES: usize = 512;

/// Answers at once: an engine's streams are in memory.
pub(super) struct StreamKeeper(pub(super) Arc<Engine>);

impl StreamKeeper {
    fn find(&self, stream: Stream<'_>) -> Option<Kept> {
        let Stream { reader, arn } = stream;
        let (owner, table_name) = owner_of_stream(arn).filter(|(owner, _)| owner == reader)?;
        self.0.drawer(&owner).streams(Some(table_name)).remove(arn)
    }

    fn read(&self, of: Stream<'_>, behind: u128, share: Share) -> Result<Read, StreamProblem> {
        let stream = self.find(of).ok_or(StreamProblem::NotFound)?;
        let trimmed = |through| StreamProblem::Trimmed(sequence_number::number(through));
        let from = match behind {
            0 => stream.trimmed_through() + 1,
            behind => sequence_number::of_number(behind).saturating_add(1),
        };
        let batch = stream.read(from, RECORDS_MAX);
        let batch = batch.map_err(|_| trimmed(stream.trimmed_through()))?;
        let about = stream.about();
        let region = of.reader.region.as_str();
        let last = batch.records.last().map_or(from - 1, |last| last.position);
        let mut records = Vec::new();
        for record in &batch.records {
            let key_hash = key_hash(record.keys.json());
            if !share.has(key_hash) {
                continue;
            }
            let mut writer = Writer::with_capacity(FRAME_BYTES + record.memory_bytes());
            write_record(&mut writer, record, about.view, region, Some(of.arn));
            records.push(Record {
                number: sequence_number::number(record.position),
                number_text: sequence_number::of_position(record.position),
                created_ms: record.created_ms,
                key_hash,
                json: writer.into_text(),
            });
        }
        Ok(Read {
            records,
            through: sequence_number::number(last),
            shard_id: about.shard_id.clone(),
        })
    }
}

impl KeepStreams for StreamKeeper {
    fn begin<'a>(
        &'a self,
        stream: Stream<'a>,
        start: Start,
    ) -> BusFuture<'a, Result<u128, StreamProblem>> {
        let stream = self.find(stream).ok_or(StreamProblem::NotFound);
        let place = stream.map(|stream| match start {
            Start::Oldest => 0,
            Start::Newest => sequence_number::number(stream.newest()),
        });
        Box::pin(std::future::ready(place))
    }

    fn read<'a>(
        &'a self,
        stream: Stream<'a>,
        behind: u128,
        share: Share,
    ) -> BusFuture<'a, Result<Read, StreamProblem>> {
        Box::pin(std::future::ready(self.read(stream, behind, share)))
    }

    fn grows<'a>(&'a self, stream: Stream<'a>, behind: u128) -> BusFuture<'a, ()> {
        Box::pin(async move {
            let Some(mut news) = self.find(stream).map(|stream| stream.news()) else {
                return std::future::pending().await;
            };
            while self.newest(stream).is_none_or(|newest| newest <= behind) {
                if news.changed().await.is_err() {
                    return std::future::pending().await;
                }
            }
        })
    }

    /// Before every record if there is no such stream: nothing will come of it.
    fn newest(&self, stream: Stream<'_>) -> Option<u128> {
        let stream = self.find(stream);
        Some(stream.map_or(0, |stream| match stream.newest() {
            newest if newest == stream.trimmed_through() => 0,
            newest => sequence_number::number(newest),
        }))
    }
}
