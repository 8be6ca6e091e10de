//! ImportTableDescription and ImportSummary.

use std::sync::Arc;

use super::engine::jobs::{Ended, Job};
use super::engine::transfer::{ImportRequest, SentTable};
use super::export_description::status_of;
use super::wire::shape::Output;
use super::wire::table::{SentDefinition, SentIndex, SentKeyElement, SentThroughput};
use super::wire::writer::Writer;
use crate::aws::arn;
use crate::aws::identity::Scope;

/// One import's description.
pub(crate) struct ImportOutput {
    pub(crate) job: Arc<Job<ImportRequest>>,
    pub(crate) log_group_arn: String,
    /// It has only begun, however far it is by now.
    pub(crate) is_new: bool,
}

impl Output for ImportOutput {
    fn write(&self, writer: &mut Writer) {
        let ended = self.job.ended().filter(|_| !self.is_new);
        writer.object(|w| {
            w.name("ImportTableDescription").object(|w| {
                write_head(w, &self.job, ended, &self.log_group_arn);
                self.write_rest(w, ended);
            });
        });
    }
}

/// Where AWS tells of items that were refused.
pub(crate) const LOG_GROUP: &str = "/aws-dynamodb/imports";

/// The ARN of [`LOG_GROUP`], as AWS's answers have it.
pub(crate) fn log_group_arn(scope: &Scope) -> String {
    arn::regional("logs", scope, &format!("log-group:{LOG_GROUP}:*"))
}

/// The members of ImportSummary.
pub(crate) fn write_summary(w: &mut Writer, job: &Job<ImportRequest>, log_group_arn: &str) {
    write_head(w, job, job.ended(), log_group_arn);
}

/// What a summary and a description have in common.
fn write_head(
    w: &mut Writer,
    job: &Job<ImportRequest>,
    ended: Option<&Ended>,
    log_group_arn: &str,
) {
    let asked = &job.asked;
    w.name("ImportArn").text(&job.arn);
    w.name("ImportStatus").quoted(status_of(ended));
    w.name("TableArn").text(&job.table_arn);
    w.name("S3BucketSource").object(|w| {
        w.name("S3BucketOwner").text(&asked.bucket_owner);
        w.name("S3Bucket").text(&asked.bucket);
        if let Some(prefix) = &asked.prefix {
            w.name("S3KeyPrefix").text(prefix);
        }
    });
    w.name("CloudWatchLogGroupArn").text(log_group_arn);
    w.name("InputFormat").quoted(asked.format.name());
    w.name("StartTime").moment(job.started_ms);
    if let Some(ended) = ended {
        w.name("EndTime").moment(ended.at_ms);
    }
}

impl ImportOutput {
    fn write_rest(&self, w: &mut Writer, ended: Option<&Ended>) {
        let (asked, tally) = (&self.job.asked, &self.job.tally);
        w.name("TableId").text(&self.job.table_id);
        w.name("ClientToken").text(&self.job.token);
        if let Some(csv) = &asked.csv {
            w.name("InputFormatOptions").object(|w| {
                w.name("Csv").object(|w| {
                    if let Some(delimiter) = &csv.delimiter {
                        w.name("Delimiter").text(delimiter);
                    }
                    if let Some(headers) = &csv.headers {
                        w.name("HeaderList")
                            .list(headers, |w, header| w.text(header));
                    }
                });
            });
        }
        w.name("InputCompressionType")
            .quoted(asked.compression.name());
        w.name("TableCreationParameters")
            .object(|w| write_table(w, &asked.table));
        for (name, count) in [
            ("ErrorCount", &tally.errors),
            ("ProcessedSizeBytes", &tally.bytes),
            ("ProcessedItemCount", &tally.processed),
            ("ImportedItemCount", &tally.imported),
        ] {
            w.name(name)
                .plain(if self.is_new { 0 } else { count.get() });
        }
        if let Some(failure) = ended.and_then(|ended| ended.failure.as_ref()) {
            w.name("FailureCode").text(&failure.code);
            w.name("FailureMessage").text(&failure.message);
        }
    }
}

/// As it was sent (recorded).
fn write_table(w: &mut Writer, sent: &SentTable) {
    write_text(w, "TableName", sent.name.as_deref());
    if let Some(definitions) = &sent.definitions {
        w.name("AttributeDefinitions")
            .list(definitions, write_definition);
    }
    if let Some(key) = &sent.key {
        w.name("KeySchema").list(key, write_key_element);
    }
    write_text(w, "BillingMode", sent.billing_mode.as_deref());
    write_throughput(w, sent.throughput);
    write_on_demand(w, sent.on_demand);
    if let Some(encryption) = &sent.encryption {
        w.name("SSESpecification").object(|w| {
            if let Some(enabled) = encryption.enabled {
                w.name("Enabled").plain(enabled);
            }
            for (name, text) in [
                ("SSEType", &encryption.kind),
                ("KMSMasterKeyId", &encryption.key_id),
            ] {
                write_text(w, name, text.as_deref());
            }
        });
    }
    if let Some(indexes) = &sent.indexes {
        w.name("GlobalSecondaryIndexes").list(indexes, write_index);
    }
}

fn write_definition(w: &mut Writer, sent: &SentDefinition) {
    w.object(|w| {
        write_text(w, "AttributeName", sent.name.as_deref());
        write_text(w, "AttributeType", sent.kind.as_deref());
    });
}

fn write_key_element(w: &mut Writer, sent: &SentKeyElement) {
    w.object(|w| {
        write_text(w, "AttributeName", sent.name.as_deref());
        write_text(w, "KeyType", sent.key_type.as_deref());
    });
}

fn write_index(w: &mut Writer, sent: &SentIndex) {
    w.object(|w| {
        write_text(w, "IndexName", sent.name.as_deref());
        if let Some(key) = &sent.key_schema {
            w.name("KeySchema").list(key, write_key_element);
        }
        if let Some(projection) = &sent.projection {
            w.name("Projection").object(|w| {
                write_text(w, "ProjectionType", projection.projection_type.as_deref());
                if let Some(names) = &projection.non_key_attributes {
                    w.name("NonKeyAttributes")
                        .list(names, |w, name| w.text(name));
                }
            });
        }
        write_throughput(w, sent.throughput);
        write_on_demand(w, sent.on_demand);
        write_units(
            w,
            "WarmThroughput",
            ["ReadUnitsPerSecond", "WriteUnitsPerSecond"],
            sent.warm,
        );
    });
}

fn write_throughput(w: &mut Writer, sent: Option<SentThroughput>) {
    let names = ["ReadCapacityUnits", "WriteCapacityUnits"];
    write_units(w, "ProvisionedThroughput", names, sent);
}

fn write_on_demand(w: &mut Writer, sent: Option<SentThroughput>) {
    let names = ["MaxReadRequestUnits", "MaxWriteRequestUnits"];
    write_units(w, "OnDemandThroughput", names, sent);
}

fn write_units(w: &mut Writer, name: &str, names: [&str; 2], sent: Option<SentThroughput>) {
    let Some(sent) = sent else {
        return;
    };
    w.name(name).object(|w| {
        for (name, units) in names.into_iter().zip([sent.read, sent.write]) {
            if let Some(units) = units {
                w.name(name).plain(units);
            }
        }
    });
}

fn write_text(w: &mut Writer, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        w.name(name).text(text);
    }
}
