//! ExportDescription and ExportSummary, and where an export's files lie.

use std::sync::Arc;

use super::engine::jobs::{Ended, Job};
use super::engine::transfer::{ExportRequest, Period};
use super::wire::shape::Output;
use super::wire::writer::Writer;

/// One export's description.
pub(crate) struct ExportOutput {
    pub(crate) job: Arc<Job<ExportRequest>>,
    /// It has only begun, however far it is by now.
    pub(crate) is_new: bool,
}

impl Output for ExportOutput {
    fn write(&self, writer: &mut Writer) {
        let ended = self.job.ended().filter(|_| !self.is_new);
        writer.object(|w| {
            w.name("ExportDescription")
                .object(|w| write_description(w, &self.job, ended));
        });
    }
}

/// The folder of all exports behind a prefix (recorded: a slash at its end is not doubled).
pub(crate) fn root_of(asked: &ExportRequest) -> String {
    match asked.prefix.as_deref() {
        Some(prefix) => format!("{}/AWSDynamoDB", prefix.strip_suffix('/').unwrap_or(prefix)),
        None => "AWSDynamoDB".to_owned(),
    }
}

pub(crate) fn status_of(ended: Option<&Ended>) -> &'static str {
    match ended {
        None => "IN_PROGRESS",
        Some(Ended { failure: None, .. }) => "COMPLETED",
        Some(_) => "FAILED",
    }
}

/// The members of ExportSummary.
pub(crate) fn write_summary(w: &mut Writer, job: &Job<ExportRequest>) {
    w.name("ExportArn").text(&job.arn);
    w.name("ExportStatus").quoted(status_of(job.ended()));
    w.name("ExportType").quoted(match job.asked.period {
        None => "FULL_EXPORT",
        Some(_) => "INCREMENTAL_EXPORT",
    });
}

/// Recorded: ExportType is shown only if it was asked for, and what an export has come to only at its
/// end.
fn write_description(w: &mut Writer, job: &Job<ExportRequest>, ended: Option<&Ended>) {
    let asked = &job.asked;
    w.name("ExportArn").text(&job.arn);
    w.name("ExportStatus").quoted(status_of(ended));
    w.name("StartTime").moment(job.started_ms);
    w.name("TableArn").text(&job.table_arn);
    w.name("TableId").text(&job.table_id);
    w.name("ClientToken").text(&job.token);
    w.name("DestinationType").quoted("S3");
    w.name("S3Bucket").text(&asked.bucket);
    for (name, text) in [
        ("S3BucketOwner", &asked.bucket_owner),
        ("S3Prefix", &asked.prefix),
        ("S3SseKmsKeyId", &asked.kms_key),
        ("ExportType", &asked.export_type),
    ] {
        if let Some(text) = text {
            w.name(name).text(text);
        }
    }
    w.name("S3SseAlgorithm").text(asked.algorithm());
    w.name("ExportFormat").quoted(asked.format.name());
    match asked.period {
        None => {
            let time_ms = asked.time_ms.unwrap_or(job.started_ms);
            w.name("ExportTime").moment(time_ms);
        }
        Some(period) => write_period(w, period, job.started_ms),
    }
    let Some(ended) = ended else {
        return;
    };
    w.name("EndTime").moment(ended.at_ms);
    match &ended.failure {
        Some(failure) => {
            w.name("FailureCode").text(&failure.code);
            w.name("FailureMessage").text(&failure.message);
        }
        None => {
            let manifest = format!("{}/{}/manifest-summary.json", root_of(asked), job.id());
            w.name("ExportManifest").text(&manifest);
            w.name("BilledSizeBytes").plain(job.tally.bytes.get());
            w.name("ItemCount").plain(job.tally.processed.get());
        }
    }
}

fn write_period(w: &mut Writer, period: Period, started_ms: i64) {
    w.name("IncrementalExportSpecification").object(|w| {
        w.name("ExportFromTime").moment(period.from_ms);
        let to_ms = period.to_ms.unwrap_or(started_ms);
        w.name("ExportToTime").moment(to_ms);
        w.name("ExportViewType").quoted(period.view());
    });
}
