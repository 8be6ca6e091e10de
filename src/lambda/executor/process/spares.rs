//! What is kept ready for the next functions: a sandbox, and interpreters that wait in theirs.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use super::sandbox::warden::Warden;
use super::sandboxed::Sandbox;
use super::waiting::{Kind, Waiting};

/// Interpreters that wait at most; the one asked for last stays longest.
const WAITING_MAX: usize = 2;

/// Cheap to clone; clones share everything.
#[derive(Clone, Debug, Default)]
pub(super) struct Spares(Arc<Mutex<Shelf>>);

#[derive(Debug, Default)]
struct Shelf {
    blank: Option<Sandbox>,
    waiting: Vec<Waiting>,
    closed: bool,
}

impl Spares {
    /// The sandbox that is ready, or a new one. Another will be ready soon.
    pub(super) async fn blank(&self, warden: &Arc<Warden>, home: &Path) -> io::Result<Sandbox> {
        let ready = self.lock().blank.take().filter(Sandbox::is_alive);
        let (spares, guard, folder) = (self.clone(), Arc::clone(warden), home.to_owned());
        tokio::spawn(async move {
            if let Ok(next) = Sandbox::start(&guard, &folder).await {
                spares.keep(|shelf| shelf.blank.replace(next));
            }
        });
        match ready {
            Some(sandbox) => Ok(sandbox),
            None => Sandbox::start(warden, home).await,
        }
    }

    /// An interpreter of this kind that waits, if there is one. Another will wait soon.
    pub(super) fn waiting(&self, warden: &Arc<Warden>, home: &Path, kind: Kind) -> Option<Waiting> {
        let mut shelf = self.lock();
        let found = shelf
            .waiting
            .iter()
            .position(|waiting| waiting.kind == kind);
        let found = found.map(|at| shelf.waiting.remove(at));
        drop(shelf);
        if kind.is_possible() {
            let (spares, guard, home) = (self.clone(), Arc::clone(warden), home.to_owned());
            tokio::spawn(async move {
                if let Ok(next) = Waiting::start(&guard, &home, kind).await {
                    spares.keep(|shelf| {
                        shelf.waiting.push(next);
                        let surplus = shelf.waiting.len() > WAITING_MAX;
                        surplus.then(|| shelf.waiting.remove(0))
                    });
                }
            });
        }
        found.filter(|waiting| waiting.sandbox.is_alive())
    }

    /// Ends what is kept, and keeps nothing from now on.
    pub(super) fn close(&self) {
        let kept = std::mem::take(&mut *self.lock());
        self.lock().closed = true;
        drop(kept);
    }

    /// Keeps something, unless nothing is kept any more; what makes room ends outside the lock.
    fn keep<T>(&self, keep: impl FnOnce(&mut Shelf) -> Option<T>) {
        let mut shelf = self.lock();
        if shelf.closed {
            return;
        }
        let replaced = keep(&mut shelf);
        drop(shelf);
        drop(replaced);
    }

    fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
