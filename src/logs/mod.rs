//! CloudWatch Logs: groups, streams and their events, which functions write and clients read.

mod call;
mod delivery;
mod error;
mod event;
mod group;
mod input;
mod name;
mod operations;
mod ops;
mod pattern;
mod pieces;
mod receiver;
mod reply;
mod store;
mod stream;
mod subscription;
mod tags;
mod tail;
mod token;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use http::{HeaderMap, Request, Response};

use crate::aws::body::{Body, BodyTooLarge};
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::headers::X_AMZ_TARGET;
use crate::aws::operation::{Operation, Unsupported};
use crate::bus::Bus;
use crate::clock::Clock;

use self::call::{Call, Shared};
use self::input::Input;
use self::operations::Named;
use self::receiver::Receiver;
use self::reply::Reply;
use self::store::Store;

pub(crate) use self::reply::failure;

/// What `X-Amz-Target` begins with.
pub(crate) const TARGET_PREFIX: &str = "Logs_20140328.";

/// PutLogEvents takes a megabyte of messages, whose JSON is longer: six bytes for a control
/// character, and each event's own words.
const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;

/// One world's CloudWatch Logs.
pub(crate) struct Logs(Arc<Shared>);

/// All groups at one moment. Cloning it costs a pointer.
#[derive(Clone, Debug, Default)]
pub(crate) struct LogsImage(Store);

impl Logs {
    /// Starts with what an image holds, and takes the logs of the services on the bus.
    pub(crate) fn start(clock: Clock, bus: &Bus, image: &LogsImage) -> Self {
        let shared = Arc::new(Shared::new(clock, bus.downgrade(), image.0.clone()));
        bus.offer_logs(Arc::new(Receiver(Arc::clone(&shared))));
        Self(shared)
    }

    /// Everything as it is now.
    pub(crate) fn image(&self) -> LogsImage {
        LogsImage(self.0.store().clone())
    }

    /// Whether anybody has asked for something since the last time that this was asked.
    pub(crate) fn take_asked(&self) -> bool {
        self.0.asked.swap(false, Ordering::AcqRel)
    }

    /// Ends the streams that clients watch, so that their connections can end.
    pub(crate) fn end_tails(&self) {
        self.0.tails.end();
    }

    /// Answers one request.
    pub(crate) async fn handle(
        &self,
        context: &RequestContext,
        request: Request<Body>,
    ) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let name = operation(&parts.headers).unwrap_or_default();
        let Some(named) = operations::find(name) else {
            let mut response = reply::failure(&context.request_id, &error::unknown_operation());
            let unsupported = Unsupported::operation(name.to_owned());
            response.extensions_mut().insert(unsupported);
            return response;
        };
        let mut response = match self.answer(context, named, body).await {
            Ok(answer) => reply::success(&context.request_id, answer),
            Err(error) => reply::failure(&context.request_id, &error),
        };
        Operation(named.0).note(&mut response);
        response
    }

    /// Searching a group may take long, so that no operation runs where connections are served.
    async fn answer(
        &self,
        context: &RequestContext,
        (_, answer): &'static Named,
        body: Body,
    ) -> Result<Reply, AwsError> {
        let body = body.read(BODY_BYTES_MAX).await;
        let body = body.map_err(|problem| match problem.is::<BodyTooLarge>() {
            true => error::body_too_large(),
            false => error::unreadable(),
        })?;
        let (shared, scope) = (Arc::clone(&self.0), context.scope().clone());
        let run = move || {
            let call = Call {
                scope: &scope,
                shared: &shared,
            };
            answer(&call, &mut Input::read(&body)?)
        };
        let answer = tokio::task::spawn_blocking(run).await;
        self.0.asked.store(true, Ordering::Release);
        match answer {
            Ok(answer) => answer,
            Err(problem) => Err(error::internal().with_cause(problem)),
        }
    }
}

fn operation(headers: &HeaderMap) -> Option<&str> {
    let target = headers.get(&X_AMZ_TARGET)?.to_str().ok()?;
    target.strip_prefix(TARGET_PREFIX)
}
