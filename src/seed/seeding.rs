//! All seeds, applied one after another once the server answers.

use std::path::Path;
use std::sync::Arc;

use super::declaration::Declaration;
use super::found::{self, Kind, READY_D, Seed};
use super::front_door::FrontDoor;
use super::script::{self, Surroundings};
use super::{buckets, functions, print, tables};
use crate::config::Config;
use crate::gateway::{Gateway, SeedState};
use crate::world::World;

/// What is to be applied to a world.
pub(crate) struct Seeding {
    seeds: Vec<Seed>,
    print: String,
    gateway: Arc<Gateway>,
    around: Surroundings,
    is_strict: bool,
}

impl Seeding {
    /// Finds the seeds; `port` is where the server answers.
    ///
    /// Errors: an init folder that cannot be read, in one line.
    pub(crate) fn find(config: &Config, gateway: &Arc<Gateway>, port: u16) -> Result<Self, String> {
        let seeds = found::find(Path::new(READY_D), config.init_dir.as_deref())?;
        gateway
            .seeds()
            .expect(seeds.iter().map(|seed| seed.name.clone()));
        let folders = [Some(Path::new(READY_D)), config.init_dir.as_deref()];
        Ok(Self {
            seeds,
            print: print::of(folders.into_iter().flatten()),
            gateway: Arc::clone(gateway),
            around: Surroundings {
                endpoint: format!("http://localhost:{port}"),
                region: config.region.clone(),
                key: config.a_key()?,
                search_path: config.search_path.clone(),
            },
            is_strict: config.init_strict,
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.seeds.is_empty()
    }

    /// Another text once the init folders are not what they were.
    pub(crate) fn print(&self) -> &str {
        &self.print
    }

    /// Applies every seed to a world. One that fails is named in the log and leaves what it has done; the
    /// others are applied all the same, unless a failure is fatal. How far the default world's have come is
    /// told to whoever asks.
    ///
    /// Errors: the first failure, if it is fatal.
    pub(crate) async fn apply(&self, world: &Arc<World>) -> Result<(), String> {
        let progress = |index, state| {
            if world.name.is_default() {
                self.gateway.seeds().set(index, state);
            }
        };
        for (index, seed) in self.seeds.iter().enumerate() {
            progress(index, SeedState::Running);
            tracing::info!("applying {} to the world {}", seed.name, world.name);
            match self.apply_one(seed, world).await {
                Ok(()) => progress(index, SeedState::Successful),
                Err(problem) => {
                    let line = format!("the seed {} has failed: {problem}", seed.name);
                    progress(index, SeedState::Failed(problem));
                    if self.is_strict {
                        return Err(line);
                    }
                    tracing::error!("{line}");
                }
            }
        }
        Ok(())
    }

    async fn apply_one(&self, seed: &Seed, world: &Arc<World>) -> Result<(), String> {
        if matches!(seed.kind, Kind::Shell | Kind::Python) {
            let mut around = self.around.clone();
            around.endpoint.push_str(&world.name.base_path());
            return script::run(&seed.path, seed.kind, &around).await;
        }
        let declaration = Declaration::read(&seed.path, seed.kind)?;
        let door = FrontDoor::new(Arc::clone(&self.gateway), Arc::clone(world));
        let folder = seed.path.parent().unwrap_or(Path::new("/"));
        for bucket in &declaration.buckets {
            buckets::apply(&door, folder, bucket).await?;
        }
        for table in &declaration.tables {
            tables::apply(&door, folder, table).await?;
        }
        for function in &declaration.functions {
            functions::apply(&door, folder, function).await?;
        }
        Ok(())
    }
}
