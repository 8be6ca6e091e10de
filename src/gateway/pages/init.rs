//! `/_ruststack/init` and `/_localstack/init`: whether what init folders hold has been applied.

use http::Response;
use serde_json::{Value, json};

use super::document;
use crate::aws::body::Body;
use crate::gateway::seeds::{Seed, SeedState, Seeds};

/// Answers either page. The second has the shape that scripts written for LocalStack read; its only
/// stage with seeds is READY.
pub(super) fn page(path: &str, seeds: &Seeds) -> Response<Body> {
    let is_over = seeds.are_over();
    let shown = seeds.shown();
    let body = match path {
        "/_localstack/init" => {
            let completed =
                json!({"BOOT": true, "START": true, "READY": is_over, "SHUTDOWN": false});
            json!({"completed": completed, "scripts": scripts(&shown)})
        }
        "/_localstack/init/ready" => json!({"completed": is_over, "scripts": scripts(&shown)}),
        _ => json!({"completed": is_over, "seeds": shown.iter().map(own).collect::<Vec<_>>()}),
    };
    document::answer(&body)
}

fn own(seed: &Seed) -> Value {
    let mut shown = json!({"name": seed.name, "state": word(&seed.state).to_lowercase()});
    if let SeedState::Failed(problem) = &seed.state {
        shown["problem"] = json!(problem);
    }
    shown
}

fn scripts(seeds: &[Seed]) -> Vec<Value> {
    let script =
        |seed: &Seed| json!({"stage": "READY", "name": seed.name, "state": word(&seed.state)});
    seeds.iter().map(script).collect()
}

/// LocalStack's names of states.
fn word(state: &SeedState) -> &'static str {
    match state {
        SeedState::Waiting => "UNKNOWN",
        SeedState::Running => "RUNNING",
        SeedState::Successful => "SUCCESSFUL",
        SeedState::Failed(_) => "ERROR",
    }
}
