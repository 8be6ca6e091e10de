//! Makes an import: a new table from the files behind a prefix. Until it is whole, nobody sees it.

use std::io::Read;
use std::sync::{Arc, Weak};

use super::compressed::{self, Counted};
use super::failure;
use super::rows::{Members, Row, Rows};
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::bus::Bus;
use crate::bus::objects::{BucketOf, KeepObjects};
use crate::dynamodb::engine::backup::Image;
use crate::dynamodb::engine::definition::Definition;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::index::table_key;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::engine::jobs::{Failure, Job};
use crate::dynamodb::engine::table::Table;
use crate::dynamodb::engine::transfer::{Format, ImportRequest};
use crate::dynamodb::engine::tree::Tree;
use crate::dynamodb::error::item;
use crate::dynamodb::error::key;
use crate::dynamodb::error::wording::Wording;
use crate::dynamodb::import_description::LOG_GROUP;
use crate::dynamodb::validate::keys::{ITEM_BYTES_MAX, check_item};
use crate::dynamodb::value::{Attributes, item_size_bytes};
use crate::dynamodb::wire::attribute::Values;
use crate::dynamodb::wire::writer::Writer;

/// Refused items that an import tells of; the others only count.
const LOGGED_MAX: u64 = 1_000;

/// Runs to the end, on a thread of its own. The job says how it went.
pub(super) async fn run(
    engine: &Arc<Engine>,
    bus: &Bus,
    scope: Scope,
    job: Arc<Job<ImportRequest>>,
    definition: Definition,
) {
    // Dropped with this future: then the thread stops too.
    let wanted = Arc::new(());
    let reading = Reading {
        bus: bus.clone(),
        scope,
        job: Arc::clone(&job),
        definition: Arc::new(definition),
        wanted: Arc::downgrade(&wanted),
    };
    let engine_of_thread = Arc::clone(engine);
    let importing = tokio::task::spawn_blocking(move || reading.import(&engine_of_thread));
    let failure = match importing.await {
        Ok(failure) => failure,
        Err(problem) => Some(failure::of_ours(&problem)),
    };
    job.end(engine.clock.unix_ms(), failure);
}

/// One import, and what it reads from.
struct Reading {
    bus: Bus,
    scope: Scope,
    job: Arc<Job<ImportRequest>>,
    definition: Arc<Definition>,
    wanted: Weak<()>,
}

impl Reading {
    /// Why the import has failed, if it has. Items that were refused leave a table with the others
    /// (recorded); a bucket that was refused leaves none.
    fn import(&self, engine: &Engine) -> Option<Failure> {
        let items = match self.read() {
            Ok(items) => items,
            Err(failure) => return Some(failure),
        };
        let image = Image {
            definition: Arc::clone(&self.definition),
            items,
            indexes: None,
        };
        let name = &self.definition.name;
        let table = Table::restored(image, &engine.clock);
        let made = engine.drawer_to_fill(&self.scope).change(|tables| {
            if tables.contains_key(name) {
                return Err(failure::of_taken_name(name));
            }
            tables.insert(name.clone(), table.into());
            Ok(())
        });
        let refused = self.job.tally.errors.get() > 0;
        made.err().or_else(|| refused.then(failure::of_items))
    }

    fn read(&self) -> Result<Tree, Failure> {
        let objects = self.bus.objects().map_err(|error| failure::of_s3(&error))?;
        let asked = &self.job.asked;
        let bucket = BucketOf {
            scope: &self.scope,
            name: &asked.bucket,
            owner: &asked.bucket_owner,
        };
        let prefix = asked.prefix.as_deref().unwrap_or_default();
        let mut items = Tree::default();
        let mut after = String::new();
        loop {
            let keys = objects.list_objects(&bucket, prefix, &after);
            let keys = keys.map_err(|error| failure::of_s3(&error))?;
            for listed in &keys {
                self.read_file(objects, &bucket, &listed.key, &mut items)?;
            }
            match keys.into_iter().next_back() {
                Some(last) => after = last.key,
                None => return Ok(items),
            }
        }
    }

    fn read_file(
        &self,
        objects: &dyn KeepObjects,
        bucket: &BucketOf<'_>,
        key: &str,
        items: &mut Tree,
    ) -> Result<(), Failure> {
        let tally = &self.job.tally;
        let file: Box<dyn Read + Send> = match objects.open_object(bucket, key) {
            Ok(file) => file,
            // It was deleted meanwhile (recorded: one error).
            Err(error) if error.code == "NoSuchKey" => {
                tally.errors.add(1);
                self.log(key, 0, &error.message);
                return Ok(());
            }
            Err(error) => return Err(failure::of_s3(&error)),
        };
        let asked = &self.job.asked;
        let plain = compressed::open(file, asked.compression);
        let plain = plain.map_err(|problem| failure::of_ours(&problem))?;
        let job = Arc::clone(&self.job);
        let file = Counted::new(plain, move |bytes| job.tally.bytes.add(bytes)).buffered();
        let mut rows = match asked.format {
            Format::Csv => Rows::of_csv(file, asked.csv.clone(), &self.definition),
            format => Rows::of_lines(file, format, Members::Item),
        };
        let mut index = 0;
        while let Some(row) = rows.next() {
            if self.wanted.strong_count() == 0 {
                return Err(failure::of_ours(&"The server is stopping."));
            }
            tally.processed.add(1);
            let refused = match row {
                Row::Line(line) => self.add(line.item, items).err(),
                Row::Refused(message) => Some(message),
                Row::Unreadable(message) => {
                    tally.errors.add(1);
                    self.log(key, index, &message);
                    return Ok(());
                }
            };
            match refused {
                None => tally.imported.add(1),
                Some(message) => {
                    tally.errors.add(1);
                    self.log(key, index, &message);
                }
            }
            index += 1;
        }
        Ok(())
    }

    /// Puts an item in its place, as PutItem would; the message of a refusal.
    fn add(&self, values: Values, items: &mut Tree) -> Result<(), String> {
        if let Some(problem) = values.problem {
            return Err(problem.message(Wording::Bare));
        }
        let item = self.checked(&values.attributes);
        let (place, item) = item.map_err(|error: AwsError| {
            let message = error.message().unwrap_or_default();
            message.to_owned()
        })?;
        items.insert(place, item);
        Ok(())
    }

    fn checked(
        &self,
        attributes: &Attributes,
    ) -> Result<(crate::dynamodb::engine::key::Key, Item), AwsError> {
        if item_size_bytes(attributes) > ITEM_BYTES_MAX {
            return Err(item::too_large());
        }
        check_item(&self.definition, attributes)?;
        let place = table_key(&self.definition.key, attributes);
        let place = place.ok_or_else(key::schema_mismatch)?;
        Ok((place, Item::new(attributes)))
    }

    /// Tells of an item that was refused where AWS does: in CloudWatch Logs, in the log stream of
    /// the import (Developer Guide, "Import format quotas and validation").
    fn log(&self, key: &str, index: u64, message: &str) {
        if self.job.tally.errors.get() > LOGGED_MAX {
            return;
        }
        let mut writer = Writer::default();
        writer.object(|w| {
            w.name("itemS3Pointer").object(|w| {
                w.name("bucket").text(&self.job.asked.bucket);
                w.name("key").text(key);
                w.name("itemIndex").plain(index);
            });
            w.name("importArn").text(&self.job.arn);
            w.name("errorMessages")
                .list([message], |w, text| w.text(text));
        });
        let stream = format!("{}/error", self.job.id());
        self.bus
            .write_logs(&self.scope, LOG_GROUP, &stream, vec![writer.into_text()]);
    }
}
