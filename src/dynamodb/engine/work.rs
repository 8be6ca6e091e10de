//! What runs beside the requests that asked for it: exports, imports and bulk operations, first come,
//! first served.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio::sync::Notify;

use super::bulk::BulkRequest;
use super::definition::Definition;
use super::jobs::Job;
use super::state::State;
use super::table::Table;
use super::transfer::{ExportRequest, ImportRequest};
use crate::aws::identity::Scope;
use crate::bus::activity::{Activity, Working};

/// One job, and what it works on.
pub(crate) enum Work {
    Export {
        scope: Scope,
        job: Arc<Job<ExportRequest>>,
        /// The table when the export began.
        state: Arc<State>,
    },
    Import {
        scope: Scope,
        job: Arc<Job<ImportRequest>>,
        /// The table that is to be made.
        definition: Box<Definition>,
    },
    Bulk {
        scope: Scope,
        job: Arc<Job<BulkRequest>>,
        table: Arc<Table>,
    },
}

/// Jobs that wait for their turn. Each is also one of the jobs under way of an account, of which
/// there are only so many.
#[derive(Default)]
pub(crate) struct WorkQueue {
    waiting: Mutex<VecDeque<(Work, Option<Working>)>>,
    come: Notify,
    activity: OnceLock<Arc<Activity>>,
}

impl Work {
    /// What it is, and of which job.
    fn named(&self) -> (&'static str, &str) {
        match self {
            Self::Export { job, .. } => ("DynamoDB export", &job.arn),
            Self::Import { job, .. } => ("DynamoDB import", &job.arn),
            Self::Bulk { job, .. } => ("DynamoDB bulk operation", &job.arn),
        }
    }
}

impl WorkQueue {
    /// Says there from now on what is at work.
    pub(crate) fn tell(&self, activity: &Arc<Activity>) {
        let _ = self.activity.set(Arc::clone(activity));
    }

    pub(crate) fn push(&self, work: Work) {
        let (kind, arn) = work.named();
        let working = self
            .activity
            .get()
            .map(|activity| activity.begin(kind, arn));
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push_back((work, working));
        drop(waiting);
        self.come.notify_one();
    }

    /// Waits until there is work; one worker takes it all. It is at work until what comes with it is dropped.
    pub(crate) async fn next(&self) -> (Work, Option<Working>) {
        loop {
            if let Some(work) = self.pop() {
                return work;
            }
            self.come.notified().await;
        }
    }

    fn pop(&self) -> Option<(Work, Option<Working>)> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.pop_front()
    }
}
