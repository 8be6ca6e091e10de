//! How far a mapping has come in its stream.

use serde::{Deserialize, Serialize};

use super::tumbling::Window;
use crate::bus::streams::{Record, Share};

/// One place for each lane. A lane begins where it ended, so that a mapping that pauses goes on there.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Progress {
    lanes: Vec<Place>,
    /// The places of lanes that were divided in another way, as long as the present ones are behind
    /// them.
    former: Vec<Vec<u128>>,
}

/// Where a lane is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Place {
    /// Everything of the lane's share up to this sequence number is done.
    pub(super) through: u128,
    /// The tumbling window that is open.
    pub(super) window: Option<Window>,
}

impl Progress {
    /// Behind a sequence number, with one lane.
    pub(crate) fn behind(through: u128) -> Self {
        Self {
            lanes: vec![Place {
                through,
                window: None,
            }],
            former: Vec::new(),
        }
    }

    /// Divides the work among so many lanes. Each begins with what any of the former ones had not
    /// done, and leaves out what the right one had.
    pub(super) fn divide(&mut self, parts: usize) {
        if self.lanes.len() == parts {
            return;
        }
        let places: Vec<u128> = self.lanes.iter().map(|place| place.through).collect();
        let through = places.iter().copied().min().unwrap_or_default();
        self.former.push(places);
        self.lanes = vec![
            Place {
                through,
                window: None,
            };
            parts
        ];
    }

    pub(super) fn place(&self, part: usize) -> Place {
        self.lanes.get(part).cloned().unwrap_or_default()
    }

    pub(super) fn set(&mut self, part: usize, place: Place) {
        if let Some(lane) = self.lanes.get_mut(part) {
            *lane = place;
        }
        let least = self.lanes.iter().map(|place| place.through).min();
        let least = least.unwrap_or_default();
        self.former
            .retain(|places| places.iter().any(|through| *through > least));
    }

    /// Whether lanes that were divided in another way have done this record.
    pub(super) fn has_done(&self, record: &Record) -> bool {
        self.former.iter().any(|places| {
            let parts = places.len();
            let share = |part| Share { part, parts };
            let part = (0..parts).find(|part| share(*part).has(record.key_hash));
            part.is_some_and(|part| record.number <= places[part])
        })
    }

    /// Whether every lane has done everything up to this sequence number, and no window is open.
    pub(super) fn has_reached(&self, newest: u128) -> bool {
        let mut lanes = self.lanes.iter();
        lanes.all(|place| place.through >= newest && place.window.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(number: u128, key_hash: u64) -> Record {
        Record {
            number,
            number_text: number.to_string(),
            created_ms: 0,
            key_hash,
            json: String::new(),
        }
    }

    #[test]
    fn lanes_that_are_divided_anew_do_nothing_twice() {
        let mut progress = Progress::behind(0);
        progress.divide(2);
        let place = |through| Place {
            through,
            window: None,
        };
        progress.set(0, place(5));
        progress.set(1, place(9));
        progress.divide(3);
        assert_eq!(progress.place(2).through, 5);
        assert!(progress.has_done(&record(9, 1)));
        assert!(!progress.has_done(&record(6, 2)));
        for part in 0..3 {
            progress.set(part, place(9));
        }
        assert!(!progress.has_done(&record(9, 1)));
        assert!(progress.has_reached(9));
    }
}
