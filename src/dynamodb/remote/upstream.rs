//! Which program answers, and where it is at this moment.

use std::time::Duration;

use http::{HeaderMap, header};

use super::credential::credential;
use super::keeper::Keeper;
use crate::aws::context::RequestContext;

/// How long a request waits for a JVM that is being started again.
const PATIENCE: Duration = Duration::from_secs(15);

/// The DynamoDB behind the proxy.
pub(super) enum Upstream {
    /// A DynamoDB Local of ours; the path of its jar names it.
    Kept { keeper: Keeper, jar: String },
    /// Somebody's service, at `http://host:port`.
    Elsewhere(String),
}

impl Upstream {
    /// `http://host:port` without a final slash, or nothing if there is no JVM.
    pub(super) async fn base_url(&self) -> Option<String> {
        match self {
            Self::Kept { keeper, .. } => keeper.base_url(PATIENCE).await,
            Self::Elsewhere(url) => Some(url.clone()),
        }
    }

    /// Whether to ask again after nobody answered at `base_url`: a JVM that died has a successor.
    pub(super) async fn moved_from(&self, base_url: &str) -> bool {
        match self {
            Self::Kept { keeper, .. } => {
                keeper.gone(base_url, PATIENCE).await;
                true
            }
            Self::Elsewhere(_) => false,
        }
    }

    /// Adapts the headers of a request to who will read them.
    pub(super) fn address(&self, context: &RequestContext, headers: &mut HeaderMap) {
        match self {
            Self::Kept { .. } => {
                if let Some(value) = credential(context.scope()) {
                    headers.insert(header::AUTHORIZATION, value);
                }
                headers.remove(header::HOST);
            }
            // Host is part of what the client signed, so that it stays.
            Self::Elsewhere(_) => {}
        }
    }

    /// The upstream's name for messages and pages.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Kept { jar, .. } => jar,
            Self::Elsewhere(url) => url,
        }
    }

    pub(super) async fn stop(&self) {
        if let Self::Kept { keeper, .. } = self {
            keeper.stop().await;
        }
    }
}
