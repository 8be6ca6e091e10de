//! How a clock's time flows: with the machine's, at a speed of its own, or not at all.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

/// Milliseconds that a clock can show: the years 1970 to 9999.
const UNIX_MS_MAX: i64 = 253_402_300_799_999;

/// Speeds a clock can have, in its own seconds for each of the machine's.
pub(crate) const SPEED_MAX: f64 = 1_000_000.0;

/// The rule that tells a clock's time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Flow {
    /// Shows the machine's time, whatever becomes of that.
    Machine,
    /// Showed `from_ms` at a moment, and moves on from there; a speed of 0 stands still.
    Own {
        from_ms: i64,
        since: Instant,
        /// From 0 to [`SPEED_MAX`].
        speed: f64,
    },
}

impl Flow {
    pub(crate) fn starting(from_ms: i64, speed: f64) -> Self {
        Self::Own {
            from_ms: from_ms.clamp(0, UNIX_MS_MAX),
            since: Instant::now(),
            speed: speed.clamp(0.0, SPEED_MAX),
        }
    }

    /// What this flow shows, from now on standing still: to be [`Flow::restarted`] later.
    pub(crate) fn stopped(&self) -> Stopped {
        match self {
            Self::Machine => Stopped(None),
            Self::Own { speed, .. } => Stopped(Some((self.unix_ms(), *speed))),
        }
    }

    /// This flow, so that a later process can follow it: the same for as long as it is the same flow.
    pub(crate) fn recorded(&self) -> Recorded {
        match self {
            Self::Machine => Recorded(None),
            Self::Own {
                from_ms,
                since,
                speed,
            } => {
                let passed_ms = since.elapsed().as_millis() as i64;
                let since_ms = Self::Machine.unix_ms() - passed_ms;
                Recorded(Some((*from_ms, since_ms, *speed)))
            }
        }
    }

    /// Milliseconds since 1970.
    pub(super) fn unix_ms(&self) -> i64 {
        match self {
            Self::Machine => (machine_nanos() / 1_000_000) as i64,
            Self::Own { from_ms, speed, .. } if *speed == 0.0 => *from_ms,
            Self::Own {
                from_ms,
                since,
                speed,
            } => {
                let passed_ms = since.elapsed().as_secs_f64() * 1000.0 * speed;
                from_ms.saturating_add(passed_ms as i64).min(UNIX_MS_MAX)
            }
        }
    }

    /// Its own seconds for each of the machine's.
    pub(crate) fn speed(&self) -> f64 {
        match self {
            Self::Machine => 1.0,
            Self::Own { speed, .. } => *speed,
        }
    }

    /// How long the machine takes for so much of this clock's time; for ever while it stands still.
    pub(super) fn machine_time(&self, ms: i64) -> Option<Duration> {
        let ms = u64::try_from(ms).unwrap_or_default();
        match self.speed() {
            0.0 => None,
            1.0 => Some(Duration::from_millis(ms)),
            // To the next millisecond, which is as long as the shortest sleep.
            speed => Some(Duration::from_millis((ms as f64 / speed).ceil() as u64)),
        }
    }
}

/// A flow that waits: the machine's, or a moment and a speed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stopped(Option<(i64, f64)>);

impl Stopped {
    /// Time goes on from where it stood.
    pub(crate) fn restarted(self) -> Flow {
        match self.0 {
            None => Flow::Machine,
            Some((from_ms, speed)) => Flow::starting(from_ms, speed),
        }
    }
}

/// A flow as it is written down: what it showed at which moment of the machine's, and its speed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Recorded(Option<(i64, i64, f64)>);

impl Recorded {
    /// Time has gone on meanwhile, as fast as it does; it stands still if it stood still.
    pub(crate) fn followed(self) -> Flow {
        match self.0 {
            None => Flow::Machine,
            Some((from_ms, since_ms, speed)) => {
                let passed_ms = (Flow::Machine.unix_ms() - since_ms) as f64 * speed;
                Flow::starting(from_ms.saturating_add(passed_ms as i64), speed)
            }
        }
    }
}

pub(super) fn machine_nanos() -> u128 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_nanos())
}
