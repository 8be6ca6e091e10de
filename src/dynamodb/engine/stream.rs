//! A stream: one shard of change records in order, trimmed by age and by size.

use std::sync::Arc;

use imbl::OrdMap;
use tokio::sync::watch;

use super::definition::{Definition, KeySchema};
use super::record::{Change, Record};
use super::view::ViewType;
use crate::clock::Clock;

/// How long a record can be read, and a stream that has ended be found (Developer Guide, "Change
/// data capture for DynamoDB Streams": 24 hours).
const RETENTION_MS: i64 = 24 * 60 * 60 * 1000;
/// Memory for one stream's records; the oldest go first.
const STREAM_BYTES_MAX: usize = 64 * 1024 * 1024;
/// SizeBytes that one read gives at most (API reference, "GetRecords": 1 MB).
const READ_BYTES_MAX: usize = 1024 * 1024;

/// What does not change while a stream lives.
#[derive(Clone)]
pub(crate) struct About {
    pub(crate) arn: String,
    pub(crate) label: String,
    pub(crate) table_name: String,
    pub(crate) key: KeySchema,
    pub(crate) view: ViewType,
    pub(crate) created_ms: i64,
    pub(crate) shard_id: String,
    clock: Clock,
    /// Told whenever readers see more of the stream, or its end.
    news: watch::Sender<()>,
}

/// The changes of one table while its stream is enabled. Cloning it costs a few pointers.
///
/// ```text
/// position  0 … trimmed … | first … records … next - 1 | next
/// ```
#[derive(Clone)]
pub(crate) struct Stream {
    pub(super) about: Arc<About>,
    /// By position, without gaps.
    pub(super) records: OrdMap<u64, Arc<Record>>,
    memory_bytes: usize,
    /// The position of the record that comes next.
    pub(super) next: u64,
    pub(super) ended_ms: Option<i64>,
}

/// Records in order, and where the ones behind them begin; none if the shard is closed and read.
pub(crate) struct Batch {
    pub(crate) records: Vec<Arc<Record>>,
    pub(crate) next: Option<u64>,
}

/// The position has been trimmed away.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Trimmed;

impl About {
    /// Of a stream that was written down; whoever starts a world gives it that world's clock.
    pub(super) fn recorded(
        arn: String,
        label: String,
        (table_name, key): (String, KeySchema),
        view: ViewType,
        (created_ms, shard_id): (i64, String),
    ) -> Self {
        Self {
            arn,
            label,
            table_name,
            key,
            view,
            created_ms,
            shard_id,
            clock: Clock::frozen(0),
            news: watch::Sender::new(()),
        }
    }
}

impl Stream {
    /// A stream that was written down, with the records that are `known` of it already.
    pub(super) fn recorded(
        about: About,
        known: Option<Self>,
        next: u64,
        ended_ms: Option<i64>,
    ) -> Self {
        let (records, memory_bytes) = known.map_or_else(Default::default, |known| {
            (known.records, known.memory_bytes)
        });
        Self {
            about: Arc::new(about),
            records,
            memory_bytes,
            next,
            ended_ms,
        }
    }

    /// Puts back what was written down of one position, or takes it away.
    pub(super) fn replace(&mut self, position: u64, record: Option<Arc<Record>>) {
        let old = match record {
            Some(record) => {
                self.memory_bytes += record.memory_bytes();
                self.next = self.next.max(position + 1);
                self.records.insert(position, record)
            }
            None => self.records.remove(&position),
        };
        self.memory_bytes -= old.map_or(0, |old| old.memory_bytes());
    }

    /// The stream of a table whose definition has one.
    pub(crate) fn of(definition: &Definition, clock: &Clock) -> Option<Self> {
        let stream = definition.stream.as_ref()?;
        let created_ms = clock.unix_ms();
        Some(Self {
            about: Arc::new(About {
                arn: definition.stream_arn(&stream.label),
                label: stream.label.clone(),
                table_name: definition.name.clone(),
                key: definition.key.clone(),
                view: stream.view,
                created_ms,
                shard_id: format!("shardId-{created_ms:020}-{}", clock.hex(8)),
                clock: clock.clone(),
                news: watch::Sender::new(()),
            }),
            records: OrdMap::new(),
            memory_bytes: 0,
            next: 1,
            ended_ms: None,
        })
    }

    /// The same stream by another clock.
    pub(super) fn by(self, clock: &Clock) -> Self {
        let about = Arc::new(About {
            clock: clock.clone(),
            ..About::clone(&self.about)
        });
        Self { about, ..self }
    }

    pub(crate) fn about(&self) -> &Arc<About> {
        &self.about
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.ended_ms.is_some()
    }

    pub(super) fn end(&mut self) {
        self.ended_ms = Some(self.about.clock.unix_ms());
    }

    /// Wakes those who wait for news; to be called when readers see this state.
    pub(super) fn tell(&self) {
        self.about.news.send_replace(());
    }

    /// Hears of everything that is told from now on.
    pub(crate) fn news(&self) -> watch::Receiver<()> {
        self.about.news.subscribe()
    }

    /// Whether the stream ended so long ago that it cannot be found any more.
    pub(super) fn is_gone(&self) -> bool {
        self.ended_ms.is_some_and(|moment| self.is_past(moment))
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.memory_bytes
    }

    /// Appends the record of a change, if there is anything to tell.
    pub(super) fn record(&mut self, change: Change<'_>) {
        let Some((event, item)) = change.event() else {
            return;
        };
        let about = &self.about;
        let (old, new) = change.images(about.view);
        let (high, low) = (about.clock.random_u64(), about.clock.random_u64());
        let record = Record {
            position: self.next,
            event_id: u128::from(high) << 64 | u128::from(low),
            event,
            actor: change.actor,
            created_ms: about.clock.unix_ms(),
            keys: item.key(&about.key),
            new,
            old,
        };
        self.memory_bytes += record.memory_bytes();
        self.records.insert(self.next, Arc::new(record));
        self.next += 1;
        self.trim();
    }

    /// The position of the newest record that nobody can read any more; 0 if all can be read.
    pub(crate) fn trimmed_through(&self) -> u64 {
        self.oldest() - 1
    }

    /// The position of the newest record; 0 if there never was one.
    pub(crate) fn newest(&self) -> u64 {
        self.next - 1
    }

    /// The records from a position on: at most `records_max` of them, and 1 MB unless the first alone
    /// is larger.
    pub(crate) fn read(&self, from: u64, records_max: usize) -> Result<Batch, Trimmed> {
        if from <= self.trimmed_through() {
            return Err(Trimmed);
        }
        let mut records: Vec<Arc<Record>> = Vec::new();
        let mut bytes = 0;
        for (_, record) in self.records.range(from..).take(records_max) {
            bytes += record.size_bytes();
            if bytes > READ_BYTES_MAX && !records.is_empty() {
                break;
            }
            records.push(Arc::clone(record));
        }
        let next = from + records.len() as u64;
        let is_read = self.has_ended() && next >= self.next;
        Ok(Batch {
            records,
            next: (!is_read).then_some(next),
        })
    }

    /// The position of the oldest record that is young enough to be read, or of the next one.
    fn oldest(&self) -> u64 {
        let first = self
            .records
            .get_min()
            .map_or(self.next, |(first, _)| *first);
        let (mut low, mut high) = (first, self.next);
        while low < high {
            let middle = low + (high - low) / 2;
            let record = self.records.get(&middle);
            match record.is_some_and(|record| self.is_past(record.created_ms)) {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    }

    fn trim(&mut self) {
        while let Some((_, oldest)) = self.records.get_min() {
            if self.memory_bytes <= STREAM_BYTES_MAX && !self.is_past(oldest.created_ms) {
                return;
            }
            let position = oldest.position;
            self.memory_bytes -= oldest.memory_bytes();
            self.records.remove(&position);
        }
    }

    fn is_past(&self, moment_ms: i64) -> bool {
        self.about.clock.unix_ms() - moment_ms >= RETENTION_MS
    }
}
