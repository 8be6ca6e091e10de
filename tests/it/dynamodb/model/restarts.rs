//! The same sequences in a data directory, where any moment may be the last of a process, and worlds
//! are forked and put back: the map still says what is there.

use proptest::prelude::*;

use super::operation::{Operation, any_operation};
use super::play::{Play, Strictness};
use super::{OPERATIONS_MAX, config};
use crate::dynamodb::tables::target_of;
use crate::harness::{Incident, Lasting, any_incident};

#[derive(Clone, Debug)]
enum Step {
    /// In one of the two worlds.
    Operation(usize, Operation),
    Incident(Incident),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..2_usize, any_operation()).prop_map(|(at, one)| Step::Operation(at, one)),
        1 => any_incident().prop_map(Step::Incident),
    ]
}

#[test]
fn sequences_with_kills_forks_and_snapshots_agree_with_a_map() {
    let steps = proptest::collection::vec(any_step(), OPERATIONS_MAX / 2..OPERATIONS_MAX);
    proptest!(config(8), |(steps in steps)| {
        let mut worlds = Lasting::start(|server| {
            Play::new(&target_of(server), Strictness::ChargesAndStreams)
        });
        for step in &steps {
            match step {
                Step::Operation(at, operation) => {
                    let (server, play) = worlds.world(*at);
                    *play = play.at(target_of(server));
                    play.play(operation);
                }
                Step::Incident(incident) => worlds.happens(*incident),
            }
        }
        worlds.happens(Incident::Kill);
        for at in 0..2 {
            let (server, play) = worlds.world(at);
            let mut play = play.at(target_of(server));
            play.check_everything();
            play.check_streams();
        }
    });
}
