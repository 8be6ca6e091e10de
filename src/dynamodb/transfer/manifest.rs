//! The files that tell of an export (Developer Guide, "DynamoDB table export output format").

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};

use super::records::Written;
use crate::aws::time::{from_unix_ms, iso_millis};
use crate::dynamodb::engine::jobs::Job;
use crate::dynamodb::engine::transfer::ExportRequest;
use crate::dynamodb::wire::writer::Writer;

/// The line of a data file.
pub(super) fn file_line(written: &Written, etag: &str, key: &str) -> String {
    let mut writer = Writer::default();
    writer.object(|w| {
        w.name("itemCount").plain(written.records);
        w.name("md5Checksum").quoted(&STANDARD.encode(written.md5));
        w.name("etag").text(etag);
        w.name("dataFileS3Key").text(key);
    });
    writer.into_text() + "\n"
}

/// The whole summary of an export that ends at a moment.
pub(super) fn summary(job: &Job<ExportRequest>, ended_ms: i64, files_key: &str) -> String {
    let asked = &job.asked;
    let moment = |ms: i64| iso_millis(from_unix_ms(ms));
    let mut writer = Writer::default();
    writer.object(|w| {
        w.name("version").quoted(match asked.period {
            None => "2020-06-30",
            Some(_) => "2023-08-01",
        });
        w.name("exportArn").text(&job.arn);
        w.name("startTime").text(&moment(job.started_ms));
        w.name("endTime").text(&moment(ended_ms));
        w.name("tableArn").text(&job.table_arn);
        w.name("tableId").text(&job.table_id);
        match asked.period {
            None => {
                let time_ms = asked.time_ms.unwrap_or(job.started_ms);
                w.name("exportTime").text(&moment(time_ms));
            }
            Some(period) => {
                w.name("exportFromTime").text(&moment(period.from_ms));
                let to_ms = period.to_ms.unwrap_or(job.started_ms);
                w.name("exportToTime").text(&moment(to_ms));
            }
        }
        w.name("s3Bucket").text(&asked.bucket);
        write_optional(w, "s3Prefix", asked.prefix.as_deref());
        w.name("s3SseAlgorithm").text(asked.algorithm());
        write_optional(w, "s3SseKmsKeyId", asked.kms_key.as_deref());
        w.name("manifestFilesS3Key").text(files_key);
        w.name("billedSizeBytes").plain(job.tally.bytes.get());
        w.name("itemCount").plain(job.tally.processed.get());
        w.name("outputFormat").quoted(asked.format.name());
        if let Some(period) = asked.period {
            w.name("outputView").quoted(period.view());
        }
        w.name("exportType").quoted(match asked.period {
            None => "FULL_EXPORT",
            Some(_) => "INCREMENTAL_EXPORT",
        });
    });
    writer.into_text()
}

/// Base64, as it stands in the file beside.
pub(super) fn checksum(text: &str) -> String {
    STANDARD.encode(Md5::digest(text))
}

fn write_optional(w: &mut Writer, name: &str, text: Option<&str>) {
    w.name(name);
    match text {
        Some(text) => w.text(text),
        None => w.plain("null"),
    }
}
