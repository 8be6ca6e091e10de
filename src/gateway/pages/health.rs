//! `/_ruststack/health` and `/_localstack/health`: what runs, and on which backend.

use http::Response;
use serde_json::json;

use super::document;
use crate::aws::body::Body;
use crate::gateway::seeds::Seeds;
use crate::world::World;

/// Answers either page. The second keeps the keys that scripts written for LocalStack look for.
pub(super) fn page(path: &str, world: &World, seeds: &Seeds) -> Response<Body> {
    let running = |backend: &str| match backend {
        "off" => "disabled",
        _ => "running",
    };
    let services = world.describe();
    let body = match path.starts_with("/_localstack/") {
        true => {
            let states: serde_json::Map<_, _> = services
                .iter()
                .map(|(service, backend)| ((*service).to_owned(), running(backend).into()))
                .collect();
            json!({
                "services": states,
                "edition": "ruststack",
                "version": env!("CARGO_PKG_VERSION"),
            })
        }
        false => {
            let states: serde_json::Map<_, _> = services
                .iter()
                .map(|(service, backend)| {
                    let state = json!({"state": running(backend), "backend": backend});
                    ((*service).to_owned(), state)
                })
                .collect();
            json!({
                "status": "healthy",
                "init": if seeds.are_over() { "completed" } else { "running" },
                "version": env!("CARGO_PKG_VERSION"),
                "services": states,
            })
        }
    };
    document::answer(&body)
}
