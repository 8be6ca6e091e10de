//! DynamoDB: the embedded engine, or a proxy to another DynamoDB.

mod about;
mod access;
mod api;
mod backup_description;
mod compression;
mod consumed;
mod description;
mod engine;
mod error;
mod export_description;
mod expression;
mod front;
mod import_description;
mod job_arn;
mod job_page;
mod lookup;
mod operations;
mod ops;
mod paging;
mod partiql;
mod permission;
mod query_plan;
mod quota;
mod remote;
mod removal;
mod replicas;
mod replicator;
mod restore;
mod sequence_number;
mod setting_quota;
mod shard_iterator;
mod stream_keeper;
mod stream_record;
mod sweeper;
mod table_change;
mod throttle;
mod throughput_change;
mod transaction_cost;
mod transaction_plan;
mod transaction_tables;
mod transfer;
mod validate;
mod value;
mod wire;

use std::sync::Arc;

use engine::directory::Engine;
use front::{Backend, Front};
use http::{Request, Response};
use remote::Remote;
use replicator::Replicator;
use stream_keeper::StreamKeeper;
use sweeper::Sweeper;
use transfer::worker::Worker;

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::config::{Config, DynamoDbBackend};

/// One world's DynamoDB.
pub(crate) struct DynamoDb {
    front: Front,
    /// Run beside the embedded engine.
    _tasks: Option<(Sweeper, Replicator, Worker)>,
}

impl DynamoDb {
    /// Chooses the backend that the configuration asks for, and starts it.
    pub(crate) async fn start(config: &Config, clock: Clock, bus: Bus) -> Result<Self, String> {
        let has_jar = || config.dynamodb_local_path.is_file();
        let backend = match &config.dynamodb_backend {
            DynamoDbBackend::Local => Backend::Remote(Remote::local(config).await?),
            DynamoDbBackend::Auto if has_jar() => Backend::Remote(Remote::local(config).await?),
            DynamoDbBackend::Remote(url) => Backend::Remote(Remote::elsewhere(url)?),
            DynamoDbBackend::Auto | DynamoDbBackend::Embedded => {
                Backend::Embedded(Arc::new(Engine::new(clock)))
            }
        };
        if let Backend::Embedded(engine) = &backend {
            bus.offer_streams(Arc::new(StreamKeeper(Arc::clone(engine))));
        }
        let tasks = match &backend {
            Backend::Embedded(engine) => Some((
                Sweeper::start(Arc::clone(engine)),
                Replicator::start(Arc::clone(engine)),
                Worker::start(Arc::clone(engine), bus),
            )),
            Backend::Remote(_) => None,
        };
        Ok(Self {
            front: Front::new(backend),
            _tasks: tasks,
        })
    }

    /// The backend, as the banner and the health page name it.
    pub(crate) fn backend(&self) -> String {
        match self.front.backend() {
            Backend::Embedded(_) => "embedded".to_owned(),
            Backend::Remote(remote) => remote.name(),
        }
    }

    /// Answers one request of the JSON protocol.
    pub(crate) async fn handle(
        &self,
        context: &RequestContext,
        request: Request<Body>,
    ) -> Response<Body> {
        self.front.handle(context, request).await
    }

    /// Ends whatever was started.
    pub(crate) async fn stop(&self) {
        if let Backend::Remote(remote) = self.front.backend() {
            remote.stop().await;
        }
    }
}
