//! Environments that are started before an event needs them.

use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::oneshot;

use crate::lambda::executor::launch::LaunchProblem;
use crate::lambda::functions::version::FunctionVersion;

/// Environments that are started ahead at the same time, of all functions together; beyond, functions
/// start theirs when they need them.
const STARTING_MAX: usize = 8;

/// The starts that are under way: one of each version at most. The lock is taken alone.
#[derive(Debug, Default)]
pub(super) struct Ahead(Mutex<Vec<Start>>);

#[derive(Debug)]
struct Start {
    function: Arc<FunctionVersion>,
    /// Taken by the one event that waits for it.
    end: Option<oneshot::Receiver<LaunchProblem>>,
}

/// A start under way, until it is dropped.
#[derive(Debug)]
pub(super) struct Underway<'a> {
    ahead: &'a Ahead,
    function: Arc<FunctionVersion>,
    end: Option<oneshot::Sender<LaunchProblem>>,
}

impl Ahead {
    /// Notes that a start begins; `None` where one is under way, or too many are.
    pub(super) fn begin(&self, function: &Arc<FunctionVersion>) -> Option<Underway<'_>> {
        let mut starts = self.lock();
        let is_known = starts
            .iter()
            .any(|start| Arc::ptr_eq(&start.function, function));
        if is_known || starts.len() >= STARTING_MAX {
            return None;
        }
        let (sender, end) = oneshot::channel();
        starts.push(Start {
            function: Arc::clone(function),
            end: Some(end),
        });
        Some(Underway {
            ahead: self,
            function: Arc::clone(function),
            end: Some(sender),
        })
    }

    /// The end of a start that is under way, unless another event waits for it already: why nothing
    /// could be started, or a closed channel.
    pub(super) fn claim(
        &self,
        function: &Arc<FunctionVersion>,
    ) -> Option<oneshot::Receiver<LaunchProblem>> {
        let mut starts = self.lock();
        let mut own = starts
            .iter_mut()
            .filter(|start| Arc::ptr_eq(&start.function, function));
        own.next()?.end.take()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Start>> {
        self.0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Underway<'_> {
    /// Tells the event that waits, so that it does not try in vain a second time.
    pub(super) fn failed(mut self, problem: LaunchProblem) {
        if let Some(end) = self.end.take() {
            // Nobody may wait.
            let _ = end.send(problem);
        }
    }
}

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        let mut starts = self.ahead.lock();
        starts.retain(|start| !Arc::ptr_eq(&start.function, &self.function));
    }
}
