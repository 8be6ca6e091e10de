//! Seeds are applied while the server answers, for their scripts ask it.

use std::future::Future;
use std::sync::Arc;

use super::{Server, StartProblem};
use crate::config::Config;
use crate::seed::Seeding;
use crate::world::Worlds;

impl Server {
    /// Applies what the init folders hold, while [`Server::run`] runs. Worlds that begin as nothing begin
    /// with that from then on.
    ///
    /// Errors: an init folder that cannot be read; a seed that has failed, if that is fatal.
    pub fn seed(
        &self,
        config: &Config,
    ) -> Result<impl Future<Output = Result<(), StartProblem>> + use<>, StartProblem> {
        let port = self.address().port();
        let seeding = Seeding::find(config, &self.gateway, port).map_err(StartProblem)?;
        let worlds = Arc::clone(&self.worlds);
        Ok(async move {
            let applied = apply(&seeding, &worlds).await;
            // What could not be written was told.
            let _ = worlds.commit(&worlds.default()).await;
            applied.map_err(StartProblem)
        })
    }
}

/// Applies seeds to the default world, and makes of them alone what other worlds begin with: the default
/// one may hold what earlier runs have left.
async fn apply(seeding: &Seeding, worlds: &Worlds) -> Result<(), String> {
    let default = worlds.default();
    if seeding.is_empty() {
        if !worlds.are_new() {
            worlds.begin_empty();
        }
        return Ok(());
    }
    if worlds.are_new() {
        seeding.apply(&default).await?;
        worlds.begin_as(&default.name, seeding.print());
        return Ok(());
    }
    if worlds.seeds_of_start().as_deref() != Some(seeding.print())
        && let Ok(world) = worlds.make_passing()
    {
        let applied = seeding.apply(&world).await;
        worlds.begin_as(&world.name, seeding.print());
        // It may have been dropped by whoever has seen it.
        let _ = worlds.drop_world(&world.name);
        applied?;
    }
    seeding.apply(&default).await
}
