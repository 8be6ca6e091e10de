//! DynamoDB: the embedded engine, or a proxy to another DynamoDB.

mod about;
mod access;
mod api;
mod backup_description;
mod bulk_description;
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
mod source;
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
mod write_answer;

use std::sync::Arc;

pub(crate) use engine::image::EngineImage;
pub(crate) use source::Source;

use engine::directory::Engine;
use front::{Backend, Front};
use http::{Request, Response};
use remote::RemoteStreams;
use replicator::Replicator;
use stream_keeper::StreamKeeper;
use sweeper::Sweeper;
use transfer::worker::Worker;

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::bus::Bus;
use crate::clock::Clock;

/// One world's DynamoDB.
pub(crate) struct DynamoDb {
    front: Front,
    /// Run beside the embedded engine.
    _tasks: Option<(Sweeper, Replicator, Worker)>,
}

impl DynamoDb {
    /// Starts with the tables of an image, unless another server keeps them.
    pub(crate) fn start(source: &Source, image: &EngineImage, clock: Clock, bus: Bus) -> Self {
        let engine = match source {
            Source::Embedded => Arc::new(Engine::restored(image, clock)),
            Source::Remote(remote) => {
                bus.offer_streams(Arc::new(RemoteStreams::new(Arc::clone(remote))));
                return Self {
                    front: Front::new(Backend::Remote(Arc::clone(remote))),
                    _tasks: None,
                };
            }
        };
        bus.offer_streams(Arc::new(StreamKeeper(Arc::clone(&engine))));
        let tasks = (
            Sweeper::start(Arc::clone(&engine)),
            Replicator::start(Arc::clone(&engine), &bus),
            Worker::start(Arc::clone(&engine), bus),
        );
        Self {
            front: Front::new(Backend::Embedded(engine)),
            _tasks: Some(tasks),
        }
    }

    /// Holds all tables still while `then` works with what is there; those alone that were touched since
    /// the image `since`, for the one who looks again and again. `None` if another server keeps them.
    pub(crate) fn still<T>(
        &self,
        since: Option<&EngineImage>,
        then: impl FnOnce(EngineImage) -> T,
    ) -> Option<T> {
        match self.front.backend() {
            Backend::Embedded(engine) => Some(match since {
                None => engine.still(then),
                Some(since) => engine.still_since(since, then),
            }),
            Backend::Remote(_) => None,
        }
    }

    /// Whether the tables are here, and not another server's.
    pub(crate) fn keeps_tables(&self) -> bool {
        matches!(self.front.backend(), Backend::Embedded(_))
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
}
