//! All worlds and snapshots at one moment: what is written down.

use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use super::image::Image;
use super::name::WorldName;
use crate::clock::Flow;

/// Cloning it costs two pointers.
#[derive(Clone, Default)]
pub(crate) struct Kept {
    pub(super) worlds: OrdMap<WorldName, Arc<KeptWorld>>,
    pub(super) snapshots: OrdMap<WorldName, Arc<KeptSnapshot>>,
}

/// Where an image was taken from, if that is still there: the two share what they have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) enum Like {
    World(WorldName),
    Snapshot(WorldName),
}

/// A world.
#[derive(Clone)]
pub(super) struct KeptWorld {
    /// Another one for whatever was put in the place of a world.
    pub(super) id: u64,
    pub(super) like: Option<Like>,
    pub(super) flow: Flow,
    /// Without its time: that flows.
    pub(super) image: Image,
}

/// A snapshot; another one of its name is another one.
#[derive(Clone)]
pub(super) struct KeptSnapshot {
    /// The world that it was taken of, here or elsewhere.
    pub(super) world: WorldName,
    /// That world, if it was taken here.
    pub(super) like: Option<Like>,
    /// When, in milliseconds since 1970 by the machine's clock.
    pub(super) saved_ms: i64,
    /// Of what worlds begin with: which seeds have made it.
    pub(super) seeds: Option<String>,
    pub(super) image: Image,
}

/// Whether the two are one.
impl PartialEq for KeptWorld {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for KeptWorld {}

/// Whether the two are one.
impl PartialEq for KeptSnapshot {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for KeptSnapshot {}

impl Kept {
    pub(super) fn image(&self, like: &Like) -> Option<&Image> {
        match like {
            Like::World(name) => self.worlds.get(name).map(|world| &world.image),
            Like::Snapshot(name) => self.snapshots.get(name).map(|snapshot| &snapshot.image),
        }
    }

    pub(super) fn image_mut(&mut self, like: &Like) -> Option<&mut Image> {
        match like {
            Like::World(name) => {
                let world = self.worlds.get_mut(name)?;
                Some(&mut Arc::make_mut(world).image)
            }
            Like::Snapshot(name) => {
                let snapshot = self.snapshots.get_mut(name)?;
                Some(&mut Arc::make_mut(snapshot).image)
            }
        }
    }
}
