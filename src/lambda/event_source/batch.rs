//! Records that a function gets in one event.

use crate::bus::streams::Record;

/// Never empty; in the stream's order.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    pub(super) records: Vec<Record>,
    /// How often the function ran for exactly these records.
    pub(super) invocations: u32,
    /// Of those, how often it failed.
    pub(super) failures: u32,
}

impl Batch {
    pub(super) fn new(records: Vec<Record>) -> Option<Self> {
        (!records.is_empty()).then_some(Self {
            records,
            invocations: 0,
            failures: 0,
        })
    }

    pub(super) fn first(&self) -> &Record {
        &self.records[0]
    }

    pub(super) fn last(&self) -> &Record {
        &self.records[self.records.len() - 1]
    }

    /// Takes off what is older than a moment, and leaves the rest.
    pub(super) fn split_older(self, moment_ms: i64) -> (Option<Self>, Option<Self>) {
        let is_older = |record: &Record| record.created_ms < moment_ms;
        let older = self
            .records
            .iter()
            .take_while(|record| is_older(record))
            .count();
        match older {
            0 => (None, Some(self)),
            older => {
                let (invocations, failures) = (self.invocations, self.failures);
                let (old, young) = self.split_at(older);
                let old = old.map(|old| Self {
                    invocations,
                    failures,
                    ..old
                });
                (old, young)
            }
        }
    }

    /// Two batches that have not been tried; either may have nothing.
    pub(super) fn split_at(mut self, index: usize) -> (Option<Self>, Option<Self>) {
        let behind = self.records.split_off(index.min(self.records.len()));
        (Self::new(self.records), Self::new(behind))
    }
}
