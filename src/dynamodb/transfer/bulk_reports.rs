//! The files that tell of a bulk operation: items that were not written, line by line, and what became of
//! all. AWS documents what they tell, but its own names of files and members were not recorded: these
//! follow exports (a manifest of files and a summary) and the log of imports.

use super::target::Target;
use crate::aws::time::{from_unix_ms, iso_millis};
use crate::dynamodb::engine::bulk::{BulkOutput, BulkRequest, Report};
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::engine::jobs::{Failure, Job};
use crate::dynamodb::wire::writer::Writer;

/// A file is written when it has so many bytes.
const FILE_BYTES: usize = 1024 * 1024;

/// Where a line of input stands.
#[derive(Clone, Copy)]
pub(super) struct Pointer<'a> {
    pub(super) bucket: &'a str,
    pub(super) key: &'a str,
    /// From 0.
    pub(super) index: u64,
}

/// What there is to tell, as far as it was asked for.
pub(super) struct Reports {
    root: String,
    all: Vec<Lines>,
    /// The manifest of the files that are written.
    manifest: String,
}

/// The lines of one report that are not in a file yet.
struct Lines {
    report: Report,
    text: String,
    items: u64,
    files: u32,
}

impl Reports {
    pub(super) fn new(asked: &BulkOutput, id: &str) -> Self {
        let mut reports = asked.reports.clone();
        reports.dedup();
        let lines = reports.into_iter().map(|report| Lines {
            report,
            text: String::new(),
            items: 0,
            files: 0,
        });
        let folder = match asked.prefix.as_deref() {
            None | Some("") => String::new(),
            Some(prefix) => format!("{}/", prefix.strip_suffix('/').unwrap_or(prefix)),
        };
        Self {
            root: format!("{folder}AWSDynamoDB/{id}"),
            all: lines.collect(),
            manifest: String::new(),
        }
    }

    /// Tells of a line that is no item, or does not fit the table.
    pub(super) fn error(&mut self, at: Pointer<'_>, message: &str) {
        self.add(Report::Error, at, |w| {
            w.name("errorMessages")
                .list([message], |w, text| w.text(text));
        });
    }

    /// Tells of an item whose condition does not hold for the one that is there.
    pub(super) fn condition_failed(&mut self, at: Pointer<'_>, item: &Item, stored: Option<&Item>) {
        self.add(Report::ConditionCheckFailure, at, |w| {
            w.name("Item").json(item.json());
            if let Some(stored) = stored {
                w.name("ExistingItem").json(stored.json());
            }
        });
    }

    fn add(&mut self, report: Report, at: Pointer<'_>, tell: impl FnOnce(&mut Writer)) {
        let Some(lines) = self.all.iter_mut().find(|own| own.report == report) else {
            return;
        };
        let mut writer = Writer::default();
        writer.object(|w| {
            w.name("itemS3Pointer").object(|w| {
                w.name("bucket").text(at.bucket);
                w.name("key").text(at.key);
                w.name("itemIndex").plain(at.index);
            });
            tell(w);
        });
        lines.text.push_str(&writer.into_text());
        lines.text.push('\n');
        lines.items += 1;
    }

    /// Says that the operation has begun, which shows whether the bucket can be written to.
    pub(super) async fn begin(&self, target: &Target<'_>) -> Result<(), Failure> {
        let key = format!("{}/_started", self.root);
        target.put(&key, String::new().into()).await.map(drop)
    }

    /// Writes what would make a file, or all that is left.
    pub(super) async fn write(&mut self, target: &Target<'_>, is_end: bool) -> Result<(), Failure> {
        for lines in &mut self.all {
            let is_due = lines.text.len() >= FILE_BYTES || is_end && lines.items > 0;
            if !is_due {
                continue;
            }
            lines.files += 1;
            let (name, number) = (lines.report.name(), lines.files);
            let key = format!("{}/{name}/{number:05}.json", self.root);
            let text = std::mem::take(&mut lines.text);
            let items = std::mem::take(&mut lines.items);
            let etag = target.put(&key, text.into()).await?;
            let mut writer = Writer::default();
            writer.object(|w| {
                w.name("outputType").quoted(name);
                w.name("itemCount").plain(items);
                w.name("etag").text(&etag);
                w.name("dataFileS3Key").text(&key);
            });
            self.manifest.push_str(&writer.into_text());
            self.manifest.push('\n');
        }
        Ok(())
    }

    /// Writes what is left, and what became of the operation, which ends at a moment.
    pub(super) async fn end(
        &mut self,
        target: &Target<'_>,
        job: &Job<BulkRequest>,
        ended_ms: i64,
    ) -> Result<(), Failure> {
        self.write(target, true).await?;
        let files_key = format!("{}/manifest-files.json", self.root);
        let manifest = std::mem::take(&mut self.manifest);
        target.put(&files_key, manifest.into()).await?;
        let key = format!("{}/manifest-summary.json", self.root);
        let summary = summary(job, ended_ms, &files_key);
        target.put(&key, summary.into()).await.map(drop)
    }
}

fn summary(job: &Job<BulkRequest>, ended_ms: i64, files_key: &str) -> String {
    let moment = |ms: i64| iso_millis(from_unix_ms(ms));
    let tally = &job.tally;
    let (processed, written) = (tally.processed.get(), tally.imported.get());
    let errors = tally.errors.get();
    let mut writer = Writer::default();
    writer.object(|w| {
        w.name("bulkOperationArn").text(&job.arn);
        w.name("startTime").text(&moment(job.started_ms));
        w.name("endTime").text(&moment(ended_ms));
        w.name("tableArn").text(&job.table_arn);
        w.name("tableId").text(&job.table_id);
        w.name("s3Bucket").text(&job.asked.output.bucket);
        w.name("manifestFilesS3Key").text(files_key);
        w.name("processedItemCount").plain(processed);
        w.name("writtenItemCount").plain(written);
        w.name("failedItemCount").plain(errors);
        w.name("conditionCheckFailureCount")
            .plain(processed - written - errors);
    });
    writer.into_text()
}
