//! What everyone who runs functions shares.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tokio::sync::Semaphore;

use super::ahead::Ahead;
use super::pools::Pools;
use super::provisions::Provisions;
use super::queue::Queue;
use super::reservations::Reservations;
use super::standbys::Standbys;
use super::variables::Server;
use crate::bus::WeakBus;
use crate::bus::activity::Activity;
use crate::clock::Clock;
use crate::lambda::durable::executions::Executions;
use crate::lambda::executor::Executor;
use crate::lambda::functions::registry::Registry;

pub(in crate::lambda) struct Shared {
    /// Of all worlds.
    pub(super) executor: Arc<Executor>,
    /// Functions find their AWS there.
    pub(super) server: Server,
    pub(in crate::lambda) clock: Clock,
    /// Leads to those who are told of the end of events.
    pub(in crate::lambda) bus: WeakBus,
    pub(in crate::lambda) activity: Arc<Activity>,
    pub(super) pools: Pools,
    /// Of functions that were made or used a moment ago; `None` where nothing is started ahead.
    pub(super) ahead: Option<Ahead>,
    /// Some environment's runtime has asked for events.
    pub(super) has_begun: AtomicBool,
    /// Of functions whose code is a folder.
    pub(super) standbys: Standbys,
    pub(super) provisions: Provisions,
    /// Events at work.
    pub(super) concurrency: Arc<Semaphore>,
    pub(super) reservations: Reservations,
    /// Environments that are starting: so many at once make a burst faster, more make it slower.
    pub(super) starts: Arc<Semaphore>,
    pub(super) queue: Queue,
    /// Of durable functions.
    pub(in crate::lambda) executions: Arc<Executions>,
    /// Where they find their functions.
    pub(in crate::lambda) registry: Arc<Registry>,
}
