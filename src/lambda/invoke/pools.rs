//! Warm environments: idle ones by function version and tenant, handed out newest first.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::environment::Environment;
use crate::aws::identity::Scope;
use crate::lambda::functions::version::FunctionVersion;

/// An environment that has had nothing to do for so long is ended.
pub(super) const IDLE_MAX: Duration = Duration::from_secs(5 * 60);
/// Idle environments at most, of all functions together: after a burst the rest is ended.
const IDLE_ENVIRONMENTS_MAX: usize = 100;

/// Lock order: this lock is taken alone, and never held while an environment ends.
#[derive(Debug, Default)]
pub(super) struct Pools(Mutex<Shelves>);

#[derive(Debug, Default)]
struct Shelves {
    pools: HashMap<Key, Pool>,
    idle_count: usize,
    closed: bool,
}

/// Function, version and tenant.
type Key = (Scope, String, String, Option<String>);

#[derive(Debug)]
struct Pool {
    /// What the idle environments run.
    function: Arc<FunctionVersion>,
    /// Newest last, but for those that no event has used yet: they come first.
    idle: Vec<(Instant, Environment)>,
    returned: Arc<Notify>,
}

impl Pools {
    /// An idle environment that runs exactly this, files as they are now, and is still alive. Without one, a signal that
    /// tells when one comes back. Asking for a changed function ends the idle environments of the old one.
    pub(super) fn take(
        &self,
        function: &Arc<FunctionVersion>,
        tenant_id: Option<&str>,
    ) -> Result<Environment, Arc<Notify>> {
        let mut ended = Vec::new();
        let mut shelves = self.lock();
        let pool = shelves
            .pools
            .entry(key(function, tenant_id))
            .or_insert_with(|| Pool {
                function: Arc::clone(function),
                idle: Vec::new(),
                returned: Arc::new(Notify::new()),
            });
        if !Arc::ptr_eq(&pool.function, function) {
            if !pool.function.runs_like(function) {
                ended.append(&mut pool.idle);
            }
            pool.function = Arc::clone(function);
        }
        let mut found = None;
        let mut looked_at = ended.len();
        while let Some((since, environment)) = pool.idle.pop() {
            looked_at += 1;
            if environment.is_fit() {
                found = Some(environment);
                break;
            }
            ended.push((since, environment));
        }
        let returned = Arc::clone(&pool.returned);
        shelves.idle_count -= looked_at;
        drop(shelves);
        // Outside the lock, because dropping an environment ends it.
        drop(ended);
        found.ok_or(returned)
    }

    /// Another event of this function would find an environment.
    pub(super) fn has_idle(&self, function: &FunctionVersion, tenant_id: Option<&str>) -> bool {
        let shelves = self.lock();
        let pool = shelves.pools.get(&key(function, tenant_id));
        pool.is_some_and(|pool| !pool.idle.is_empty())
    }

    /// Keeps an environment for the next event, unless its function has changed, enough are kept
    /// already, or the pools are closed; then it is ended.
    pub(super) fn put_back(&self, environment: Environment) {
        self.keep(environment, Vec::len);
    }

    /// As [`Pools::put_back`], for events that find no other environment.
    pub(super) fn put_behind(&self, environment: Environment) {
        self.keep(environment, |_| 0);
    }

    fn keep(&self, environment: Environment, place: fn(&Vec<(Instant, Environment)>) -> usize) {
        let function = Arc::clone(environment.function());
        let key = key(&function, environment.tenant_id());
        let mut shelves = self.lock();
        let wanted =
            !shelves.closed && shelves.idle_count < IDLE_ENVIRONMENTS_MAX && environment.is_fit();
        if wanted
            && let Some(pool) = shelves.pools.get_mut(&key)
            && pool.function.runs_like(&function)
        {
            let place = place(&pool.idle);
            pool.idle.insert(place, (Instant::now(), environment));
            pool.returned.notify_one();
            shelves.idle_count += 1;
        }
    }

    /// Ends the idle environments of every version of a function; those at work end when they come back.
    pub(super) fn retire(&self, scope: &Scope, name: &str) {
        self.remove(|(own_scope, own_name, ..), pool| {
            (own_scope == scope && own_name == name).then(|| std::mem::take(&mut pool.idle))
        });
    }

    /// Ends environments that have been idle too long.
    pub(super) fn retire_idle(&self, now: Instant) {
        let mut ended = Vec::new();
        let mut shelves = self.lock();
        for pool in shelves.pools.values_mut() {
            let is_old = |(since, _): &(Instant, Environment)| now - *since > IDLE_MAX;
            let (old, young) = pool.idle.drain(..).partition(is_old);
            pool.idle = young;
            ended.extend::<Vec<_>>(old);
        }
        shelves.idle_count -= ended.len();
        // Tenants are many. One that is at work just then finds its environment gone.
        shelves
            .pools
            .retain(|(.., tenant_id), pool| tenant_id.is_none() || !pool.idle.is_empty());
        drop(shelves);
    }

    /// Ends all idle environments and keeps none from now on.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.remove(|_, pool| Some(std::mem::take(&mut pool.idle)));
    }

    fn remove(
        &self,
        mut choose: impl FnMut(&Key, &mut Pool) -> Option<Vec<(Instant, Environment)>>,
    ) {
        let mut ended = Vec::new();
        let mut shelves = self.lock();
        shelves.pools.retain(|key, pool| match choose(key, pool) {
            Some(mut idle) => {
                ended.append(&mut idle);
                false
            }
            None => true,
        });
        shelves.idle_count -= ended.len();
        drop(shelves);
    }

    fn lock(&self) -> MutexGuard<'_, Shelves> {
        self.0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

fn key(function: &FunctionVersion, tenant_id: Option<&str>) -> Key {
    (
        function.scope.clone(),
        function.name.clone(),
        function.version.clone(),
        tenant_id.map(str::to_owned),
    )
}
