//! What answers for DynamoDB in every world of a server.

use std::sync::Arc;

use super::remote::Remote;
use crate::config::{Config, DynamoDbBackend};

/// Chosen once, when the server starts.
pub(crate) enum Source {
    /// An engine in each world.
    Embedded,
    /// A DynamoDB Local that this process keeps running, or the URL of any DynamoDB-compatible service.
    Remote(Arc<Remote>),
}

impl Source {
    /// As the configuration asks; a DynamoDB Local answers when this returns.
    pub(crate) async fn choose(config: &Config) -> Result<Self, String> {
        let has_jar = || config.dynamodb_local_path.is_file();
        let remote = match &config.dynamodb_backend {
            DynamoDbBackend::Local => Remote::local(config).await?,
            DynamoDbBackend::Auto if has_jar() => Remote::local(config).await?,
            DynamoDbBackend::Remote(url) => Remote::elsewhere(url)?,
            DynamoDbBackend::Auto | DynamoDbBackend::Embedded => return Ok(Self::Embedded),
        };
        Ok(Self::Remote(Arc::new(remote)))
    }

    /// Who keeps the tables, if that is another server.
    pub(crate) fn elsewhere(&self) -> Option<String> {
        match self {
            Self::Embedded => None,
            Self::Remote(remote) => Some(remote.name()),
        }
    }

    /// Ends whatever was started.
    pub(crate) async fn stop(&self) {
        if let Self::Remote(remote) = self {
            remote.stop().await;
        }
    }
}
