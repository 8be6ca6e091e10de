//! The snapshots of a server, by name, and among them what its worlds begin with.

use std::sync::Arc;

use imbl::OrdMap;

use super::kept::KeptSnapshot;
use super::name::WorldName;
use super::problem::WorldProblem;

/// Snapshots that are kept at most.
const SNAPSHOTS_MAX: usize = 10_000;

/// What worlds begin with is one that nobody sees.
pub(super) struct Snapshots(OrdMap<WorldName, Arc<KeptSnapshot>>);

/// A snapshot, as it is told.
#[derive(Clone, Debug)]
pub(crate) struct Saved {
    pub(crate) name: WorldName,
    pub(crate) world: WorldName,
    pub(crate) saved_ms: i64,
}

impl Snapshots {
    /// Those that an earlier run has left.
    pub(super) fn new(left: OrdMap<WorldName, Arc<KeptSnapshot>>) -> Self {
        Self(left)
    }

    /// All of them, as they are written down.
    pub(super) fn kept(&self) -> &OrdMap<WorldName, Arc<KeptSnapshot>> {
        &self.0
    }

    /// What worlds begin with, if that is anything.
    pub(super) fn start(&self) -> Option<&Arc<KeptSnapshot>> {
        self.0.get(&WorldName::of_start())
    }

    /// Worlds begin from now on with this, or with nothing.
    pub(super) fn set_start(&mut self, start: Option<KeptSnapshot>) {
        let name = WorldName::of_start();
        forget(match start {
            Some(start) => self.0.insert(name, Arc::new(start)),
            None => self.0.remove(&name),
        });
    }

    /// Errors: [`WorldProblem::NoSuchSnapshot`].
    pub(super) fn find(&self, name: &WorldName) -> Result<&Arc<KeptSnapshot>, WorldProblem> {
        let snapshot = self.0.get(name);
        snapshot.ok_or_else(|| WorldProblem::NoSuchSnapshot(name.clone()))
    }

    /// Every one that has a name, by it.
    pub(super) fn told(&self) -> Vec<Saved> {
        let named = self.0.iter().filter(|(_, own)| own.seeds.is_none());
        named.map(told).collect()
    }

    /// Whether one more may come, or come in place of another of its name if `replace` is set.
    ///
    /// Errors: [`WorldProblem::SnapshotExists`], too many.
    pub(super) fn check_room(&self, name: &WorldName, replace: bool) -> Result<(), WorldProblem> {
        match self.0.contains_key(name) {
            true if replace => Ok(()),
            true => Err(WorldProblem::SnapshotExists(name.clone())),
            false if self.0.len() >= SNAPSHOTS_MAX => Err(WorldProblem::TooMany(SNAPSHOTS_MAX)),
            false => Ok(()),
        }
    }

    /// There has to be room.
    pub(super) fn put(&mut self, name: &WorldName, snapshot: KeptSnapshot) -> Saved {
        let snapshot = Arc::new(snapshot);
        let saved = told((name, &snapshot));
        forget(self.0.insert(name.clone(), snapshot));
        saved
    }

    /// Errors: [`WorldProblem::NoSuchSnapshot`].
    pub(super) fn remove(&mut self, name: &WorldName) -> Result<(), WorldProblem> {
        self.find(name)?;
        forget(self.0.remove(name));
        Ok(())
    }

    /// Errors: [`WorldProblem::NoSuchSnapshot`], [`WorldProblem::SnapshotExists`].
    pub(super) fn rename(
        &mut self,
        name: &WorldName,
        to: &WorldName,
    ) -> Result<Saved, WorldProblem> {
        if self.0.contains_key(to) {
            return Err(WorldProblem::SnapshotExists(to.clone()));
        }
        let snapshot = Arc::clone(self.find(name)?);
        let saved = told((to, &snapshot));
        self.0.remove(name);
        self.0.insert(to.clone(), snapshot);
        Ok(saved)
    }
}

/// Gives back its memory where nobody waits for it.
fn forget(snapshot: Option<Arc<KeptSnapshot>>) {
    tokio::task::spawn_blocking(move || drop(snapshot));
}

fn told((name, snapshot): (&WorldName, &Arc<KeptSnapshot>)) -> Saved {
    Saved {
        name: name.clone(),
        world: snapshot.world.clone(),
        saved_ms: snapshot.saved_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::image::Image;

    fn snapshot(name: &WorldName) -> KeptSnapshot {
        KeptSnapshot {
            world: name.clone(),
            like: None,
            saved_ms: 0,
            seeds: None,
            image: Image::default(),
        }
    }

    #[tokio::test]
    async fn with_no_room_left_a_snapshot_can_still_be_replaced() {
        let mut snapshots = Snapshots::new(OrdMap::new());
        let name = |number: usize| WorldName::parse(&format!("s{number}")).unwrap();
        for number in 0..SNAPSHOTS_MAX {
            snapshots.put(&name(number), snapshot(&name(number)));
        }
        let refused = snapshots.check_room(&name(SNAPSHOTS_MAX), false);
        assert!(matches!(refused, Err(WorldProblem::TooMany(SNAPSHOTS_MAX))));
        assert!(snapshots.check_room(&name(0), true).is_ok());
        let refused = snapshots.check_room(&name(0), false);
        assert!(matches!(refused, Err(WorldProblem::SnapshotExists(_))));
    }
}
