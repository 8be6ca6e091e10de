//! What the work of mappings needs.

use std::sync::Arc;

use crate::bus::WeakBus;
use crate::bus::activity::Activity;
use crate::clock::Clock;
use crate::lambda::functions::registry::Registry;
use crate::lambda::invoke::invoker::Invoker;

/// Cheap to clone.
#[derive(Clone)]
pub(super) struct Tools {
    pub(super) clock: Clock,
    pub(super) bus: WeakBus,
    pub(super) activity: Arc<Activity>,
    pub(super) registry: Arc<Registry>,
    pub(super) invoker: Invoker,
}
