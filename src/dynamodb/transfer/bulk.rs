//! Makes a bulk operation: puts the items behind a prefix into a table that is there, step by step, so
//! that its other writers get their turn. Like an import it draws nothing from the table's own limits.

use std::sync::{Arc, Weak};
use std::vec;

use super::bulk_reports::{Pointer, Reports};
use super::compressed::{self, Counted, Lines};
use super::failure;
use super::place::Place;
use super::rows::{Line, Members, Row, Rows};
use super::target::Target;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::bus::Bus;
use crate::bus::objects::{BucketOf, ListedObject, ObjectEncryption};
use crate::dynamodb::engine::bulk::BulkRequest;
use crate::dynamodb::engine::definition::Definition;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::index::table_key;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::engine::jobs::{Failure, Job};
use crate::dynamodb::engine::key::Key;
use crate::dynamodb::engine::state::State;
use crate::dynamodb::engine::table::Table;
use crate::dynamodb::engine::transfer::Compression;
use crate::dynamodb::error::wording::Wording;
use crate::dynamodb::error::{item, key};
use crate::dynamodb::expression::Condition;
use crate::dynamodb::validate::item_write as write;
use crate::dynamodb::validate::keys::{ITEM_BYTES_MAX, check_item};
use crate::dynamodb::value::{Attributes, item_size_bytes};

/// What one operation reads at most (Developer Guide, "Best practices for bulk put items in DynamoDB").
const OBJECTS_MAX: usize = 50_000;
/// What one step of the table takes at most.
const STEP_ITEMS: usize = 200;
const STEP_BYTES: usize = 4 * 1024 * 1024;

/// Runs to the end. The job says how it went.
pub(super) async fn run(
    engine: &Arc<Engine>,
    bus: &Bus,
    scope: Scope,
    job: &Arc<Job<BulkRequest>>,
    table: Arc<Table>,
    place: &mut Place,
) {
    let ended = put_all(engine, bus, scope, job, table, place).await;
    job.end(engine.clock.unix_ms(), ended.err());
}

async fn put_all(
    engine: &Arc<Engine>,
    bus: &Bus,
    scope: Scope,
    job: &Arc<Job<BulkRequest>>,
    table: Arc<Table>,
    place: &mut Place,
) -> Result<(), Failure> {
    let objects = bus.objects().map_err(|error| failure::of_s3(&error))?;
    let asked = &job.asked.output;
    let target = Target {
        objects,
        bucket: BucketOf {
            scope: &scope,
            name: &asked.bucket,
            owner: asked
                .bucket_owner
                .as_deref()
                .unwrap_or(scope.account.as_str()),
        },
        encryption: match asked.encryption.as_deref() {
            None => ObjectEncryption::OfBucket,
            Some("KMS") => ObjectEncryption::Kms(asked.kms_key.as_deref()),
            Some(_) => ObjectEncryption::S3,
        },
    };
    let reports = Reports::new(asked, job.id());
    reports.begin(&target).await?;
    // Dropped with this future: then a step stops too.
    let wanted = Arc::new(());
    let mut writing = Writing {
        engine: Arc::clone(engine),
        bus: bus.clone(),
        scope: scope.clone(),
        job: Arc::clone(job),
        table,
        files: Vec::new().into_iter(),
        file: None,
        waiting: Vec::new(),
        pace: Pace::new(job.asked.write_units_max),
        reports,
        wanted: Arc::downgrade(&wanted),
    };
    let mut step: fn(&mut Writing) -> Result<Step, Failure> = Writing::list;
    loop {
        let stepping = tokio::task::spawn_blocking(move || {
            let made = step(&mut writing);
            (writing, made)
        });
        let (back, made) = stepping
            .await
            .map_err(|problem| failure::of_ours(&problem))?;
        (writing, step) = (back, Writing::step);
        let made = made?;
        writing.reports.write(&target, false).await?;
        if job.is_cancelled() {
            let now_ms = engine.clock.unix_ms();
            writing.reports.end(&target, job, now_ms).await?;
            return Err(failure::of_cancellation());
        }
        match made {
            Step::More => {}
            Step::End => {
                let now_ms = engine.clock.unix_ms();
                return writing.reports.end(&target, job, now_ms).await;
            }
            Step::Paced { until_ms } => {
                let waiting = async {
                    tokio::select! {
                        () = engine.clock.sleep_until_ms(until_ms) => {}
                        () = job.cancelled() => {}
                    }
                };
                place.while_free(waiting).await;
            }
        }
    }
}

/// What a step has left.
enum Step {
    More,
    /// As much as may be in this second was written.
    Paced {
        until_ms: i64,
    },
    End,
}

/// An operation between two steps.
struct Writing {
    engine: Arc<Engine>,
    bus: Bus,
    scope: Scope,
    job: Arc<Job<BulkRequest>>,
    table: Arc<Table>,
    files: vec::IntoIter<ListedObject>,
    file: Option<File>,
    /// Read, but not put yet.
    waiting: Vec<Put>,
    pace: Pace,
    reports: Reports,
    wanted: Weak<()>,
}

/// The file that is read.
struct File {
    key: Arc<str>,
    rows: Rows<Lines>,
    /// Rows that were read.
    index: u64,
}

/// An item that is to be put.
struct Put {
    file: Arc<str>,
    index: u64,
    place: Key,
    item: Item,
    attributes: Attributes,
    condition: Option<Condition>,
}

impl Writing {
    /// Finds out what there is to read.
    fn list(&mut self) -> Result<Step, Failure> {
        let objects = self.bus.objects().map_err(|error| failure::of_s3(&error))?;
        let bucket = self.bucket();
        let prefix = self.job.asked.input.prefix.as_deref().unwrap_or_default();
        let mut files: Vec<ListedObject> = Vec::new();
        loop {
            let after = files.last().map_or("", |last| last.key.as_str());
            let listed = objects.list_objects(&bucket, prefix, after);
            let listed = listed.map_err(|error| failure::of_s3(&error))?;
            if listed.is_empty() {
                break;
            }
            files.extend(listed);
            if files.len() > OBJECTS_MAX {
                return Err(failure::of_many_objects(OBJECTS_MAX));
            }
        }
        let bytes = files.iter().map(|file| file.bytes).sum();
        let _ = self.job.tally.bytes_total.set(bytes);
        self.files = files.into_iter();
        Ok(Step::More)
    }

    fn bucket(&self) -> BucketOf<'_> {
        let input = &self.job.asked.input;
        BucketOf {
            scope: &self.scope,
            name: &input.bucket,
            owner: input
                .bucket_owner
                .as_deref()
                .unwrap_or(self.scope.account.as_str()),
        }
    }

    fn step(&mut self) -> Result<Step, Failure> {
        if self.wanted.strong_count() == 0 {
            return Err(failure::of_ours(&"The server is stopping."));
        }
        let definition = Arc::clone(&self.table.state().definition);
        let drawer = self.engine.drawer(&self.scope);
        let is_there = drawer
            .table(&definition.name)
            .is_some_and(|own| Arc::ptr_eq(&own, &self.table));
        if !is_there {
            return Err(failure::of_missing_table(&definition.name));
        }
        let is_end = self.gather(&definition)?;
        let now_s = self.engine.clock.unix_ms().div_euclid(1000);
        self.pace.begin(now_s);
        self.put();
        Ok(match self.waiting.is_empty() {
            true if is_end => Step::End,
            _ if self.pace.is_used_up() => Step::Paced {
                until_ms: (now_s + 1) * 1000,
            },
            _ => Step::More,
        })
    }

    /// Reads as much as one step takes; whether that was all there is.
    fn gather(&mut self, definition: &Definition) -> Result<bool, Failure> {
        let mut bytes: usize = self.waiting.iter().map(|put| put.item.size_bytes()).sum();
        // Lines without items take time, too.
        let mut refused = 0;
        while self.waiting.len() + refused < STEP_ITEMS && bytes < STEP_BYTES {
            let Some((file, index, row)) = self.next_row()? else {
                return Ok(true);
            };
            let read = match row {
                Row::Line(line) => self.read(definition, *line, &file, index),
                Row::Refused(message) => Err(message),
                Row::Unreadable(message) => {
                    self.file = None;
                    Err(message)
                }
            };
            match read {
                Ok(put) => {
                    bytes += put.item.size_bytes();
                    self.waiting.push(put);
                }
                Err(message) => {
                    refused += 1;
                    self.refuse(&file, index, &message);
                }
            }
        }
        Ok(false)
    }

    fn next_row(&mut self) -> Result<Option<(Arc<str>, u64, Row)>, Failure> {
        loop {
            if let Some(file) = &mut self.file {
                if let Some(row) = file.rows.next() {
                    file.index += 1;
                    return Ok(Some((Arc::clone(&file.key), file.index - 1, row)));
                }
                self.file = None;
            }
            let Some(next) = self.files.next() else {
                return Ok(None);
            };
            self.open(&next.key)?;
        }
    }

    /// Opens the next file, if it is still there.
    fn open(&mut self, key: &str) -> Result<(), Failure> {
        let objects = self.bus.objects().map_err(|error| failure::of_s3(&error))?;
        let file = match objects.open_object(&self.bucket(), key) {
            Ok(file) => file,
            // It was deleted meanwhile: an object that could not be processed.
            Err(error) if error.code == "NoSuchKey" => {
                self.refuse(key, 0, &error.message);
                return Ok(());
            }
            Err(error) => return Err(failure::of_s3(&error)),
        };
        let input = &self.job.asked.input;
        let job = Arc::clone(&self.job);
        let packed = Counted::new(file, move |bytes| job.tally.bytes.add(bytes));
        let compression = input.compression.unwrap_or(Compression::None);
        let plain = compressed::open(Box::new(packed), compression);
        let plain = plain.map_err(|problem| failure::of_ours(&problem))?;
        let lines = Counted::new(plain, |_| {}).buffered();
        self.file = Some(File {
            key: key.into(),
            rows: Rows::of_lines(lines, input.format, Members::WithCondition),
            index: 0,
        });
        Ok(())
    }

    /// An item and its condition, checked as PutItem would; the message of a refusal.
    fn read(
        &self,
        definition: &Definition,
        line: Line,
        file: &Arc<str>,
        index: u64,
    ) -> Result<Put, String> {
        let Line { item, condition } = line;
        if let Some(problem) = item.problem {
            return Err(problem.message(Wording::Bare));
        }
        let attributes = item.attributes;
        let told = |error: AwsError| error.message().unwrap_or_default().to_owned();
        if item_size_bytes(&attributes) > ITEM_BYTES_MAX {
            return Err(told(item::too_large()));
        }
        check_item(definition, &attributes).map_err(told)?;
        let place = table_key(&definition.key, &attributes).ok_or_else(key::schema_mismatch);
        write::refuse_mixed_conditions(&condition, &[], &[]).map_err(told)?;
        let condition = write::only_condition(condition).map_err(told)?;
        write::refuse_documents(definition, condition.as_ref()).map_err(told)?;
        Ok(Put {
            file: Arc::clone(file),
            index,
            place: place.map_err(told)?,
            item: Item::new(&attributes),
            attributes,
            condition,
        })
    }

    /// Puts what waits, as far as the pace and transactions under way allow.
    fn put(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        let table = Arc::clone(&self.table);
        let made = table.change(|state| {
            let mut left = Vec::new();
            for put in waiting {
                if self.pace.is_used_up() || state.claims.has(&put.place) {
                    left.push(put);
                } else {
                    self.put_one(state, put);
                }
            }
            Ok::<_, std::convert::Infallible>(left)
        });
        let Ok(left) = made;
        self.waiting = left;
    }

    fn put_one(&mut self, state: &mut State, put: Put) {
        let definition = Arc::clone(&state.definition);
        // An index may have come since the item was read.
        if let Err(error) = check_item(&definition, &put.attributes) {
            let message = error.message().unwrap_or_default();
            return self.refuse(&put.file, put.index, message);
        }
        self.job.tally.processed.add(1);
        let stored = state.items.get(&put.place);
        if !write::holds(put.condition.as_ref(), stored) {
            let at = Pointer {
                bucket: &self.job.asked.input.bucket,
                key: &put.file,
                index: put.index,
            };
            return self.reports.condition_failed(at, &put.item, stored);
        }
        let bytes = put.item.size_bytes();
        let written = state.put(put.place, put.item, &put.attributes);
        self.pace.use_up(written.table_units);
        let tally = &self.job.tally;
        tally.imported.add(1);
        tally.usage().add(&definition, bytes, &written);
    }

    /// Counts a line, or a whole object, that could not be processed.
    fn refuse(&mut self, file: &str, index: u64, message: &str) {
        self.job.tally.processed.add(1);
        self.job.tally.errors.add(1);
        let at = Pointer {
            bucket: &self.job.asked.input.bucket,
            key: file,
            index,
        };
        self.reports.error(at, message);
    }
}

/// How many write request units may be used in a second.
struct Pace {
    units_max: Option<u64>,
    second: i64,
    units: u64,
}

impl Pace {
    fn new(units_max: Option<i64>) -> Self {
        Self {
            units_max: units_max.and_then(|units| u64::try_from(units).ok()),
            second: 0,
            units: 0,
        }
    }

    /// It is this second now, by AWS's time.
    fn begin(&mut self, second: i64) {
        if self.second != second {
            (self.second, self.units) = (second, 0);
        }
    }

    fn use_up(&mut self, units: u64) {
        self.units += units;
    }

    fn is_used_up(&self) -> bool {
        self.units_max
            .is_some_and(|units_max| self.units >= units_max)
    }
}
