//! How worlds and snapshots are written down. One that began as another is that other one, and how it
//! differs.
//!
//! ```text
//! ["world", NAME]               what it is like; nothing is like this world any more
//! ["world", NAME, SERVICE, …]   a piece of a service
//! ["snapshot", NAME]            what it is like, whose it is, when it was saved; which seeds have made
//!                               it, if worlds begin with it
//! ["snapshot", NAME, SERVICE, …]
//! ```

use std::collections::HashMap;
use std::sync::Arc;

use imbl::ordmap::DiffItem;
use serde::{Deserialize, Serialize};

use super::image::Image;
use super::kept::{Kept, KeptSnapshot, KeptWorld, Like};
use super::name::WorldName;
use crate::clock::{Recorded, Stopped};
use crate::journal::{Damaged, Differences, Piece, Pieces};

#[derive(Serialize, Deserialize)]
struct WorldHead {
    like: Option<Like>,
    clock: Recorded,
}

#[derive(Serialize, Deserialize)]
struct SnapshotHead {
    like: Option<Like>,
    world: WorldName,
    saved_ms: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seeds: Option<String>,
    time: Stopped,
}

/// What is to be told from its beginning.
enum New<'a> {
    World(&'a KeptWorld),
    Snapshot(&'a KeptSnapshot),
}

impl New<'_> {
    fn like(&self) -> Option<Like> {
        match self {
            Self::World(world) => world.like.clone(),
            Self::Snapshot(snapshot) => snapshot.like.clone(),
        }
    }

    fn image(&self) -> &Image {
        match self {
            Self::World(world) => &world.image,
            Self::Snapshot(snapshot) => &snapshot.image,
        }
    }
}

impl Pieces for Kept {
    fn differences(&self, before: &Self, to: &mut Differences<'_>) {
        let mut new = HashMap::new();
        let mut gone = Vec::new();
        for change in before.worlds.diff(&self.worlds) {
            match change {
                DiffItem::Add(name, world) => {
                    new.insert(Like::World(name.clone()), New::World(world));
                }
                DiffItem::Update {
                    old: (_, old),
                    new: (name, world),
                } if old.id != world.id => {
                    new.insert(Like::World(name.clone()), New::World(world));
                }
                DiffItem::Update {
                    old: (_, old),
                    new: (name, world),
                } => to.within(&[b"world", name.as_str().as_bytes()], |to| {
                    if world.flow != old.flow {
                        to.put_json(&[b"clock"], &world.flow.recorded());
                    }
                    world.image.differences(&old.image, to);
                }),
                DiffItem::Remove(name, _) => gone.push((&b"world"[..], name)),
            }
        }
        for change in before.snapshots.diff(&self.snapshots) {
            match change {
                DiffItem::Add(name, snapshot)
                | DiffItem::Update {
                    new: (name, snapshot),
                    ..
                } => {
                    new.insert(Like::Snapshot(name.clone()), New::Snapshot(snapshot));
                }
                DiffItem::Remove(name, _) => gone.push((b"snapshot", name)),
            }
        }
        if !new.is_empty() {
            self.tell_new(before, &new, to);
        }
        for (kind, name) in gone {
            to.remove(&[kind, name.as_str().as_bytes()]);
        }
    }

    fn apply(&mut self, mut piece: Piece<'_>) -> Result<(), Damaged> {
        let kind = piece.text()?;
        let name = WorldName::recorded(piece.text()?);
        let name = name.map_err(|_| Damaged::new("no world has such a name"))?;
        match (kind, piece.is_named()) {
            ("world", true) => match piece.json::<WorldHead>()? {
                Some(head) => {
                    let image = self.begin(head.like)?;
                    let world = KeptWorld {
                        id: 0,
                        like: None,
                        flow: head.clock.followed(),
                        image,
                    };
                    self.worlds.insert(name, Arc::new(world));
                }
                None => drop(self.worlds.remove(&name)),
            },
            ("snapshot", true) => match piece.json::<SnapshotHead>()? {
                Some(head) => {
                    let mut image = self.begin(head.like.clone())?;
                    image.time = head.time;
                    let snapshot = KeptSnapshot {
                        image,
                        world: head.world,
                        like: head.like,
                        saved_ms: head.saved_ms,
                        seeds: head.seeds,
                    };
                    self.snapshots.insert(name, Arc::new(snapshot));
                }
                None => drop(self.snapshots.remove(&name)),
            },
            ("world", false) => {
                let world = self.worlds.get_mut(&name).ok_or_else(absent)?;
                Arc::make_mut(world).apply(piece)?;
            }
            ("snapshot", false) => {
                let snapshot = self.snapshots.get_mut(&name).ok_or_else(absent)?;
                Arc::make_mut(snapshot).image.apply(piece)?;
            }
            _ => return Err(Damaged::new("no piece of a world")),
        }
        Ok(())
    }

    fn complete(&mut self) -> Result<(), Damaged> {
        let worlds: Vec<_> = self.worlds.keys().cloned().collect();
        for name in worlds {
            if let Some(world) = self.worlds.get_mut(&name) {
                Arc::make_mut(world).image.complete()?;
            }
        }
        let snapshots: Vec<_> = self.snapshots.keys().cloned().collect();
        for name in snapshots {
            if let Some(snapshot) = self.snapshots.get_mut(&name) {
                Arc::make_mut(snapshot).image.complete()?;
            }
        }
        Ok(())
    }
}

fn absent() -> Damaged {
    Damaged::new("no world of this name is there")
}

impl KeptWorld {
    fn apply(&mut self, piece: Piece<'_>) -> Result<(), Damaged> {
        let mut rest = piece.clone();
        if rest.text()? != "clock" {
            return self.image.apply(piece);
        }
        self.flow = rest.json::<Recorded>()?.unwrap_or_default().followed();
        Ok(())
    }
}

impl Kept {
    /// Tells what is new, each behind what it is like: that is told as it is by then.
    fn tell_new(&self, before: &Self, new: &HashMap<Like, New<'_>>, to: &mut Differences<'_>) {
        let mut names: Vec<_> = new.keys().collect();
        names.sort_unstable_by_key(|own| match own {
            Like::World(name) => (0, name),
            Like::Snapshot(name) => (1, name),
        });
        // By name, whether it was told; what is only begun waits for what it is like.
        let mut told: HashMap<&Like, bool> = HashMap::new();
        for name in names {
            let mut waiting = vec![name.clone()];
            while let Some(own) = waiting.pop() {
                let Some((own, what)) = new.get_key_value(&own) else {
                    continue;
                };
                let like = what.like();
                let waits_for = like
                    .as_ref()
                    .filter(|like| *like != own)
                    .filter(|like| new.contains_key(like) && !told.contains_key(like));
                if let (Some(first), None) = (waits_for, told.get(own)) {
                    told.insert(own, false);
                    waiting.extend([own.clone(), first.clone()]);
                    continue;
                }
                if told.insert(own, true) == Some(true) {
                    continue;
                }
                // As it is at this point of what is told.
                let image = |like: &Like| match told.get(like) {
                    Some(true) if like != own => self.image(like).cloned(),
                    _ => before.image(like).cloned(),
                };
                let base = like.and_then(|like| Some((image(&like)?, like)));
                tell(own, what, base, to);
            }
        }
    }

    /// What something like another one begins as.
    fn begin(&mut self, like: Option<Like>) -> Result<Image, Damaged> {
        let Some(like) = like else {
            return Ok(Image::default());
        };
        let image = self.image_mut(&like).ok_or_else(absent)?;
        image.settle();
        Ok(image.clone())
    }
}

fn tell(own: &Like, what: &New<'_>, base: Option<(Image, Like)>, to: &mut Differences<'_>) {
    let (base, like) = base.unzip();
    let base = base.unwrap_or_default();
    let (kind, name) = match own {
        Like::World(name) => (&b"world"[..], name),
        Like::Snapshot(name) => (&b"snapshot"[..], name),
    };
    to.within(&[kind, name.as_str().as_bytes()], |to| {
        match what {
            New::World(world) => {
                let clock = world.flow.recorded();
                to.put_json(&[], &WorldHead { like, clock });
            }
            New::Snapshot(snapshot) => to.put_json(
                &[],
                &SnapshotHead {
                    like,
                    world: snapshot.world.clone(),
                    saved_ms: snapshot.saved_ms,
                    seeds: snapshot.seeds.clone(),
                    time: snapshot.image.time,
                },
            ),
        }
        what.image().differences(&base, to);
    });
}
