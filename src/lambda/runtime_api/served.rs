//! What an environment's API needs to know of it.

use std::sync::Arc;

use super::exchange::Exchange;
use crate::clock::Clock;
use crate::lambda::functions::version::FunctionVersion;

/// One environment, as its API serves it.
#[derive(Clone)]
pub(crate) struct Served {
    pub(crate) exchange: Arc<Exchange>,
    pub(crate) function: Arc<FunctionVersion>,
    pub(crate) clock: Clock,
}
