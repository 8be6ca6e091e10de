//! How asynchronous events of a function, a version or an alias are tried again, and where their
//! outcome is told.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Retries of an event whose function failed, unless configured (Lambda API reference).
const RETRIES_MAX: usize = 2;
/// An event's age, unless configured (same page).
const AGE_MAX: Duration = Duration::from_secs(6 * 60 * 60);

/// What is not said stays with AWS's defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EventInvoke {
    /// From 0 to 2.
    pub(crate) retry_attempts: Option<u32>,
    /// From 60 to 21600.
    pub(crate) age_max_s: Option<u32>,
    pub(crate) destinations: Destinations,
    /// Milliseconds since 1970.
    pub(crate) last_modified_ms: i64,
}

/// Who is told of an event's end, by ARN.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Destinations {
    pub(crate) on_success: Option<String>,
    pub(crate) on_failure: Option<String>,
}

impl EventInvoke {
    pub(crate) fn retries_max(&self) -> usize {
        self.retry_attempts
            .map_or(RETRIES_MAX, |attempts| attempts as usize)
    }

    pub(crate) fn age_max(&self) -> Duration {
        self.age_max_s
            .map_or(AGE_MAX, |seconds| Duration::from_secs(u64::from(seconds)))
    }
}
