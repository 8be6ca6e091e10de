//! BulkOperationDescription and BulkOperationSummary, and which bulk operation a request names.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::engine::bulk::{BulkInput, BulkOutput, BulkRequest, BulkUsage, Report};
use super::engine::directory::Engine;
use super::engine::jobs::{Ended, Job};
use super::error::{backup, bulk as refuse};
use super::validate::constraints::Constraints;
use super::wire::shape::Output;
use super::wire::writer::Writer;
use crate::aws::arn::Arn;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;

/// What the ARNs of bulk operations have between their table's and their id. AWS's was not recorded.
pub(crate) const KIND: &str = "bulk-operation";

/// One bulk operation's description.
pub(crate) struct BulkOperation {
    pub(crate) job: Arc<Job<BulkRequest>>,
    /// It has only begun, however far it is by now.
    pub(crate) is_new: bool,
}

/// The operation that a request must name. Errors, in order: the ARN, AccessDeniedException for another
/// account's, ResourceNotFoundException.
pub(crate) fn required_operation(
    engine: &Engine,
    context: &RequestContext,
    arn: Option<&str>,
) -> Result<Arc<Job<BulkRequest>>, AwsError> {
    let mut constraints = Constraints::default();
    constraints.not_null("bulkOperationArn", arn.as_ref());
    constraints.length("bulkOperationArn", arn, 37, 1024);
    constraints.check()?;
    let arn = arn.unwrap_or_default();
    let parsed = Arn::parse(arn).ok_or_else(refuse::invalid_arn)?;
    let scope = context.scope();
    if parsed.account != scope.account.as_str() {
        return Err(backup::of_another_account());
    }
    let is_operation = parsed.service == "dynamodb"
        && parsed.resource.starts_with("table/")
        && parsed.resource.contains(&format!("/{KIND}/"));
    if !is_operation {
        return Err(refuse::invalid_arn());
    }
    let found = engine.drawer(scope).bulk.find(arn);
    found.ok_or_else(|| refuse::not_found(arn))
}

/// As the enumeration has it, after an end or before.
pub(crate) fn status_of(job: &Job<BulkRequest>, ended: Option<&Ended>) -> &'static str {
    match ended {
        None if job.is_cancelled() => "CANCELLING",
        None => "IN_PROGRESS",
        Some(Ended { failure: None, .. }) if job.tally.errors.get() > 0 => "COMPLETED_WITH_ERRORS",
        Some(Ended { failure: None, .. }) => "COMPLETED",
        Some(_) if job.is_cancelled() => "CANCELLED",
        Some(_) => "FAILED",
    }
}

/// The members of BulkOperationSummary.
pub(crate) fn write_summary(w: &mut Writer, job: &Job<BulkRequest>) {
    let ended = job.ended();
    w.name("BulkOperationArn").text(&job.arn);
    w.name("BulkOperationStatus").quoted(status_of(job, ended));
    write_times(w, job, ended);
}

fn write_times(w: &mut Writer, job: &Job<BulkRequest>, ended: Option<&Ended>) {
    w.name("StartTime").moment(job.started_ms);
    if let Some(ended) = ended {
        w.name("EndTime").moment(ended.at_ms);
    }
}

impl Output for BulkOperation {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("BulkOperationDescription")
                .object(|w| self.write_description(w));
        });
    }
}

impl BulkOperation {
    fn write_description(&self, w: &mut Writer) {
        let (job, asked) = (&self.job, &self.job.asked);
        let ended = job.ended().filter(|_| !self.is_new);
        let status = match self.is_new {
            true => "IN_PROGRESS",
            false => status_of(job, ended),
        };
        w.name("BulkOperationArn").text(&job.arn);
        w.name("BulkOperationStatus").quoted(status);
        w.name("TableDetails").list([()], |w, ()| {
            w.object(|w| {
                w.name("TableName").text(&asked.table);
                w.name("TableId").text(&job.table_id);
            });
        });
        w.name("ClientToken").text(&job.token);
        w.name("InputS3Configuration")
            .object(|w| write_input(w, &asked.input));
        w.name("OutputS3Configuration")
            .object(|w| write_output(w, &asked.output));
        write_times(w, job, ended);
        self.write_counts(w);
        if let Some(failure) = ended.and_then(|ended| ended.failure.as_ref()) {
            w.name("FailureCode").text(&failure.code);
            w.name("FailureMessage").text(&failure.message);
        }
        if let Some(units) = asked.write_units_max {
            w.name("MaxWriteRequestUnits").plain(units);
        }
        w.name("PerformanceTier").quoted(asked.tier());
    }

    fn write_counts(&self, w: &mut Writer) {
        let (asked, tally) = (&self.job.asked, &self.job.tally);
        for (name, count) in [
            ("ProcessedItemCount", &tally.processed),
            ("ProcessedInputBytes", &tally.bytes),
            ("FailedItemCount", &tally.errors),
        ] {
            w.name(name)
                .plain(if self.is_new { 0 } else { count.get() });
        }
        if let Some(bytes) = tally.bytes_total.get().filter(|_| !self.is_new) {
            w.name("TotalInputBytes").plain(bytes);
        }
        let usage = match self.is_new {
            true => BulkUsage::default(),
            false => tally.usage().clone(),
        };
        w.name("BulkOperationUsage")
            .list([()], |w, ()| write_usage(w, &asked.table, &usage));
    }
}

fn write_input(w: &mut Writer, sent: &BulkInput) {
    write_text(w, "S3BucketOwner", sent.bucket_owner.as_deref());
    w.name("S3Bucket").text(&sent.bucket);
    write_text(w, "S3KeyPrefix", sent.prefix.as_deref());
    w.name("InputFormat").quoted(sent.format.name());
    let compression = sent.compression.map(|own| own.name());
    write_text(w, "InputCompressionType", compression);
}

fn write_output(w: &mut Writer, sent: &BulkOutput) {
    write_text(w, "S3BucketOwner", sent.bucket_owner.as_deref());
    w.name("S3Bucket").text(&sent.bucket);
    for (name, text) in [
        ("S3KeyPrefix", &sent.prefix),
        ("S3SseAlgorithm", &sent.encryption),
        ("S3SseKmsKeyId", &sent.kms_key),
    ] {
        write_text(w, name, text.as_deref());
    }
    w.name("OutputType")
        .list(&sent.reports, |w, report: &Report| w.quoted(report.name()));
}

fn write_usage(w: &mut Writer, table: &str, usage: &BulkUsage) {
    let write_indexes = |w: &mut Writer, name: &str, member: &str, sums: &BTreeMap<String, u64>| {
        if sums.is_empty() {
            return;
        }
        w.name(name).object(|w| {
            for (index, bytes) in sums {
                w.name(index).object(|w| w.name(member).plain(bytes));
            }
        });
    };
    let bytes = "BulkPutBytes";
    w.object(|w| {
        w.name("TableName").text(table);
        w.name(bytes).plain(usage.bytes());
        w.name("Table").object(|w| w.name(bytes).plain(usage.table));
        write_indexes(w, "LocalSecondaryIndexes", bytes, &usage.local_indexes);
        write_indexes(w, "GlobalSecondaryIndexes", bytes, &usage.global_indexes);
        let vectors = &usage.vector_indexes;
        write_indexes(w, "VectorIndexes", "BulkPutVectorBytes", vectors);
    });
}

fn write_text(w: &mut Writer, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        w.name(name).text(text);
    }
}
