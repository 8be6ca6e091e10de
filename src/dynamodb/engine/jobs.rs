//! Exports, imports and bulk operations of an account in a region: what was asked for, and how far each
//! of them is.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use imbl::OrdMap;
use tokio::sync::watch;

use super::bulk::BulkUsage;
use crate::clock::Clock;

const HOUR_MS: i64 = 60 * 60 * 1000;
/// How long a ClientToken is remembered after its job ("ExportTableToPointInTime", API reference).
const TOKEN_MS: i64 = 8 * HOUR_MS;
/// How long jobs are told of ("ListExports", "ListImports", API reference).
const KEPT_MS: i64 = 90 * 24 * HOUR_MS;
/// Jobs of one kind that are kept at most; the oldest that have ended go first.
const JOBS_MAX: usize = 10_000;

/// One export, import or bulk operation; `A` is what was asked for.
pub(crate) struct Job<A> {
    /// Its last part, the id, begins with the moment.
    pub(crate) arn: String,
    pub(crate) table_arn: String,
    pub(crate) table_id: String,
    pub(crate) token: String,
    pub(crate) started_ms: i64,
    pub(crate) asked: A,
    pub(crate) tally: Tally,
    /// Whether it was asked to stop.
    cancelled: watch::Sender<bool>,
    ended: OnceLock<Ended>,
}

/// Two are equal if they are the same job.
impl<A> PartialEq for Job<A> {
    fn eq(&self, other: &Self) -> bool {
        self.arn == other.arn
    }
}

/// What a job has done so far.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) bytes: Count,
    /// Items read, or records written.
    pub(crate) processed: Count,
    pub(crate) imported: Count,
    pub(crate) errors: Count,
    /// All there is to read, once that is known; of bulk operations, as the next.
    pub(crate) bytes_total: OnceLock<u64>,
    usage: Mutex<BulkUsage>,
}

impl Tally {
    pub(crate) fn usage(&self) -> MutexGuard<'_, BulkUsage> {
        // Sums are whole between their additions, whatever panicked elsewhere.
        self.usage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A number that only grows.
#[derive(Default)]
pub(crate) struct Count(AtomicU64);

impl Count {
    pub(crate) fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// How a job has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) at_ms: i64,
    /// None for a job that has done all that was asked for.
    pub(crate) failure: Option<Failure>,
}

/// Why a job has failed, in AWS's words.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Failure {
    /// The server was stopped meanwhile.
    pub(super) fn interrupted() -> Self {
        Self {
            code: "InternalServerError".to_owned(),
            message: "The server was stopped before the end.".to_owned(),
        }
    }
}

impl<A> Job<A> {
    /// A job that was written down, without what it has done and how it ended.
    pub(super) fn recorded(
        arn: String,
        (table_arn, table_id): (String, String),
        token: String,
        started_ms: i64,
        asked: A,
    ) -> Self {
        Self {
            arn,
            table_arn,
            table_id,
            token,
            started_ms,
            asked,
            tally: Tally::default(),
            cancelled: watch::Sender::default(),
            ended: OnceLock::new(),
        }
    }

    /// A job that begins now; `kind` is `export`, `import` or `bulk-operation`.
    pub(crate) fn begin(
        clock: &Clock,
        kind: &str,
        (table_arn, table_id): (String, String),
        token: Option<String>,
        asked: A,
    ) -> Self {
        let started_ms = clock.unix_ms();
        Self {
            arn: format!("{table_arn}/{kind}/{started_ms:014}-{}", clock.hex(8)),
            table_arn,
            table_id,
            token: token.unwrap_or_else(|| clock.uuid()),
            started_ms,
            asked,
            tally: Tally::default(),
            cancelled: watch::Sender::default(),
            ended: OnceLock::new(),
        }
    }

    /// The last part of the ARN.
    pub(crate) fn id(&self) -> &str {
        self.arn.rsplit('/').next().unwrap_or_default()
    }

    pub(crate) fn ended(&self) -> Option<&Ended> {
        self.ended.get()
    }

    /// Says how the job has ended; only the first call counts.
    pub(crate) fn end(&self, at_ms: i64, failure: Option<Failure>) {
        let _ = self.ended.set(Ended { at_ms, failure });
    }

    /// Asks the job to stop.
    pub(crate) fn cancel(&self) {
        self.cancelled.send_replace(true);
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        *self.cancelled.borrow()
    }

    /// Waits until the job is asked to stop.
    pub(crate) async fn cancelled(&self) {
        let mut asked = self.cancelled.subscribe();
        // The sender lives as long as the job.
        let _ = asked.wait_for(|asked| *asked).await;
    }

    fn remembers(&self, token: &str, now_ms: i64) -> bool {
        let is_valid = |ended: &Ended| now_ms - ended.at_ms < TOKEN_MS;
        self.token == token && self.ended().is_none_or(is_valid)
    }
}

/// What became of a job that was to begin.
pub(crate) enum Begun<A> {
    New(Arc<Job<A>>),
    /// An earlier one has the same token.
    Known(Arc<Job<A>>),
    /// As many as there may be are under way.
    TooMany,
}

/// The jobs of one kind.
pub(crate) struct Jobs<A>(Mutex<JobsImage<A>>);

/// The jobs of one kind at one moment.
pub(super) struct JobsImage<A> {
    /// By id: oldest first.
    pub(super) jobs: OrdMap<String, Arc<Job<A>>>,
    /// The ids of those that were under way, whatever has become of them since.
    pub(super) running: BTreeSet<String>,
}

impl<A> Clone for JobsImage<A> {
    fn clone(&self) -> Self {
        Self {
            jobs: self.jobs.clone(),
            running: self.running.clone(),
        }
    }
}

impl<A> Default for JobsImage<A> {
    fn default() -> Self {
        Self {
            jobs: OrdMap::new(),
            running: BTreeSet::new(),
        }
    }
}

impl<A> JobsImage<A> {
    /// Without those that were under way.
    pub(super) fn ended(&self) -> Self {
        let mut jobs = self.jobs.clone();
        for id in &self.running {
            jobs.remove(id);
        }
        Self {
            jobs,
            running: BTreeSet::new(),
        }
    }

    /// Whether nothing has changed between the two.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.jobs.ptr_eq(&other.jobs) && self.running == other.running
    }

    /// Sees which ones have ended meanwhile.
    fn look(&mut self) {
        let Self { jobs, running } = self;
        let is_running = |id: &String| jobs.get(id).is_some_and(|job| job.ended().is_none());
        running.retain(is_running);
    }
}

impl<A> Default for Jobs<A> {
    fn default() -> Self {
        Self::of(JobsImage::default())
    }
}

impl<A> Jobs<A> {
    /// Those of another moment or world.
    pub(super) fn of(jobs: JobsImage<A>) -> Self {
        Self(Mutex::new(jobs))
    }

    /// As they are now.
    pub(super) fn image(&self) -> JobsImage<A> {
        let mut kept = self.kept();
        kept.look();
        kept.clone()
    }

    /// The job that has the token of another, which begins now.
    pub(crate) fn known(&self, job: &Job<A>) -> Option<Arc<Job<A>>> {
        known_among(&self.kept().jobs, job)
    }

    /// Whether a job of a table is under way.
    pub(crate) fn is_busy(&self, table_arn: &str) -> bool {
        let mut kept = self.kept();
        kept.look();
        let JobsImage { jobs, running } = &*kept;
        let mut running = running.iter().filter_map(|id| jobs.get(id));
        running.any(|job| job.table_arn == table_arn)
    }

    /// Adds a job, unless its token is known; at most `running_max` are under way.
    pub(crate) fn begin(&self, job: Job<A>, running_max: usize) -> Begun<A> {
        let mut kept = self.kept();
        let now_ms = job.started_ms;
        if let Some(known) = known_among(&kept.jobs, &job) {
            return Begun::Known(known);
        }
        kept.look();
        let JobsImage { jobs, running } = &mut *kept;
        if running.len() >= running_max {
            return Begun::TooMany;
        }
        while let Some((id, oldest)) = jobs.get_min() {
            let is_old = now_ms - oldest.started_ms > KEPT_MS || jobs.len() >= JOBS_MAX;
            if !is_old || oldest.ended().is_none() {
                break;
            }
            let id = id.clone();
            jobs.remove(&id);
        }
        let job = Arc::new(job);
        jobs.insert(job.id().to_owned(), Arc::clone(&job));
        running.insert(job.id().to_owned());
        Begun::New(job)
    }

    pub(crate) fn find(&self, arn: &str) -> Option<Arc<Job<A>>> {
        let id = arn.rsplit('/').next()?;
        let kept = self.kept();
        kept.jobs.get(id).filter(|job| job.arn == arn).cloned()
    }

    /// Those before an id, newest first.
    pub(crate) fn before(&self, id: Option<&str>) -> Vec<Arc<Job<A>>> {
        let kept = self.kept().jobs.clone();
        let newest_first = kept.iter().rev();
        newest_first
            .filter(|(own, _)| id.is_none_or(|id| own.as_str() < id))
            .map(|(_, job)| Arc::clone(job))
            .collect()
    }

    fn kept(&self) -> MutexGuard<'_, JobsImage<A>> {
        // Both collections are whole between their calls, whatever panicked elsewhere.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn known_among<A>(kept: &OrdMap<String, Arc<Job<A>>>, job: &Job<A>) -> Option<Arc<Job<A>>> {
    let mut all = kept.values();
    let known = all.find(|own| own.remembers(&job.token, job.started_ms));
    known.cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(jobs: &Jobs<()>, clock: &Clock, token: &str) -> Begun<()> {
        let table = ("arn".to_owned(), "id".to_owned());
        let job = Job::begin(clock, "export", table, Some(token.to_owned()), ());
        jobs.begin(job, 2)
    }

    #[test]
    fn a_token_is_known_while_its_job_runs_and_eight_hours_after() {
        let clock = Clock::frozen(1_764_037_614_000);
        let jobs = Jobs::default();
        let Begun::New(first) = begin(&jobs, &clock, "t") else {
            panic!("nobody else has this token");
        };
        clock.advance_ms(TOKEN_MS);
        assert!(matches!(begin(&jobs, &clock, "t"), Begun::Known(_)));
        first.end(clock.unix_ms(), None);
        clock.advance_ms(TOKEN_MS - 1);
        assert!(matches!(begin(&jobs, &clock, "t"), Begun::Known(_)));
        clock.advance_ms(1);
        assert!(matches!(begin(&jobs, &clock, "t"), Begun::New(_)));
    }

    #[test]
    fn only_so_many_run_and_the_newest_comes_first() {
        let clock = Clock::frozen(1_764_037_614_000);
        let jobs = Jobs::default();
        for token in ["a", "b"] {
            assert!(matches!(begin(&jobs, &clock, token), Begun::New(_)));
            clock.advance_ms(1);
        }
        assert!(matches!(begin(&jobs, &clock, "c"), Begun::TooMany));
        let all = jobs.before(None);
        assert_eq!((all.len(), all[0].token.as_str()), (2, "b"));
        let older = jobs.before(Some(all[0].id()));
        assert_eq!((older.len(), older[0].token.as_str()), (1, "a"));
        assert!(jobs.find(&all[0].arn).is_some() && jobs.find("arn/export/x").is_none());
    }

    #[test]
    fn jobs_are_forgotten_after_ninety_days() {
        let clock = Clock::frozen(1_764_037_614_000);
        let jobs = Jobs::default();
        let Begun::New(first) = begin(&jobs, &clock, "a") else {
            panic!("nobody else has this token");
        };
        first.end(clock.unix_ms(), None);
        clock.advance_ms(KEPT_MS + 1);
        begin(&jobs, &clock, "b");
        assert_eq!(jobs.before(None).len(), 1);
    }
}
