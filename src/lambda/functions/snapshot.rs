//! How far the snapshot of a version is that environments with SnapStart are restored from.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// Shared by all copies of a version, in forked worlds too; nothing of it is written down.
#[derive(Clone, Debug, Default)]
pub(crate) struct Snapshot(Arc<AtomicU8>);

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Progress {
    /// It is there, or is made anew by every environment.
    Ready,
    Pending,
    /// The function does not initialise.
    Failed,
}

impl Snapshot {
    pub(crate) fn progress(&self) -> Progress {
        match self.0.load(Ordering::Acquire) {
            1 => Progress::Pending,
            2 => Progress::Failed,
            _ => Progress::Ready,
        }
    }

    pub(crate) fn set(&self, progress: Progress) {
        self.0.store(progress as u8, Ordering::Release);
    }
}

/// It is no part of what a version is.
impl PartialEq for Snapshot {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Snapshot {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_share_how_far_it_is() {
        let snapshot = Snapshot::default();
        assert_eq!(snapshot.progress(), Progress::Ready);
        for progress in [Progress::Pending, Progress::Failed, Progress::Ready] {
            snapshot.clone().set(progress);
            assert_eq!(snapshot.progress(), progress);
        }
    }
}
