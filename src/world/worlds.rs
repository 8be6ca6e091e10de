//! The worlds of one server, by name, and the snapshots of them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use arc_swap::ArcSwap;
use imbl::OrdMap;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use super::comparison::Comparison;
use super::ground::Ground;
use super::image::Image;
use super::isolated::World;
use super::kept::{Kept, KeptSnapshot, Like};
use super::lookout::Lookout;
use super::name::WorldName;
use super::problem::WorldProblem;
use super::snapshots::{Saved, Snapshots};
use crate::clock::{Clock, Flow};
use crate::journal::{Committer, Log, NotWritten};
use crate::store::depot::Depot;

/// Worlds at most; each has some tasks of its own.
const WORLDS_MAX: usize = 10_000;
/// Files of snapshots that are written and read at once; others wait.
const FILES_MAX: usize = 8;

/// Readers never wait; changes take turns.
pub(crate) struct Worlds {
    ground: Ground,
    /// What a world that begins as nothing holds, unless something has made a start for it: nothing.
    empty: Image,
    /// Whether no earlier run has left anything.
    are_new: bool,
    default_put_back: Notify,
    default: ArcSwap<World>,
    others: ArcSwap<OrdMap<WorldName, Arc<World>>>,
    /// Held by whoever changes which worlds and snapshots there are.
    snapshots: Mutex<Snapshots>,
    files: Arc<Semaphore>,
    /// Of the world that was made last.
    last_id: AtomicU64,
    /// Writes everything down, if anything does.
    committer: OnceLock<Committer>,
}

/// What a world begins as.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    Nothing,
    World(WorldName),
    Snapshot(WorldName),
}

impl Worlds {
    /// What an earlier run has left; the default world alone, with nothing in it, if there was none.
    pub(crate) fn new(ground: Ground, kept: &Kept) -> Self {
        let clock = ground.config.clock.clone();
        let default = WorldName::of_default();
        let empty = Image::empty(clock.flow().stopped());
        let earlier = kept.worlds.get(&default);
        if let Some(earlier) = earlier
            && earlier.flow != Flow::Machine
        {
            clock.set_flow(earlier.flow);
        }
        let (id, image) = earlier.map_or((1, &empty), |own| (own.id, &own.image));
        let world = World::start(&ground, default.clone(), id, None, clock, image);
        let others = kept.worlds.iter().filter(|(name, _)| **name != default);
        let others: OrdMap<_, _> = others
            .map(|(name, own)| {
                let clock = Clock::flowing(own.flow);
                let world = World::start(&ground, name.clone(), own.id, None, clock, &own.image);
                (name.clone(), Arc::new(world))
            })
            .collect();
        Self {
            ground,
            empty,
            are_new: kept.worlds.is_empty(),
            default_put_back: Notify::new(),
            default: ArcSwap::from_pointee(world),
            others: ArcSwap::from_pointee(others),
            snapshots: Mutex::new(Snapshots::new(kept.snapshots.clone())),
            files: Arc::new(Semaphore::new(FILES_MAX)),
            last_id: AtomicU64::new(1),
            committer: OnceLock::new(),
        }
    }

    /// Writes down from now on what changes: the log already holds `kept`.
    pub(crate) fn keep(self: &Arc<Self>, log: Log, kept: Kept) -> Result<(), String> {
        let (mut lookout, worlds) = (Lookout::new(kept.clone()), Arc::downgrade(self));
        let look = move |reason| {
            let worlds = worlds.upgrade()?;
            let snapshots = worlds.turn();
            let mut all = worlds.all();
            all.retain(|world| !world.is_passing);
            Some(lookout.look(&all, snapshots.kept(), reason))
        };
        let started = Committer::start(log, kept, look);
        let committer = started.map_err(|error| format!("cannot start a thread: {error}"))?;
        let _ = self.committer.set(committer);
        Ok(())
    }

    /// Whether what is done here outlives this process.
    pub(crate) fn are_kept(&self) -> bool {
        self.committer.get().is_some()
    }

    /// Ends once what has been done in a world is written down, if it is to be.
    pub(crate) async fn commit(&self, world: &World) -> Result<(), NotWritten> {
        match self.committer.get() {
            Some(committer) => {
                // Who waits for a notification gets it although the process ends now.
                if let Some(s3) = &world.s3 {
                    s3.settled().await;
                }
                world.touch();
                committer.commit().await
            }
            None => Ok(()),
        }
    }

    /// The world that everyone uses who names none.
    pub(crate) fn default(&self) -> Arc<World> {
        self.default.load_full()
    }

    /// Whether no earlier run has left anything.
    pub(crate) fn are_new(&self) -> bool {
        self.are_new
    }

    /// Worlds begin from now on with what a world holds, made by these seeds. Where another server keeps
    /// the tables there is one world only, and nothing to begin with.
    pub(crate) fn begin_as(&self, world: &WorldName, seeds: &str) {
        let mut snapshots = self.turn();
        if let Ok(image) = self.image_of_world(world) {
            let start = KeptSnapshot {
                image,
                world: world.clone(),
                like: Some(Like::World(world.clone())),
                saved_ms: Clock::system().unix_ms(),
                seeds: Some(seeds.to_owned()),
            };
            snapshots.set_start(Some(start));
        }
    }

    /// Worlds begin from now on with nothing.
    pub(crate) fn begin_empty(&self) {
        self.turn().set_start(None);
    }

    /// Which seeds have made what worlds begin with.
    pub(crate) fn seeds_of_start(&self) -> Option<String> {
        self.turn().start()?.seeds.clone()
    }

    /// A world with nothing at all in it, under a name that nobody else has; it is not written down.
    ///
    /// Errors: another server keeps the tables.
    pub(crate) fn make_passing(&self) -> Result<Arc<World>, WorldProblem> {
        let _turn = self.turn();
        if let Some(problem) = self.tables_elsewhere() {
            return Err(problem);
        }
        let clock = self.ground.config.clock.clone();
        let name = WorldName::parse(&format!("seeds-{}", clock.hex(16)));
        let name = name.expect("letters, digits and a hyphen are a name");
        let clock = Clock::flowing(self.empty.time.restarted());
        let mut world = self.start_world(&name, None, clock, &self.empty);
        world.is_passing = true;
        let world = Arc::new(world);
        let grown = self.others.load().update(name, Arc::clone(&world));
        self.others.store(Arc::new(grown));
        Ok(world)
    }

    /// Ends when the default world is put back the next time after this call.
    pub(crate) fn default_put_back(&self) -> impl Future<Output = ()> {
        self.default_put_back.notified()
    }

    pub(crate) fn find(&self, name: &WorldName) -> Option<Arc<World>> {
        match name.is_default() {
            true => Some(self.default()),
            false => self.others.load().get(name).cloned(),
        }
    }

    /// Every world, the default one first, then by name.
    pub(crate) fn all(&self) -> Vec<Arc<World>> {
        let others = self.others.load();
        let first = std::iter::once(self.default());
        first.chain(others.values().cloned()).collect()
    }

    /// Makes a world.
    ///
    /// Errors: [`WorldProblem::WorldExists`], those of [`Origin`], too many.
    pub(crate) fn make(
        &self,
        name: &WorldName,
        origin: &Origin,
    ) -> Result<Arc<World>, WorldProblem> {
        let snapshots = self.turn();
        if self.find(name).is_some() {
            return Err(WorldProblem::WorldExists(name.clone()));
        }
        let others = self.others.load();
        if others.len() >= WORLDS_MAX {
            return Err(WorldProblem::TooMany(WORLDS_MAX));
        }
        let image = self.image_of(origin, &snapshots)?;
        let clock = Clock::flowing(image.time.restarted());
        let like = like(origin, &snapshots);
        let world = Arc::new(self.start_world(name, like, clock, &image));
        let grown = others.update(name.clone(), Arc::clone(&world));
        self.others.store(Arc::new(grown));
        Ok(world)
    }

    /// Puts a world back to what an origin holds. Its clock is the same, put back too.
    ///
    /// Errors: [`WorldProblem::NoSuchWorld`], those of [`Origin`].
    pub(crate) fn put_back(
        &self,
        name: &WorldName,
        origin: &Origin,
    ) -> Result<Arc<World>, WorldProblem> {
        let snapshots = self.turn();
        let before = self.known(name)?;
        let image = self.image_of(origin, &snapshots)?;
        let clock = before.clock.clone();
        clock.set_flow(image.time.restarted());
        let like = like(origin, &snapshots);
        let world = Arc::new(self.start_world(name, like, clock, &image));
        match name.is_default() {
            true => {
                self.default.store(Arc::clone(&world));
                self.default_put_back.notify_waiters();
            }
            false => {
                let others = self.others.load().update(name.clone(), Arc::clone(&world));
                self.others.store(Arc::new(others));
            }
        }
        end(before);
        Ok(world)
    }

    /// Ends a world; what is asked of it from now on finds none.
    ///
    /// Errors: [`WorldProblem::NoSuchWorld`], [`WorldProblem::IsDefault`].
    pub(crate) fn drop_world(&self, name: &WorldName) -> Result<(), WorldProblem> {
        let _turn = self.turn();
        if name.is_default() {
            return Err(WorldProblem::IsDefault);
        }
        let world = self.known(name)?;
        let others = self.others.load().without(name);
        self.others.store(Arc::new(others));
        end(world);
        Ok(())
    }

    /// Keeps a world as it is now; in place of an earlier snapshot of that name if `replace` is set.
    ///
    /// Errors: [`WorldProblem::NoSuchWorld`], [`WorldProblem::SnapshotExists`], too many.
    pub(crate) fn save(
        &self,
        name: &WorldName,
        world: &WorldName,
        replace: bool,
    ) -> Result<Saved, WorldProblem> {
        let mut snapshots = self.turn();
        snapshots.check_room(name, replace)?;
        let snapshot = KeptSnapshot {
            image: self.image_of_world(world)?,
            world: world.clone(),
            like: Some(Like::World(world.clone())),
            saved_ms: Clock::system().unix_ms(),
            seeds: None,
        };
        Ok(snapshots.put(name, snapshot))
    }

    /// Errors: [`WorldProblem::NoSuchSnapshot`], [`WorldProblem::TablesElsewhere`].
    pub(super) fn snapshot(&self, name: &WorldName) -> Result<Arc<KeptSnapshot>, WorldProblem> {
        if let Some(problem) = self.tables_elsewhere() {
            return Err(problem);
        }
        self.turn().find(name).cloned()
    }

    /// Whether a snapshot could be added at this moment.
    ///
    /// Errors: [`WorldProblem::SnapshotExists`], [`WorldProblem::TablesElsewhere`], too many.
    pub(super) fn check_addition(
        &self,
        name: &WorldName,
        replace: bool,
    ) -> Result<(), WorldProblem> {
        if let Some(problem) = self.tables_elsewhere() {
            return Err(problem);
        }
        self.turn().check_room(name, replace)
    }

    /// Adds a snapshot of a world that is elsewhere. Errors: those of [`Worlds::check_addition`].
    pub(super) fn add(
        &self,
        name: &WorldName,
        snapshot: KeptSnapshot,
        replace: bool,
    ) -> Result<Saved, WorldProblem> {
        let mut snapshots = self.turn();
        snapshots.check_room(name, replace)?;
        Ok(snapshots.put(name, snapshot))
    }

    /// Where large bodies lie.
    pub(super) fn depot(&self) -> &Depot {
        &self.ground.depot
    }

    /// Who reads or writes a snapshot's file holds one of these meanwhile.
    pub(super) async fn file_permit(&self) -> OwnedSemaphorePermit {
        let permit = Arc::clone(&self.files).acquire_owned().await;
        permit.expect("nobody closes it")
    }

    /// A world beside another one, or beside a snapshot; neither stands still for longer than an image of
    /// it takes.
    ///
    /// Errors: [`WorldProblem::NoSuchWorld`], those of [`Origin`].
    pub(crate) fn compare(
        &self,
        name: &WorldName,
        against: &Origin,
    ) -> Result<Comparison, WorldProblem> {
        let snapshots = self.turn();
        Ok(Comparison {
            now: self.image_of_world(name)?,
            before: self.image_of(against, &snapshots)?,
        })
    }

    /// Every snapshot, by name.
    pub(crate) fn saved(&self) -> Vec<Saved> {
        self.turn().told()
    }

    /// Errors: [`WorldProblem::NoSuchSnapshot`].
    pub(crate) fn drop_snapshot(&self, name: &WorldName) -> Result<(), WorldProblem> {
        self.turn().remove(name)
    }

    /// Errors: [`WorldProblem::NoSuchSnapshot`], [`WorldProblem::SnapshotExists`].
    pub(crate) fn rename_snapshot(
        &self,
        name: &WorldName,
        to: &WorldName,
    ) -> Result<Saved, WorldProblem> {
        self.turn().rename(name, to)
    }

    /// Ends everything; nothing is left running.
    pub(crate) async fn stop(self: &Arc<Self>) {
        for world in self.all() {
            world.stop();
        }
        self.ground.clear().await;
        if self.are_kept() {
            let this = Arc::clone(self);
            let stopping = tokio::task::spawn_blocking(move || {
                if let Some(committer) = this.committer.get() {
                    committer.stop();
                }
            });
            // What could not be written was told.
            let _ = stopping.await;
        }
    }

    fn start_world(
        &self,
        name: &WorldName,
        like: Option<Like>,
        clock: Clock,
        image: &Image,
    ) -> World {
        let id = self.last_id.fetch_add(1, Ordering::Relaxed) + 1;
        World::start(&self.ground, name.clone(), id, like, clock, image)
    }

    fn known(&self, name: &WorldName) -> Result<Arc<World>, WorldProblem> {
        let world = self.find(name);
        world.ok_or_else(|| WorldProblem::NoSuchWorld(name.clone()))
    }

    fn image_of(&self, origin: &Origin, snapshots: &Snapshots) -> Result<Image, WorldProblem> {
        match origin {
            Origin::Nothing => match self.tables_elsewhere() {
                Some(problem) => Err(problem),
                None => Ok(snapshots
                    .start()
                    .map_or(&self.empty, |own| &own.image)
                    .clone()),
            },
            Origin::World(name) => self.image_of_world(name),
            Origin::Snapshot(name) => Ok(snapshots.find(name)?.image.clone()),
        }
    }

    fn image_of_world(&self, name: &WorldName) -> Result<Image, WorldProblem> {
        if let Some(problem) = self.tables_elsewhere() {
            return Err(problem);
        }
        let image = self.known(name)?.image();
        image.ok_or_else(|| WorldProblem::NoSuchWorld(name.clone()))
    }

    /// Tables that another server keeps belong to all worlds, so there can be one world only.
    fn tables_elsewhere(&self) -> Option<WorldProblem> {
        let name = self.ground.dynamodb.as_ref()?.elsewhere()?;
        Some(WorldProblem::TablesElsewhere(name))
    }

    fn turn(&self) -> MutexGuard<'_, Snapshots> {
        // Each change is whole, whatever panicked elsewhere.
        self.snapshots
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a world began as, as far as it has a name.
fn like(origin: &Origin, snapshots: &Snapshots) -> Option<Like> {
    match origin {
        Origin::Nothing => snapshots
            .start()
            .map(|_| Like::Snapshot(WorldName::of_start())),
        Origin::World(name) => Some(Like::World(name.clone())),
        Origin::Snapshot(name) => Some(Like::Snapshot(name.clone())),
    }
}

/// Ends what a world runs, and gives back its memory where nobody waits for it.
fn end(world: Arc<World>) {
    tokio::task::spawn_blocking(move || {
        world.stop();
        drop(world);
    });
}
