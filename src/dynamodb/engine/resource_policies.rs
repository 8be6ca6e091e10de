//! The resource policies of a table and of its streams. Readers never wait.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

use super::listing::Listed;
use crate::dynamodb::access::document::Document;

/// A policy that is attached.
#[derive(Clone, Debug)]
pub(crate) struct Attached {
    pub(crate) document: Document,
    /// The moment of the change, in milliseconds since 1970; larger with each change.
    pub(crate) revision: i64,
}

/// One policy's place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slot {
    pub(crate) policy: Option<Arc<Attached>>,
    /// When the last policy was taken away.
    pub(crate) deleted: Option<i64>,
}

/// What has a policy of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject<'a> {
    Table,
    /// By its label.
    Stream(&'a str),
}

#[derive(Default)]
pub(crate) struct ResourcePolicies {
    changing: Mutex<()>,
    slots: ArcSwap<Slots>,
    /// What changes of their table are told to.
    listed: Listed,
}

/// All of a table's at one moment.
#[derive(Clone, Default)]
pub(super) struct Slots {
    pub(super) table: Slot,
    pub(super) streams: BTreeMap<String, Slot>,
}

impl Slots {
    /// Whether there never was a policy.
    pub(super) fn is_empty(&self) -> bool {
        let is_empty = |slot: &Slot| slot.policy.is_none() && slot.deleted.is_none();
        is_empty(&self.table) && self.streams.values().all(is_empty)
    }
}

impl ResourcePolicies {
    /// Those of another moment or world.
    pub(super) fn of(slots: Arc<Slots>) -> Self {
        Self {
            changing: Mutex::new(()),
            slots: ArcSwap::from(slots),
            listed: Listed::default(),
        }
    }

    pub(super) fn listed(&self) -> &Listed {
        &self.listed
    }

    /// As they are now.
    pub(super) fn slots(&self) -> Arc<Slots> {
        self.slots.load_full()
    }

    /// A new table's.
    pub(crate) fn of_table(document: Document, now_ms: i64) -> Self {
        let policies = Self::default();
        let slots = Slots {
            table: Slot {
                policy: Some(Arc::new(Attached {
                    document,
                    revision: now_ms,
                })),
                deleted: None,
            },
            streams: BTreeMap::new(),
        };
        policies.slots.store(Arc::new(slots));
        policies
    }

    pub(crate) fn policy(&self, subject: Subject<'_>) -> Option<Arc<Attached>> {
        let slots = self.slots.load();
        let slot = match subject {
            Subject::Table => Some(&slots.table),
            Subject::Stream(label) => slots.streams.get(label),
        };
        slot?.policy.clone()
    }

    /// Changes one slot, or leaves it if `change` fails. Streams that `is_there` does not know lose
    /// theirs.
    pub(crate) fn change<T, E>(
        &self,
        subject: Subject<'_>,
        is_there: impl Fn(&str) -> bool,
        change: impl FnOnce(&mut Slot) -> Result<T, E>,
    ) -> Result<T, E> {
        let _turn = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut slots = Slots::clone(&self.slots.load());
        slots.streams.retain(|label, _| is_there(label));
        let result = change(match subject {
            Subject::Table => &mut slots.table,
            Subject::Stream(label) => slots.streams.entry(label.to_owned()).or_default(),
        })?;
        self.slots.store(Arc::new(slots));
        self.listed.note();
        Ok(result)
    }
}

impl Slot {
    /// Puts a policy in; its revision, which an equal one keeps.
    pub(crate) fn put(&mut self, document: Document, now_ms: i64) -> i64 {
        if let Some(current) = &self.policy
            && current.document.is_as(&document)
        {
            return current.revision;
        }
        let revision = self.next(now_ms);
        self.policy = Some(Arc::new(Attached { document, revision }));
        revision
    }

    /// Takes the policy out: its revision, or that of its removal if it is gone already.
    pub(crate) fn delete(&mut self, now_ms: i64) -> Option<i64> {
        let deleted = self.next(now_ms);
        match self.policy.take() {
            Some(current) => {
                self.deleted = Some(deleted);
                Some(current.revision)
            }
            None => self.deleted,
        }
    }

    fn next(&self, now_ms: i64) -> i64 {
        let current = self.policy.as_ref().map(|policy| policy.revision);
        let last = current.max(self.deleted).unwrap_or(i64::MIN);
        now_ms.max(last.saturating_add(1))
    }
}
