//! How mappings are written down: each with how far it has come, so that no record of its stream is left
//! out by whoever goes on with it.
//!
//! ```text
//! ["mapping", ACCOUNT, REGION, UUID]                 what it is set to, and what it shows
//! ["mapping", ACCOUNT, REGION, UUID, "progress"]     how far it has come
//! ```

use std::sync::Arc;

use super::mapping::{Head, Record};
use super::mappings::MappingsImage;
use super::progress::Progress;
use crate::aws::identity::Scope;
use crate::journal::{Damaged, Differences, Piece};

impl MappingsImage {
    pub(crate) fn differences(&self, before: &Self, to: &mut Differences<'_>) {
        for gone in before.0.iter() {
            if self.find(&gone.head.scope, &gone.head.uuid).is_err() {
                to.remove(&names(gone));
            }
        }
        for record in self.0.iter() {
            let earlier = before.find(&record.head.scope, &record.head.uuid);
            let earlier = earlier.ok().map(|at| &before.0[at]);
            if earlier.is_some_and(|earlier| Arc::ptr_eq(earlier, record)) {
                continue;
            }
            to.within(&names(record), |to| {
                if earlier.is_none_or(|earlier| earlier.head != record.head) {
                    to.put_json(&[], &record.head);
                }
                to.put_json(&[b"progress"], &record.progress);
            });
        }
    }

    /// Takes in a piece, whose key has what follows the scope.
    pub(crate) fn apply(&mut self, scope: &Scope, mut piece: Piece<'_>) -> Result<(), Damaged> {
        let found = self.find(scope, piece.text()?);
        let all = Arc::make_mut(&mut self.0);
        if !piece.is_named() {
            let at = found.map_err(|_| Damaged::new("the progress of no known mapping"))?;
            let progress = piece.json()?;
            let progress = progress.ok_or_else(|| Damaged::new("a mapping without progress"))?;
            set(all, at, None, Some(progress));
            return Ok(());
        }
        match (found, piece.json::<Head>()?) {
            (Ok(at), Some(head)) => set(all, at, Some(head), None),
            (Ok(at), None) => drop(all.remove(at)),
            (Err(at), Some(head)) => {
                let progress = Progress::default();
                all.insert(at, Arc::new(Record { head, progress }));
            }
            (Err(_), None) => {}
        }
        Ok(())
    }

    /// Where a mapping is, or would be.
    fn find(&self, scope: &Scope, uuid: &str) -> Result<usize, usize> {
        let wanted = (scope, uuid);
        self.0
            .binary_search_by(|own| (&own.head.scope, own.head.uuid.as_str()).cmp(&wanted))
    }
}

/// Replaces parts of a mapping by others.
fn set(all: &mut [Arc<Record>], at: usize, head: Option<Head>, progress: Option<Progress>) {
    let own = &all[at];
    all[at] = Arc::new(Record {
        head: head.unwrap_or_else(|| own.head.clone()),
        progress: progress.unwrap_or_else(|| own.progress.clone()),
    });
}

fn names(record: &Record) -> [&[u8]; 4] {
    let Scope { account, region } = &record.head.scope;
    [
        b"mapping",
        account.as_str().as_bytes(),
        region.as_str().as_bytes(),
        record.head.uuid.as_bytes(),
    ]
}
