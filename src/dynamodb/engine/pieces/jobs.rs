//! Exports, imports and bulk operations. One that nobody works on any more when it is read back has failed.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use imbl::ordmap::DiffItem;

use crate::dynamodb::engine::bulk::BulkUsage;
use crate::dynamodb::engine::jobs::{Ended, Failure, Job, JobsImage};
use crate::journal::{Damaged, Differences, Piece};

#[derive(Serialize, Deserialize)]
struct Told<A> {
    arn: String,
    table_arn: String,
    table_id: String,
    token: String,
    started_ms: i64,
    asked: A,
    /// Bytes, processed, imported, errors.
    tally: [u64; 4],
    #[serde(default)]
    bytes_total: Option<u64>,
    #[serde(default)]
    usage: BulkUsage,
    #[serde(default)]
    is_cancelled: bool,
    ended: Option<End>,
}

#[derive(Serialize, Deserialize)]
struct End {
    at_ms: i64,
    /// Code and message.
    failure: Option<(String, String)>,
}

pub(super) fn differences<A: Clone + Serialize>(
    now: &JobsImage<A>,
    before: Option<&JobsImage<A>>,
    to: &mut Differences<'_>,
) {
    let nothing = JobsImage::default();
    let before = before.unwrap_or(&nothing);
    if now.is_same(before) {
        return;
    }
    for change in before.jobs.diff(&now.jobs) {
        match change {
            DiffItem::Add(id, job) | DiffItem::Update { new: (id, job), .. } => {
                to.put_json(&[id.as_bytes()], &told(job, now.running.contains(id)));
            }
            DiffItem::Remove(id, _) => to.remove(&[id.as_bytes()]),
        }
    }
    for id in now.running.symmetric_difference(&before.running) {
        if let (Some(job), true) = (now.jobs.get(id), before.jobs.contains_key(id)) {
            to.put_json(&[id.as_bytes()], &told(job, now.running.contains(id)));
        }
    }
}

fn told<A: Clone>(job: &Job<A>, is_running: bool) -> Told<A> {
    let tally = &job.tally;
    let end = |ended: &Ended| {
        let failure = ended.failure.as_ref();
        End {
            at_ms: ended.at_ms,
            failure: failure.map(|own| (own.code.clone(), own.message.clone())),
        }
    };
    Told {
        arn: job.arn.clone(),
        table_arn: job.table_arn.clone(),
        table_id: job.table_id.clone(),
        token: job.token.clone(),
        started_ms: job.started_ms,
        asked: job.asked.clone(),
        tally: [
            &tally.bytes,
            &tally.processed,
            &tally.imported,
            &tally.errors,
        ]
        .map(|count| count.get()),
        bytes_total: tally.bytes_total.get().copied(),
        usage: tally.usage().clone(),
        is_cancelled: job.is_cancelled(),
        ended: job.ended().filter(|_| !is_running).map(end),
    }
}

pub(super) fn apply<A: Clone + DeserializeOwned>(
    jobs: &mut JobsImage<A>,
    mut piece: Piece<'_>,
) -> Result<(), Damaged> {
    let id = piece.text()?.to_owned();
    jobs.running.remove(&id);
    let Some(told) = piece.json::<Told<A>>()? else {
        jobs.jobs.remove(&id);
        return Ok(());
    };
    let job = Job::recorded(
        told.arn,
        (told.table_arn, told.table_id),
        told.token,
        told.started_ms,
        told.asked,
    );
    let tally = &job.tally;
    let counts = [
        &tally.bytes,
        &tally.processed,
        &tally.imported,
        &tally.errors,
    ];
    for (count, told) in counts.into_iter().zip(told.tally) {
        count.add(told);
    }
    if let Some(bytes) = told.bytes_total {
        let _ = tally.bytes_total.set(bytes);
    }
    *tally.usage() = told.usage;
    if told.is_cancelled {
        job.cancel();
    }
    match told.ended {
        None => {
            jobs.running.insert(id.clone());
        }
        Some(End { at_ms, failure }) => {
            let failure = failure.map(|(code, message)| Failure { code, message });
            job.end(at_ms, failure);
        }
    }
    jobs.jobs.insert(id, job.into());
    Ok(())
}

/// Ends those that were under way: nobody goes on with them.
pub(super) fn complete<A>(jobs: &mut JobsImage<A>) {
    for id in std::mem::take(&mut jobs.running) {
        if let Some(job) = jobs.jobs.get(&id) {
            job.end(job.started_ms, Some(Failure::interrupted()));
        }
    }
}
