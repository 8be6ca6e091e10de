//! An event source mapping: what it is, what it is set to, and how it does.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio::time::Instant;

use super::progress::Progress;
use super::settings::Settings;
use crate::aws::arn;
use crate::aws::identity::Scope;
use crate::bus::streams::Stream;

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
    /// Both, as they were looked at last; `None` once either has changed.
    record: Mutex<Option<Arc<Record>>>,
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Shown {
    pub(crate) settings: Arc<Settings>,
    pub(crate) state: State,
    /// When settings or state changed last.
    pub(crate) modified_ms: i64,
    /// LastProcessingResult.
    pub(crate) result: Cow<'static, str>,
    pub(crate) tags: BTreeMap<String, String>,
}

/// A mapping at one moment: what it is set to, and how far it has come.
#[derive(Debug)]
pub(crate) struct Record {
    pub(super) head: Head,
    pub(super) progress: Progress,
}

/// All that is shown of a mapping.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) uuid: String,
    pub(super) scope: Scope,
    pub(super) source_arn: String,
    pub(super) starting_position: String,
    pub(super) shown: Shown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
        let head = Head {
            uuid,
            scope,
            source_arn,
            starting_position,
            shown,
        };
        Self::restored(&Record {
            head,
            progress: Progress::behind(behind),
        })
    }

    /// A mapping that goes on where another one was.
    pub(super) fn restored(record: &Record) -> Self {
        let head = &record.head;
        let settings = Arc::clone(&head.shown.settings);
        Self {
            uuid: head.uuid.clone(),
            scope: head.scope.clone(),
            source_arn: head.source_arn.clone(),
            starting_position: head.starting_position.clone(),
            wish: watch::Sender::new(Wish::Follow(settings)),
            shown: Mutex::new(head.shown.clone()),
            progress: Mutex::new(record.progress.clone()),
            record: Mutex::default(),
            doing: Mutex::default(),
            looked: Mutex::default(),
        }
    }

    /// The mapping as it is now; the same one as long as nothing changes.
    pub(super) fn record(&self) -> Arc<Record> {
        // Held until the record is made: whoever changes something meanwhile throws it away afterwards.
        let mut record = lock(&self.record);
        let made = record.get_or_insert_with(|| {
            let head = Head {
                uuid: self.uuid.clone(),
                scope: self.scope.clone(),
                source_arn: self.source_arn.clone(),
                starting_position: self.starting_position.clone(),
                shown: self.shown(),
            };
            Arc::new(Record {
                head,
                progress: self.progress().clone(),
            })
        });
        Arc::clone(made)
    }

    /// What it reads.
    pub(super) fn stream(&self) -> Stream<'_> {
        Stream {
            reader: &self.scope,
            arn: &self.source_arn,
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
        let changed = change(&mut lock(&self.shown));
        *lock(&self.record) = None;
        changed
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

    /// Changes how far the mapping has come.
    pub(super) fn progress_with(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut lock(&self.progress));
        *lock(&self.record) = None;
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
