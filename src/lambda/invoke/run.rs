//! One event, from a caller to an environment and back.

use std::sync::Arc;

use bytes::Bytes;

use super::environment::Outcome;
use super::invocation::{Invocation, InvocationResult};
use super::lineage;
use super::platform_log::EXIT_ERROR;
use super::result::{lost, result, sandbox_error, timed_out};
use super::shared::Shared;
use super::start::Found;
use crate::aws::error::AwsError;
use crate::clock::Clock;
use crate::lambda::error;
use crate::lambda::executor::environment::{Exit, Logs};
use crate::lambda::functions::version::FunctionVersion;
use crate::lambda::runtime_api::answer::{Answer, Event};

/// Environments tried for one event, should they die before they take it.
const ENVIRONMENTS_TRIED_MAX: u32 = 3;

impl Shared {
    /// Runs an event to its end, in as many environments as it takes to find one that lives.
    pub(super) async fn run(
        self: &Arc<Self>,
        function: Arc<FunctionVersion>,
        invocation: Invocation,
    ) -> Result<InvocationResult, AwsError> {
        let id = &invocation.request_id;
        look_at_code(&function).await;
        for _ in 0..ENVIRONMENTS_TRIED_MAX {
            let found = self.find(&function, &invocation).await;
            self.stand_by(&function);
            let (mut environment, place) = match found? {
                Found::Ready(environment, place) => (environment, place),
                Found::Ended(result) => return Ok(result),
            };
            environment.restored().await?;
            let tenant = invocation.tenant_id.as_deref();
            let is_last = || place.is_none() && !self.pools.has_idle(&function, tenant);
            let is_folder = function.code.directory().is_some();
            if self.executor.keeps_spares() && !is_folder && is_last() {
                self.start_ahead(Arc::clone(&function));
            }
            let event = self.event(&function, &invocation);
            let logs = match invocation.log_tail {
                true => Logs::Awaited,
                false => Logs::Unread,
            };
            let (payload, failed, reusable) = match environment.serve(event, logs).await {
                Outcome::NotTaken => continue,
                Outcome::Answered(Answer::Response(payload)) => (payload, false, true),
                Outcome::Answered(Answer::Streamed) => (Bytes::new(), false, true),
                Outcome::Answered(Answer::Error(error)) => (error.payload, true, true),
                Outcome::TimedOut => (timed_out(&function, id), true, false),
                Outcome::ExtensionFailed(fault) => {
                    (sandbox_error(fault.kind, id, &fault.reason), true, false)
                }
                Outcome::Exited(Exit::Lost) => return Err(lost()),
                Outcome::Exited(exit) => {
                    (sandbox_error(EXIT_ERROR, id, &exit.reason()), true, false)
                }
            };
            let log = || environment.log_tail();
            let result = result(&function, &invocation, payload, failed, log);
            match place {
                _ if !reusable => {}
                Some(place) => self.provisions.put_back(environment, place),
                None => self.pools.put_back(environment),
            }
            return Ok(result);
        }
        Err(error::invoke::service(
            "its environments end before they take an event",
        ))
    }

    /// A warm environment, or a new one: whichever comes first.
    async fn find(
        &self,
        function: &Arc<FunctionVersion>,
        invocation: &Invocation,
    ) -> Result<Found, AwsError> {
        loop {
            if let Some((environment, place)) = self.provisions.take(function) {
                return Ok(Found::Ready(environment, Some(place)));
            }
            let tenant = invocation.tenant_id.as_deref();
            let returned = match self.pools.take(function, tenant) {
                Ok(environment) => return Ok(Found::Ready(environment, None)),
                Err(returned) => returned,
            };
            let ahead = self.ahead.as_ref();
            if let Some(end) = ahead.and_then(|ahead| ahead.claim(function)) {
                match end.await {
                    Ok(problem) => return self.unstarted(function, invocation, problem),
                    Err(_ended) => continue,
                }
            }
            tokio::select! {
                biased;
                () = returned.notified() => {}
                turn = Arc::clone(&self.starts).acquire_owned() => {
                    return self.start(function, invocation, turn.ok()).await;
                }
            }
        }
    }

    fn event(&self, function: &FunctionVersion, invocation: &Invocation) -> Event {
        let trace_id = invocation.trace_id.clone();
        let trace_id = trace_id.unwrap_or_else(|| trace_id_of(&self.clock));
        Event {
            request_id: invocation.request_id.clone(),
            payload: invocation.payload.clone(),
            deadline_ms: self.clock.unix_ms() + i64::from(function.timeout_s) * 1000,
            invoked_function_arn: invocation.invoked_function_arn.clone(),
            trace_id: lineage::extended(&trace_id, &function.arn()),
            client_context: invocation.client_context.clone(),
            tenant_id: invocation.tenant_id.clone(),
            sink: invocation.sink.clone(),
        }
    }
}

/// Sees whether code that is a folder has changed: then no environment of before gets the event.
pub(super) async fn look_at_code(function: &FunctionVersion) {
    let Some(directory) = function.code.directory().map(Arc::clone) else {
        return;
    };
    // A look that fails is one that saw nothing.
    let _ = tokio::task::spawn_blocking(move || directory.look()).await;
}

pub(super) fn trace_id_of(clock: &Clock) -> String {
    let seconds = clock.unix_ms() / 1000;
    let (root, parent) = (clock.hex(24), clock.hex(16));
    format!("Root=1-{seconds:08x}-{root};Parent={parent};Sampled=0")
}
