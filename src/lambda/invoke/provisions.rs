//! Environments that are started and initialised before any event comes, and stay.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, Weak};

use tokio::sync::Notify;

use super::environment::Environment;
use crate::aws::identity::Scope;
use crate::lambda::functions::version::FunctionVersion;

/// A published version: its account and region, its function's name, its number.
type Key = (Scope, String, u64);

/// Lock order: this lock is taken alone, and never held while an environment ends.
#[derive(Clone, Debug, Default)]
pub(super) struct Provisions(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    provisions: HashMap<Key, Provision>,
    /// Of the last one that was made.
    serial: u64,
    closed: bool,
}

#[derive(Debug)]
struct Provision {
    function: Arc<FunctionVersion>,
    wanted: u32,
    /// Environments that are there or being started: each has a [`Place`].
    places: u32,
    ready: u32,
    /// Why none is started any more.
    failed: Option<String>,
    idle: Vec<(Environment, Place)>,
    /// Somebody should look whether one is to be started.
    changed: Arc<Notify>,
    /// Tells it from an earlier one of the same version.
    serial: u64,
}

/// How far the environments of a version are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Readiness {
    pub(crate) ready: u32,
    pub(crate) failed: Option<String>,
}

/// One environment's place among those of its version, free again when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    state: Weak<Mutex<State>>,
    key: Key,
    serial: u64,
    ready: bool,
}

/// What is to be done for a version.
pub(super) enum Task {
    Start(Arc<FunctionVersion>, Place),
    Wait(Arc<Notify>),
    /// It keeps no environments any more.
    End,
}

/// A version whose environments have nobody yet who starts them.
pub(super) struct Unattended {
    key: Key,
    serial: u64,
}

impl Provisions {
    /// From now on the versions of a function keep so many environments, and its others none. The
    /// answer is for whoever starts them.
    pub(super) fn set(
        &self,
        scope: &Scope,
        name: &str,
        wanted: Vec<(u64, Arc<FunctionVersion>, u32)>,
    ) -> Vec<Unattended> {
        let mut ended = Vec::new();
        let mut unattended = Vec::new();
        let mut state = self.lock();
        let State {
            provisions,
            serial,
            closed,
        } = &mut *state;
        provisions.retain(|(own_scope, own_name, number), provision| {
            let kept = own_scope != scope
                || own_name != name
                || wanted
                    .iter()
                    .any(|(wanted, _, count)| wanted == number && *count > 0);
            if !kept {
                ended.append(&mut provision.idle);
                provision.changed.notify_one();
            }
            kept
        });
        let wanted = wanted
            .into_iter()
            .filter(|(_, _, count)| *count > 0 && !*closed);
        for (number, function, count) in wanted {
            let key = (scope.clone(), name.to_owned(), number);
            let provision = provisions.entry(key.clone()).or_insert_with(|| {
                *serial += 1;
                let serial = *serial;
                unattended.push(Unattended { key, serial });
                Provision::new(function, serial)
            });
            if provision.wanted != count {
                provision.failed = None;
            }
            provision.wanted = count;
            let surplus = provision.places.saturating_sub(count) as usize;
            let surplus = surplus.min(provision.idle.len());
            ended.extend(provision.idle.drain(..surplus));
            provision.changed.notify_one();
        }
        drop(state);
        // Outside the lock, because dropping an environment ends it and frees its place.
        drop(ended);
        unattended
    }

    /// Begins anew for versions whose environments could not be started.
    pub(super) fn retry(&self, scope: &Scope, name: &str) {
        let mut state = self.lock();
        let own = |key: &Key| key.0 == *scope && key.1 == name;
        let provisions = state.provisions.iter_mut();
        for (_, provision) in provisions.filter(|(key, _)| own(key)) {
            provision.failed = None;
            provision.changed.notify_one();
        }
    }

    /// An environment of this version that has nothing to do.
    pub(super) fn take(&self, function: &FunctionVersion) -> Option<(Environment, Place)> {
        let mut ended = Vec::new();
        let mut found = None;
        let mut state = self.lock();
        // Most servers provision nothing.
        if !state.provisions.is_empty()
            && let Ok(number) = function.version.parse()
        {
            let key = (function.scope.clone(), function.name.clone(), number);
            let provision = state.provisions.get_mut(&key);
            let mut idle = provision.map(|provision| &mut provision.idle);
            while let Some(kept) = idle.as_mut().and_then(|idle| idle.pop()) {
                if kept.0.is_fit() {
                    found = Some(kept);
                    break;
                }
                ended.push(kept);
            }
        }
        drop(state);
        drop(ended);
        found
    }

    /// Keeps an environment that has ended its work or its start, if it is still wanted.
    pub(super) fn put_back(&self, environment: Environment, mut place: Place) {
        let mut state = self.lock();
        if let Some(provision) = state.provisions.get_mut(&place.key)
            && provision.serial == place.serial
            && environment.is_fit()
            && provision.places <= provision.wanted
        {
            provision.ready += u32::from(!place.ready);
            place.ready = true;
            provision.idle.push((environment, place));
        } else {
            drop(state);
            drop((environment, place));
        }
    }

    /// What is to be done for a version now.
    pub(super) fn task(&self, unattended: &Unattended) -> Task {
        let mut state = self.lock();
        let provision = state.provisions.get_mut(&unattended.key);
        let own = |provision: &&mut Provision| provision.serial == unattended.serial;
        let Some(provision) = provision.filter(own) else {
            return Task::End;
        };
        if provision.failed.is_some() || provision.places >= provision.wanted {
            return Task::Wait(Arc::clone(&provision.changed));
        }
        provision.places += 1;
        let place = Place {
            state: Arc::downgrade(&self.0),
            key: unattended.key.clone(),
            serial: unattended.serial,
            ready: false,
        };
        Task::Start(Arc::clone(&provision.function), place)
    }

    /// No more environments are started for a version, for this reason.
    pub(super) fn fail(&self, place: Place, why: String) {
        let mut state = self.lock();
        if let Some(provision) = state.provisions.get_mut(&place.key)
            && provision.serial == place.serial
        {
            provision.failed = Some(why);
        }
        drop(state);
        drop(place);
    }

    pub(super) fn readiness(&self, scope: &Scope, name: &str, number: u64) -> Readiness {
        let key = (scope.clone(), name.to_owned(), number);
        let state = self.lock();
        let provision = state.provisions.get(&key);
        provision.map_or_else(Readiness::default, |provision| Readiness {
            ready: provision.ready,
            failed: provision.failed.clone(),
        })
    }

    /// Ends all of them and keeps none from now on.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        let all: Vec<Provision> = state.provisions.drain().map(|(_, own)| own).collect();
        drop(state);
        for provision in &all {
            provision.changed.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Provision {
    fn new(function: Arc<FunctionVersion>, serial: u64) -> Self {
        Self {
            function,
            wanted: 0,
            places: 0,
            ready: 0,
            failed: None,
            idle: Vec::new(),
            changed: Arc::new(Notify::new()),
            serial,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(state) = self.state.upgrade() else {
            return;
        };
        let mut state = state
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(provision) = state.provisions.get_mut(&self.key)
            && provision.serial == self.serial
        {
            provision.places -= 1;
            provision.ready -= u32::from(self.ready);
            provision.changed.notify_one();
        }
    }
}
