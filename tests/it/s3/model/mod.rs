//! Random sequences of operations in a data directory, where any moment may be the last of a process,
//! and worlds are forked and put back, against a model that is a map of versions.
//!
//! Every run plays the same sequences; `PROPTEST_CASES` asks for more, and for others each time.

mod operation;
mod play;
mod reference;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

use self::operation::{Operation, any_operation};
use self::play::{begin, check_everything, play};
use crate::harness::{Incident, Lasting, any_incident};

#[derive(Clone, Debug)]
enum Step {
    /// In one of the two worlds.
    Operation(usize, Operation),
    Incident(Incident),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..2_usize, any_operation()).prop_map(|(at, one)| Step::Operation(at, one)),
        1 => any_incident().prop_map(Step::Incident),
    ]
}

fn config() -> Config {
    let wanted = std::env::var("PROPTEST_CASES").ok();
    let wanted = wanted.and_then(|text| text.parse().ok());
    Config {
        cases: wanted.unwrap_or(10),
        rng_seed: match wanted {
            Some(_) => RngSeed::Random,
            None => RngSeed::Fixed(1),
        },
        failure_persistence: None,
        max_shrink_iters: 500,
        ..Config::default()
    }
}

#[test]
fn sequences_with_kills_forks_and_snapshots_agree_with_a_map_of_versions() {
    let steps = proptest::collection::vec(any_step(), 40..80);
    proptest!(config(), |(steps in steps)| {
        let mut worlds = Lasting::start(|server| begin(&server));
        for step in &steps {
            match step {
                Step::Operation(at, operation) => {
                    let (server, model) = worlds.world(*at);
                    play(&server, model, operation);
                }
                Step::Incident(incident) => worlds.happens(*incident),
            }
        }
        worlds.happens(Incident::Kill);
        for at in 0..2 {
            let (server, model) = worlds.world(at);
            check_everything(&server, model);
        }
    });
}
