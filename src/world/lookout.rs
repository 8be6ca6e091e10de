//! Looks at all worlds for whoever writes them down; at those alone that may have changed.

use std::collections::HashSet;
use std::sync::Arc;

use imbl::OrdMap;

use super::image::Image;
use super::isolated::World;
use super::kept::{Kept, KeptSnapshot, KeptWorld};
use super::name::WorldName;
use crate::journal::Reason;

/// Remembers what it saw.
pub(super) struct Lookout {
    seen: Kept,
}

impl Lookout {
    /// `seen` is what the worlds began with.
    pub(super) fn new(seen: Kept) -> Self {
        Self { seen }
    }

    /// Everything as it is now. Nothing comes or goes meanwhile.
    pub(super) fn look(
        &mut self,
        worlds: &[Arc<World>],
        snapshots: &OrdMap<WorldName, Arc<KeptSnapshot>>,
        reason: Reason,
    ) -> Kept {
        self.see_worlds(worlds, reason);
        self.seen.snapshots.clone_from(snapshots);
        self.seen.clone()
    }

    fn see_worlds(&mut self, all: &[Arc<World>], reason: Reason) {
        for world in all {
            let seen = self.seen.worlds.get(&world.name);
            let seen = seen.filter(|seen| seen.id == world.id);
            // Taken back before the world is looked at: what changes meanwhile is seen next time.
            let was_touched = world.take_touch();
            if seen.is_some() && !was_touched && reason == Reason::Asked {
                continue;
            }
            let kept = KeptWorld {
                id: world.id,
                like: world.like.clone(),
                flow: world.clock.flow(),
                image: match seen {
                    Some(seen) => world.image_to_keep(&seen.image, reason),
                    None => world.image_to_keep(&Image::default(), Reason::Tick),
                },
            };
            self.seen.worlds.insert(world.name.clone(), Arc::new(kept));
        }
        if self.seen.worlds.len() > all.len() {
            let named: HashSet<_> = all.iter().map(|world| &world.name).collect();
            let gone = self.seen.worlds.keys();
            let gone: Vec<_> = gone.filter(|name| !named.contains(name)).cloned().collect();
            for name in gone {
                self.seen.worlds.remove(&name);
            }
        }
    }
}
