//! Runs mappings: each in a task of its own, as its wish says, until it ends.

use std::sync::{Arc, Weak};

use futures_util::future::join_all;
use tokio::sync::watch;
use tokio::time::Instant;

use super::lane::Lane;
use super::mapping::{Mapping, State, Wish};
use super::mappings::Mappings;
use super::tools::Tools;
use crate::bus::activity::Work;
use crate::bus::{Bus, WeakBus};
use crate::clock::Clock;
use crate::lambda::functions::registry::Registry;
use crate::lambda::invoke::invoker::Invoker;

/// Runs mappings. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Pollers {
    tools: Tools,
    mappings: Arc<Mappings>,
    /// Ends every task when the last of it is gone, or when it says so.
    stopped: Arc<watch::Sender<bool>>,
}

impl Pollers {
    pub(crate) fn new(
        clock: Clock,
        bus: &Bus,
        registry: Arc<Registry>,
        invoker: Invoker,
        mappings: Arc<Mappings>,
    ) -> Self {
        let (asked, weak) = (Arc::downgrade(&mappings), bus.downgrade());
        let report = move |since| works(&asked, &weak, since);
        bus.activity().ask(report);
        Self {
            tools: Tools {
                clock,
                bus: bus.downgrade(),
                activity: Arc::clone(bus.activity()),
                registry,
                invoker,
            },
            mappings,
            stopped: Arc::new(watch::Sender::new(false)),
        }
    }

    /// Runs a mapping from now on.
    pub(crate) fn start(&self, mapping: Arc<Mapping>) {
        let mut stopped = self.stopped.subscribe();
        let pollers = self.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = pollers.follow(&mapping) => {}
                _ = stopped.wait_for(|stopped| *stopped) => {}
            }
        });
    }

    /// Ends every mapping's task.
    pub(crate) fn stop(&self) {
        self.stopped.send_replace(true);
    }

    async fn follow(&self, mapping: &Arc<Mapping>) {
        let mut wishes = mapping.wishes();
        loop {
            let wish = wishes.borrow_and_update().clone();
            let settings = match wish {
                Wish::End => break,
                Wish::Follow(settings) => settings,
            };
            if settings.enabled {
                self.show(mapping, State::Enabled);
                let parts = settings.parallelization_factor;
                mapping.progress_with(|progress| progress.divide(parts));
                let lanes = (0..parts).map(|part| {
                    let lane = Lane::new(&self.tools, mapping, &settings, wishes.clone(), part);
                    Box::pin(lane.run())
                });
                join_all(lanes).await;
            } else {
                self.show(mapping, State::Disabled);
                self.tools.activity.note();
                if wishes.changed().await.is_err() {
                    break;
                }
            }
        }
        self.mappings.remove(mapping);
        self.tools.activity.note();
    }

    fn show(&self, mapping: &Mapping, state: State) {
        let now_ms = self.tools.clock.unix_ms();
        mapping.show(|shown| {
            if shown.state != state {
                shown.state = state;
                shown.modified_ms = now_ms;
            }
        });
    }
}

/// The mappings that have something to do, or that have not looked since a moment.
fn works(mappings: &Weak<Mappings>, bus: &WeakBus, since: Instant) -> Vec<Work> {
    let (Some(mappings), Some(bus)) = (mappings.upgrade(), bus.upgrade()) else {
        return Vec::new();
    };
    let mut works = Vec::new();
    for mapping in mappings.all() {
        let shown = mapping.shown();
        let at_work = mapping.doing();
        let follows = shown.settings.enabled && shown.state != State::Deleting;
        let newest = bus
            .streams()
            .map_or(Some(0), |streams| streams.newest(mapping.stream()));
        let is_behind = follows
            && match newest {
                Some(newest) => !mapping.progress().has_reached(newest),
                None => !mapping.has_looked(since),
            };
        if at_work.is_empty() && !is_behind {
            continue;
        }
        let doing = match at_work.is_empty() {
            true => "records of the stream are to be read".to_owned(),
            false => at_work.join("; "),
        };
        let function = &shown.settings.function_arn;
        works.push(Work {
            kind: "event source mapping",
            what: format!("{} of {} for {function}", mapping.uuid, mapping.source_arn),
            doing: Some(doing),
        });
    }
    works
}
