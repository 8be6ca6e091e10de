//! An event source mapping: what it is, what it is set to, and how it does.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio::time::Instant;

use super::progress::Progress;
use super::settings::Settings;
use crate::aws::arn;
use crate::aws::identity::Scope;

/// Recorded: what a mapping says before its first batch.
pub(crate) const NO_RECORDS: &str = "No records processed";

/// One mapping.
#[derive(Debug)]
pub(crate) struct Mapping {
    pub(crate) uuid: String,
    pub(crate) scope: Scope,
    pub(crate) source_arn: String,
    /// As the request said it.
    pub(crate) starting_position: String,
    /// What the mapping is to do; its poller listens.
    wish: watch::Sender<Wish>,
    shown: Mutex<Shown>,
    progress: Mutex<Progress>,
    /// What each lane is at, for people.
    doing: Mutex<BTreeMap<usize, String>>,
    /// When each lane began to look for records, if it found none.
    looked: Mutex<BTreeMap<usize, Instant>>,
}

/// What a mapping is to do.
#[derive(Clone, Debug)]
pub(crate) enum Wish {
    Follow(Arc<Settings>),
    End,
}

/// What a mapping says of itself.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) settings: Arc<Settings>,
    pub(crate) state: State,
    /// When settings or state changed last.
    pub(crate) modified_ms: i64,
    /// LastProcessingResult.
    pub(crate) result: &'static str,
    pub(crate) tags: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Creating,
    Enabling,
    Enabled,
    Disabling,
    Disabled,
    Updating,
    Deleting,
}

impl State {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Creating => "Creating",
            Self::Enabling => "Enabling",
            Self::Enabled => "Enabled",
            Self::Disabling => "Disabling",
            Self::Disabled => "Disabled",
            Self::Updating => "Updating",
            Self::Deleting => "Deleting",
        }
    }
}

impl Mapping {
    /// A mapping that begins behind a sequence number.
    pub(crate) fn new(
        uuid: String,
        scope: Scope,
        source_arn: String,
        starting_position: String,
        behind: u128,
        shown: Shown,
    ) -> Self {
        Self {
            uuid,
            scope,
            source_arn,
            starting_position,
            wish: watch::Sender::new(Wish::Follow(Arc::clone(&shown.settings))),
            shown: Mutex::new(shown),
            progress: Mutex::new(Progress::behind(behind)),
            doing: Mutex::default(),
            looked: Mutex::default(),
        }
    }

    /// The same mapping in another world, as far as it has come.
    pub(super) fn fork(&self) -> Self {
        Self {
            uuid: self.uuid.clone(),
            scope: self.scope.clone(),
            source_arn: self.source_arn.clone(),
            starting_position: self.starting_position.clone(),
            wish: watch::Sender::new(self.wish.borrow().clone()),
            shown: Mutex::new(self.shown()),
            progress: Mutex::new(self.progress().clone()),
            doing: Mutex::default(),
            looked: Mutex::default(),
        }
    }

    pub(crate) fn arn(&self) -> String {
        arn::regional(
            "lambda",
            &self.scope,
            &format!("event-source-mapping:{}", self.uuid),
        )
    }

    pub(crate) fn shown(&self) -> Shown {
        lock(&self.shown).clone()
    }

    /// Changes what the mapping says of itself.
    pub(crate) fn show<T>(&self, change: impl FnOnce(&mut Shown) -> T) -> T {
        change(&mut lock(&self.shown))
    }

    /// Says what the mapping is to do from now on.
    pub(crate) fn wish(&self, wish: Wish) {
        self.wish.send_replace(wish);
    }

    pub(super) fn wishes(&self) -> watch::Receiver<Wish> {
        self.wish.subscribe()
    }

    pub(super) fn progress(&self) -> MutexGuard<'_, Progress> {
        lock(&self.progress)
    }

    /// Says what a lane is at; `None` while it waits for records.
    pub(super) fn say(&self, lane: usize, doing: Option<String>) {
        let mut all = lock(&self.doing);
        match doing {
            Some(doing) => all.insert(lane, doing),
            None => all.remove(&lane),
        };
    }

    /// Notes that a lane has looked for records, and found none.
    pub(super) fn look(&self, lane: usize, began: Instant) {
        lock(&self.looked).insert(lane, began);
    }

    /// Whether every lane has looked since a moment, and found none.
    pub(super) fn has_looked(&self, since: Instant) -> bool {
        let lanes = self.shown().settings.parallelization_factor;
        let looked = lock(&self.looked);
        (0..lanes).all(|lane| looked.get(&lane).is_some_and(|began| *began >= since))
    }

    /// What the lanes are at.
    pub(super) fn doing(&self) -> Vec<String> {
        lock(&self.doing).values().cloned().collect()
    }
}

/// Nothing under these locks is ever half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
