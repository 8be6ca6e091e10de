//! How much of their limits on demand a table and its global indexes have used up.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::definition::Dimension;
use crate::clock::Clock;

const SECOND_MS: f64 = 1000.0;

/// A limit that was reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exceeded {
    /// The table's own, or that of an index by its name.
    pub(crate) index: Option<String>,
    pub(crate) dimension: Dimension,
}

/// One meter for each limit that was ever drawn on: two for a table, and two for each of its indexes.
///
/// A meter holds what its limit lets through in one second and fills up at that rate. A request is
/// let through while something is left, whatever it costs: what it takes beyond that is owed, so that
/// a large item passes a small limit, but not often. AWS aims at its limits in the same way, as
/// targets and not as ceilings ("DynamoDB maximum throughput for on-demand tables").
pub(crate) struct Meters {
    clock: Clock,
    meters: Mutex<BTreeMap<(Option<String>, Dimension), Meter>>,
}

#[derive(Clone, Copy)]
struct Meter {
    /// Below zero is owed.
    units: f64,
    drawn_ms: i64,
}

/// What a request takes of one limit.
pub(super) struct Draw<'d> {
    pub(super) index: Option<&'d str>,
    pub(super) dimension: Dimension,
    pub(super) units: f64,
    /// Units in a second.
    pub(super) limit: f64,
}

impl Meters {
    pub(super) fn new(clock: &Clock) -> Self {
        Self {
            clock: clock.clone(),
            meters: Mutex::default(),
        }
    }

    /// All draws, or none.
    pub(super) fn draw(&self, draws: &[Draw<'_>]) -> Result<(), Vec<Exceeded>> {
        let now_ms = self.clock.unix_ms();
        // A meter is one number, so a panic elsewhere left none half drawn.
        let mut meters = self.meters.lock().unwrap_or_else(PoisonError::into_inner);
        let place = |draw: &Draw<'_>| (draw.index.map(str::to_owned), draw.dimension);
        let left = |draw: &Draw<'_>| match meters.get(&place(draw)) {
            None => draw.limit,
            Some(meter) => {
                let passed_ms = (now_ms - meter.drawn_ms).max(0) as f64;
                draw.limit
                    .min(meter.units + draw.limit * passed_ms / SECOND_MS)
            }
        };
        let lefts: Vec<f64> = draws.iter().map(left).collect();
        let reached = |(draw, left): (&Draw<'_>, &f64)| {
            (*left <= 0.0).then(|| Exceeded {
                index: draw.index.map(str::to_owned),
                dimension: draw.dimension,
            })
        };
        let reached: Vec<_> = draws.iter().zip(&lefts).filter_map(reached).collect();
        if !reached.is_empty() {
            return Err(reached);
        }
        for (draw, left) in draws.iter().zip(lefts) {
            let meter = Meter {
                units: left - draw.units,
                drawn_ms: now_ms,
            };
            meters.insert(place(draw), meter);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(units: f64) -> Draw<'static> {
        Draw {
            index: None,
            dimension: Dimension::Read,
            units,
            limit: 2.0,
        }
    }

    #[test]
    fn a_meter_lets_through_what_it_holds_and_fills_up_with_time() {
        let clock = Clock::frozen(0);
        let meters = Meters::new(&clock);
        assert!(meters.draw(&[draw(1.0)]).is_ok());
        // A large request passes, and is owed.
        assert!(meters.draw(&[draw(5.0)]).is_ok());
        assert!(meters.draw(&[draw(0.5)]).is_err());
        clock.advance_ms(2000);
        assert!(meters.draw(&[draw(0.5)]).is_err());
        clock.advance_ms(1);
        assert!(meters.draw(&[draw(0.5)]).is_ok());
    }

    #[test]
    fn a_limit_that_was_reached_leaves_the_others_untouched() {
        let meters = Meters::new(&Clock::frozen(0));
        let index = |units| Draw {
            index: Some("by-day"),
            ..draw(units)
        };
        assert!(meters.draw(&[index(2.0)]).is_ok());
        let reached = meters.draw(&[draw(2.0), index(1.0)]).unwrap_err();
        assert_eq!(reached.len(), 1);
        assert_eq!(reached[0].index.as_deref(), Some("by-day"));
        assert!(meters.draw(&[draw(2.0)]).is_ok());
    }
}
