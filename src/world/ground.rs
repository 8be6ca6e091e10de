//! What the worlds of one server share: its options, its address, its keys, and what runs beside it.

use std::sync::Arc;

use crate::aws::sigv4::keys::Keys;
use crate::config::Config;
use crate::dynamodb::Source;
use crate::lambda::Executor;
use crate::store::depot::Depot;

/// Laid once, before the first world.
pub(crate) struct Ground {
    pub(super) config: Config,
    /// Where this server answers.
    pub(super) port: u16,
    /// Whose signatures count, and what sessions are made of.
    pub(super) keys: Arc<Keys>,
    /// Where large bodies lie.
    pub(super) depot: Depot,
    /// `None` for a service that is switched off.
    pub(super) dynamodb: Option<Source>,
    pub(super) executor: Option<Arc<Executor>>,
}

impl Ground {
    /// Starts what the configuration asks for; large bodies go to `depot`. A problem is one line that says what to do.
    pub(crate) async fn lay(config: Config, port: u16, depot: Depot) -> Result<Self, String> {
        let keys = Arc::new(config.access_keys()?);
        let dynamodb = match config.dynamodb {
            true => Some(Source::choose(&config).await?),
            false => None,
        };
        let executor = match config.lambda {
            true => Some(Arc::new(Executor::choose(&config, port).await?)),
            false => None,
        };
        Ok(Self {
            config,
            port,
            keys,
            depot,
            dynamodb,
            executor,
        })
    }

    /// Ends whatever was started; nothing starts afterwards.
    pub(super) async fn clear(&self) {
        if let Some(executor) = &self.executor {
            executor.stop().await;
        }
        if let Some(source) = &self.dynamodb {
            source.stop().await;
        }
    }
}
