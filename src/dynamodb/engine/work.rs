//! What runs beside the requests that asked for it: exports, imports and bulk operations, first come,
//! first served.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use super::bulk::BulkRequest;
use super::definition::Definition;
use super::jobs::Job;
use super::state::State;
use super::table::Table;
use super::transfer::{ExportRequest, ImportRequest};
use crate::aws::identity::Scope;

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
    waiting: Mutex<VecDeque<Work>>,
    come: Notify,
}

impl WorkQueue {
    pub(crate) fn push(&self, work: Work) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push_back(work);
        drop(waiting);
        self.come.notify_one();
    }

    /// Waits until there is work; one worker takes it all.
    pub(crate) async fn next(&self) -> Work {
        loop {
            if let Some(work) = self.pop() {
                return work;
            }
            self.come.notified().await;
        }
    }

    fn pop(&self) -> Option<Work> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.pop_front()
    }
}
