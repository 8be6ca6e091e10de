//! Removes what is left of others: containers and volumes whose owner is gone.

use std::time::Duration;

use futures_util::future::join_all;

use super::engine::{Engine, EngineProblem};
use super::owner::Owner;

/// How long one container may take to go.
const REMOVE_TIMEOUT: Duration = Duration::from_secs(10);
/// How often a volume's removal is tried, and how long apart.
const VOLUME_ATTEMPTS: u32 = 40;
const VOLUME_PAUSE: Duration = Duration::from_millis(50);

/// Removes every container, then every volume, of owners that are gone. What cannot be removed now
/// is left for the next start.
pub(super) async fn sweep_orphans(engine: &Engine) {
    sweep(engine, Owner::is_gone).await;
}

/// Removes everything of one owner.
pub(super) async fn sweep_own(engine: &Engine, owner: &Owner) {
    let own = owner.to_string();
    sweep(engine, |label| label == own).await;
}

async fn sweep(engine: &Engine, is_doomed: impl Fn(&str) -> bool) {
    let containers = engine.owned_containers().await.unwrap_or_default();
    let doomed = containers.iter().filter(|(_, owner)| is_doomed(owner));
    join_all(doomed.map(|(id, _)| async move {
        tracing::debug!("removing container {id}");
        if let Err(problem) = engine.remove(id, REMOVE_TIMEOUT).await {
            tracing::warn!("cannot remove the container {id}: {problem}");
        }
    }))
    .await;
    let volumes = engine.owned_volumes().await.unwrap_or_default();
    let doomed = volumes.iter().filter(|(_, owner)| is_doomed(owner));
    join_all(doomed.map(|(name, _)| remove_volume(engine, name))).await;
}

/// A volume stays in use for a moment after its container has begun to go.
async fn remove_volume(engine: &Engine, name: &str) {
    let mut attempts = 0;
    while let Err(problem) = engine.remove_volume(name).await {
        attempts += 1;
        if matches!(problem, EngineProblem::Missing(_)) {
            return;
        }
        if attempts == VOLUME_ATTEMPTS {
            return tracing::warn!("cannot remove the volume {name}: {problem}");
        }
        tokio::time::sleep(VOLUME_PAUSE).await;
    }
}
