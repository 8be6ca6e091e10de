//! Environments that have started but for their runtimes, which wait. A folder's next save finds one, so
//! that nothing is left to do but what has to know of the save.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::environment::Environment;
use super::pools::IDLE_MAX;
use crate::aws::identity::Scope;
use crate::lambda::executor::launch::LaunchProblem;
use crate::lambda::functions::version::FunctionVersion;

/// Environments that wait at most, of all functions together; the one asked for last stays longest.
const STANDBYS_MAX: usize = 4;

/// One of each version at most. The lock is taken alone, and never held while an environment ends.
#[derive(Debug, Default)]
pub(super) struct Standbys(Mutex<Shelf>);

#[derive(Debug, Default)]
struct Shelf {
    standbys: Vec<Standby>,
    closed: bool,
}

#[derive(Debug)]
struct Standby {
    function: Arc<FunctionVersion>,
    /// When somebody last had to do with the function.
    since: Instant,
    state: State,
}

#[derive(Debug)]
enum State {
    /// With whoever is to have it then.
    Starting(Option<oneshot::Sender<Started>>),
    Waiting(Environment),
    /// What this function's environments run does not wait.
    Impossible,
}

/// What a start has come to.
pub(super) type Started = Result<Environment, LaunchProblem>;

/// What there is for somebody who needs an environment.
pub(super) enum Offer {
    Waiting(Environment),
    /// A start under way that nobody else waits for. A closed channel leaves nothing.
    Starting(oneshot::Receiver<Started>),
    Nothing,
}

impl Standbys {
    /// Notes that one is about to start; `false` where there is no need.
    pub(super) fn begin(&self, function: &Arc<FunctionVersion>) -> bool {
        let mut shelf = self.lock();
        let may_be_held = !function.tenant_isolation && !function.snap_start;
        if shelf.closed || function.code.directory().is_none() || !may_be_held {
            return false;
        }
        let mut ended = Vec::new();
        if let Some(at) = shelf.position(function) {
            if shelf.standbys[at].function.runs_like(function) {
                shelf.standbys[at].since = Instant::now();
                return false;
            }
            ended.push(shelf.standbys.remove(at));
        }
        if shelf.standbys.len() >= STANDBYS_MAX {
            ended.push(shelf.standbys.remove(0));
        }
        shelf.standbys.push(Standby {
            function: Arc::clone(function),
            since: Instant::now(),
            state: State::Starting(None),
        });
        drop(shelf);
        drop(ended);
        true
    }

    /// Says what has become of a start: nothing, if its runtime does not wait. It may be unwanted by now.
    pub(super) fn end(&self, function: &Arc<FunctionVersion>, started: Option<Started>) {
        let mut shelf = self.lock();
        let is_own = |own: &Standby| Arc::ptr_eq(&own.function, function);
        let Some(at) = shelf.standbys.iter().position(is_own) else {
            drop(shelf);
            return drop(started);
        };
        let Some(started) = started else {
            shelf.standbys[at].state = State::Impossible;
            return;
        };
        let started = match &mut shelf.standbys[at].state {
            State::Starting(claim) => match claim.take() {
                Some(claim) => claim.send(started).err(),
                None => Some(started),
            },
            State::Waiting(_) | State::Impossible => Some(started),
        };
        match started {
            Some(Ok(environment)) => shelf.standbys[at].state = State::Waiting(environment),
            // It is with somebody else, or the next may fare better.
            Some(Err(_)) | None => drop(shelf.standbys.remove(at)),
        }
    }

    /// One that runs exactly this.
    pub(super) fn take(&self, function: &FunctionVersion) -> Offer {
        let mut shelf = self.lock();
        let is_own = |at: &usize| shelf.standbys[*at].function.runs_like(function);
        let Some(at) = shelf.position(function).filter(is_own) else {
            return Offer::Nothing;
        };
        match &mut shelf.standbys[at].state {
            State::Starting(claim @ None) => {
                let (sender, end) = oneshot::channel();
                *claim = Some(sender);
                return Offer::Starting(end);
            }
            State::Starting(Some(_)) | State::Impossible => return Offer::Nothing,
            State::Waiting(_) => {}
        }
        let found = shelf.standbys.remove(at);
        drop(shelf);
        match found.state {
            State::Waiting(own) if own.is_alive() => Offer::Waiting(own),
            _ => Offer::Nothing,
        }
    }

    /// Keeps a function's longer.
    pub(super) fn renew(&self, function: &FunctionVersion) {
        let mut shelf = self.lock();
        if let Some(at) = shelf.position(function) {
            shelf.standbys[at].since = Instant::now();
        }
    }

    /// Ends those of functions that nobody has had to do with for long.
    pub(super) fn retire_idle(&self, now: Instant) {
        self.remove(|own| now - own.since > IDLE_MAX);
    }

    /// Ends those of every version of a function.
    pub(super) fn retire(&self, scope: &Scope, name: &str) {
        self.remove(|own| own.function.scope == *scope && own.function.name == name);
    }

    /// Ends all, and keeps none from now on.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.remove(|_| true);
    }

    fn remove(&self, is_doomed: impl Fn(&Standby) -> bool) {
        let mut shelf = self.lock();
        let ended: Vec<Standby> = shelf
            .standbys
            .extract_if(.., |own| is_doomed(own))
            .collect();
        drop(shelf);
        drop(ended);
    }

    fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn position(&self, function: &FunctionVersion) -> Option<usize> {
        self.standbys.iter().position(|own| {
            let own = &own.function;
            (&own.scope, &own.name, &own.version)
                == (&function.scope, &function.name, &function.version)
        })
    }
}
