//! Seeds are applied while the server answers, for their scripts ask it.

use std::future::Future;

use super::{Server, StartProblem};
use crate::config::Config;
use crate::seed::Seeding;

impl Server {
    /// Applies what the init folders hold, while [`Server::run`] runs. Worlds that begin as nothing begin
    /// with that from then on, unless the default world may hold what an earlier server has left.
    ///
    /// Errors: an init folder that cannot be read; a seed that has failed, if that is fatal.
    pub fn seed(
        &self,
        config: &Config,
    ) -> Result<impl Future<Output = Result<(), StartProblem>> + use<>, StartProblem> {
        let port = self.address().port();
        let seeding = Seeding::find(config, &self.gateway, port).map_err(StartProblem)?;
        let has_begun_empty = config.data_dir.is_none();
        let worlds = std::sync::Arc::clone(&self.worlds);
        Ok(async move {
            if seeding.is_empty() {
                return Ok(());
            }
            seeding.apply().await.map_err(StartProblem)?;
            if has_begun_empty {
                worlds.begin_as_now();
            }
            Ok(())
        })
    }
}
