//! What was touched since somebody looked, so that a look costs as much as has changed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The things of one kind that were touched: each at most once, so as many as there are at most. Whoever
/// changes a thing notes it while it is locked; whoever looks takes the list before it locks anything.
pub(crate) struct Touched<P> {
    /// Whether anybody ever looked. Until then nothing is noted, and all counts as touched.
    is_watched: AtomicBool,
    list: Mutex<Vec<Arc<Mark<P>>>>,
}

/// A thing that may be touched, by the place where it is found.
pub(crate) struct Mark<P> {
    pub(crate) place: P,
    is_listed: AtomicBool,
}

impl<P> Default for Touched<P> {
    fn default() -> Self {
        Self {
            is_watched: AtomicBool::new(false),
            list: Mutex::default(),
        }
    }
}

impl<P> Mark<P> {
    pub(crate) fn new(place: P) -> Arc<Self> {
        Arc::new(Self {
            place,
            is_listed: AtomicBool::new(false),
        })
    }
}

impl<P: Clone> Touched<P> {
    pub(crate) fn note(&self, mark: &Arc<Mark<P>>) {
        if self.is_watched.load(Ordering::Acquire) && !mark.is_listed.swap(true, Ordering::AcqRel) {
            self.list().push(Arc::clone(mark));
        }
    }

    /// The places of what was touched since this was asked last; `None` for the first time: everything.
    pub(crate) fn take(&self) -> Option<Vec<P>> {
        let was_watched = self.is_watched.swap(true, Ordering::AcqRel);
        let marks = std::mem::take(&mut *self.list());
        let places = marks.iter().map(|mark| {
            mark.is_listed.store(false, Ordering::Release);
            mark.place.clone()
        });
        let places = places.collect();
        was_watched.then_some(places)
    }

    fn list(&self) -> MutexGuard<'_, Vec<Arc<Mark<P>>>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_touched_is_told_once_and_the_first_look_is_at_everything() {
        let (touched, marks) = (Touched::default(), [1, 2].map(Mark::new));
        touched.note(&marks[0]);
        assert_eq!(touched.take(), None);
        assert_eq!(touched.take(), Some(vec![]));
        for mark in [&marks[1], &marks[0], &marks[1]] {
            touched.note(mark);
        }
        assert_eq!(touched.take(), Some(vec![2, 1]));
        touched.note(&marks[1]);
        assert_eq!(touched.take(), Some(vec![2]));
    }
}
