//! The background task that makes exports, imports and bulk operations.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::{AbortHandle, JoinSet};

use super::place::Place;
use super::{bulk, export, import};
use crate::bus::Bus;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::work::Work;

/// Jobs that are made at the same time; the others wait.
const AT_ONCE: usize = 4;

/// Ends with the value, and with it what is under way.
pub(in crate::dynamodb) struct Worker(AbortHandle);

impl Worker {
    pub(in crate::dynamodb) fn start(engine: Arc<Engine>, bus: Bus) -> Self {
        engine.work.tell(bus.activity());
        Self(tokio::spawn(work(engine, bus)).abort_handle())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn work(engine: Arc<Engine>, bus: Bus) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    loop {
        let place = Arc::clone(&places).acquire_owned().await;
        let place = place.expect("the semaphore is never closed");
        let (next, working) = engine.work.next().await;
        let (engine, bus) = (Arc::clone(&engine), bus.clone());
        let place = Place::of(place, Arc::clone(&places));
        running.spawn(async move {
            make(&engine, &bus, next, place).await;
            drop(working);
        });
        while running.try_join_next().is_some() {}
    }
}

async fn make(engine: &Arc<Engine>, bus: &Bus, work: Work, mut place: Place) {
    match work {
        Work::Export { scope, job, state } => {
            export::run(&engine.clock, bus, &scope, &job, state).await;
        }
        Work::Import {
            scope,
            job,
            definition,
        } => import::run(engine, bus, scope, job, *definition).await,
        Work::Bulk { scope, job, table } => {
            bulk::run(engine, bus, scope, &job, table, &mut place).await;
        }
    }
}
