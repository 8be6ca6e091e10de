//! What others say of a callback that an execution waits for.

use super::execution::Execution;
use super::history::{Event, of_end};
use super::operation::{Details, OperationStatus};
use crate::aws::error::AwsError;
use crate::lambda::error::durable as refuse;
use crate::lambda::wire::error_object::ErrorObject;

/// What is said.
#[derive(Clone, Debug)]
pub(crate) enum Said {
    Success(Option<String>),
    Failure(ErrorObject),
    Heartbeat,
}

impl Execution {
    /// Errors: CallbackTimeoutException for a callback that nobody waits for.
    pub(crate) fn call_back(
        &mut self,
        operation: &str,
        said: Said,
        now_ms: i64,
    ) -> Result<(), AwsError> {
        self.pass_time(now_ms);
        let found = self.find(operation).filter(|(_, own)| {
            let is_callback = matches!(own.details, Details::Callback { .. });
            is_callback && own.status == OperationStatus::Started
        });
        let place = match found {
            Some((place, _)) if self.is_running() => place,
            _ => return Err(refuse::callback_closed()),
        };
        let (result, error) = match said {
            Said::Heartbeat => {
                self.beat(place, now_ms);
                return Ok(());
            }
            Said::Success(result) => (result, None),
            Said::Failure(error) => (None, Some(error)),
        };
        let failed = error.is_some();
        let (status, event) = match failed {
            true => (OperationStatus::Failed, "CallbackFailed"),
            false => (OperationStatus::Succeeded, "CallbackSucceeded"),
        };
        let ended = self.change(place, |own| {
            (own.result, own.error) = (result, error);
            own.end(status, now_ms);
        });
        if let Some(ended) = ended {
            self.note(Event::of(&ended, event, now_ms, of_end(&ended, failed)));
        }
        self.wake();
        Ok(())
    }

    /// Puts off the moment at which a callback is given up: nothing that a function is told.
    fn beat(&mut self, place: u64, now_ms: i64) {
        if let Some(own) = self.operations.get_mut(&place)
            && let Details::Callback {
                heartbeat_s: Some(seconds),
                heartbeat_deadline_ms,
                ..
            } = &mut std::sync::Arc::make_mut(own).details
        {
            *heartbeat_deadline_ms = Some(now_ms.saturating_add(seconds.saturating_mul(1000)));
        }
    }
}
