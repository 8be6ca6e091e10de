//! Makes an export: a marker, the data files, their manifest and the summary, in this order.

use std::sync::Arc;

use super::failure;
use super::manifest;
use super::records::{Changes, Records, stream};
use super::target::Target;
use crate::aws::body::Body;
use crate::aws::identity::Scope;
use crate::bus::Bus;
use crate::bus::objects::{BucketOf, ObjectEncryption};
use crate::clock::Clock;
use crate::dynamodb::engine::definition::BillingMode;
use crate::dynamodb::engine::jobs::{Failure, Job};
use crate::dynamodb::engine::range::KeyRange;
use crate::dynamodb::engine::state::State;
use crate::dynamodb::engine::transfer::ExportRequest;
use crate::dynamodb::export_description::root_of;

/// Partitions of a new table on demand, each of which has its file (recorded).
const PARTITIONS_ON_DEMAND: u64 = 4;
/// What an incremental export is billed at least (recorded).
const INCREMENTAL_BYTES_MIN: u64 = 10_000_000;
const NAME_ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyz234567";
const NAME_CHARACTERS: usize = 26;

/// Runs to the end. The job says how it went.
pub(super) async fn run(
    clock: &Clock,
    bus: &Bus,
    scope: &Scope,
    job: &Job<ExportRequest>,
    state: Arc<State>,
) {
    let written = write(clock, bus, scope, job, state).await;
    job.end(clock.unix_ms(), written.err());
}

async fn write(
    clock: &Clock,
    bus: &Bus,
    scope: &Scope,
    job: &Job<ExportRequest>,
    state: Arc<State>,
) -> Result<(), Failure> {
    let objects = bus.objects().map_err(|error| failure::of_s3(&error))?;
    let account = scope.account.as_str();
    let asked = &job.asked;
    let target = Target {
        objects,
        bucket: BucketOf {
            scope,
            name: &asked.bucket,
            owner: asked.bucket_owner.as_deref().unwrap_or(account),
        },
        encryption: match asked.algorithm() {
            "KMS" => ObjectEncryption::Kms(asked.kms_key.as_deref()),
            _ => ObjectEncryption::S3,
        },
    };
    let exports = root_of(asked);
    let root = format!("{exports}/{}", job.id());
    target
        .put(&format!("{root}/_started"), Body::empty())
        .await?;

    let partitions = match state.definition.billing {
        BillingMode::PayPerRequest => PARTITIONS_ON_DEMAND,
        BillingMode::Provisioned => 1,
    };
    // Incremental exports share one folder for their data.
    let data = match asked.period {
        None => format!("{root}/data"),
        Some(_) => format!("{exports}/data"),
    };
    let records = records(job, state).await?;
    if let Records::Items { items } = &records {
        job.tally.bytes.add(items.size_bytes());
    }
    let mut files = String::new();
    let mut changed_bytes = 0;
    for partition in 0..partitions {
        let name = clock.random_text(NAME_ALPHABET, NAME_CHARACTERS);
        let key = format!("{data}/{name}.{}", asked.format.extension());
        let range = KeyRange::segment(partition, partitions);
        let (body, writing) = stream(records.clone(), range, asked.format);
        let etag = target.put(&key, body).await?;
        let written = writing
            .await
            .map_err(|problem| failure::of_ours(&problem))?;
        let written = written.map_err(|problem| failure::of_ours(&problem))?;
        job.tally.processed.add(written.records);
        changed_bytes += written.bytes;
        files.push_str(&manifest::file_line(&written, &etag, &key));
    }
    if asked.period.is_some() {
        let billed = changed_bytes.max(INCREMENTAL_BYTES_MIN);
        job.tally.bytes.add(billed);
    }
    let files_key = format!("{root}/manifest-files.json");
    let summary = manifest::summary(job, clock.unix_ms(), &files_key);
    for (name, text) in [("manifest-files", files), ("manifest-summary", summary)] {
        let checksum = manifest::checksum(&text);
        target
            .put(&format!("{root}/{name}.md5"), checksum.into())
            .await?;
        target
            .put(&format!("{root}/{name}.json"), text.into())
            .await?;
    }
    Ok(())
}

/// What is exported. Going back to a moment takes as long as there was to undo.
async fn records(job: &Job<ExportRequest>, state: Arc<State>) -> Result<Records, Failure> {
    let (asked, started_ms) = (job.asked.clone(), job.started_ms);
    let undoing = tokio::task::spawn_blocking(move || {
        let now = &state.items;
        let Some(past) = &state.past else {
            return Records::Items { items: now.clone() };
        };
        let Some(period) = asked.period else {
            let items = match asked.time_ms {
                // Clients send whole seconds.
                Some(time_ms) => past.items_at(now, time_ms.div_euclid(1000)),
                None => now.clone(),
            };
            return Records::Items { items };
        };
        let to_ms = period.to_ms.unwrap_or(started_ms);
        Records::Changes(Box::new(Changes {
            key: state.definition.key.clone(),
            before: past.items_before(now, period.from_ms),
            after: past.items_before(now, to_ms),
            written: past.written_between(period.from_ms, to_ms),
            with_old_images: period.with_old_images,
        }))
    });
    undoing.await.map_err(|problem| failure::of_ours(&problem))
}
