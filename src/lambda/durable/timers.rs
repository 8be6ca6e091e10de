//! Moments that an execution waits for: what they change once they have come.

use serde_json::{Map, json};

use super::execution::{End, Execution};
use super::history::{Event, of_error};
use super::operation::{Details, Operation, OperationStatus};
use crate::lambda::wire::error_object::ErrorObject;

impl Execution {
    /// Does whatever is due: waits, delays of steps, timeouts of callbacks and of the execution.
    pub(crate) fn pass_time(&mut self, now_ms: i64) {
        if !self.is_running() {
            return;
        }
        if self.deadline_ms() <= now_ms {
            return self.end(End::TimedOut, now_ms);
        }
        let due: Vec<u64> = self
            .operations
            .iter()
            .filter(|(_, own)| moment(own).is_some_and(|moment| moment <= now_ms))
            .map(|(place, _)| *place)
            .collect();
        for place in due {
            self.wake();
            self.pass(place, now_ms);
        }
    }

    /// The next moment at which something is due.
    pub(crate) fn next_moment(&self) -> Option<i64> {
        if !self.is_running() {
            return None;
        }
        let moments = self.operations.values().filter_map(|own| moment(own));
        let is_due = self.head.wake && !self.is_paused();
        let delay = self.head.not_before_ms.filter(|_| is_due);
        moments.chain(delay).chain([self.deadline_ms()]).min()
    }

    fn pass(&mut self, place: u64, now_ms: i64) {
        let passed = self.change(place, |own| match &mut own.details {
            Details::Step {
                next_attempt_ms, ..
            } => {
                *next_attempt_ms = None;
                own.status = OperationStatus::Ready;
            }
            Details::Callback {
                deadline_ms,
                heartbeat_deadline_ms,
                ..
            } => {
                let on_heartbeat = match (&deadline_ms, &heartbeat_deadline_ms) {
                    (Some(deadline), Some(heartbeat)) => heartbeat < deadline,
                    (deadline, _) => deadline.is_none(),
                };
                (*deadline_ms, *heartbeat_deadline_ms) = (None, None);
                own.error = Some(timeout_of_callback(on_heartbeat));
                own.end(OperationStatus::TimedOut, now_ms);
            }
            _ => own.end(OperationStatus::Succeeded, now_ms),
        });
        let Some(passed) = passed else {
            return;
        };
        let mut details = Map::new();
        let event = match &passed.details {
            Details::Wait { seconds, .. } => {
                details.insert("Duration".to_owned(), json!(seconds));
                "WaitSucceeded"
            }
            Details::Callback { .. } => {
                // The event names the error's type alone (answers seen in public tests).
                let error = passed.error.clone().map(|error| ErrorObject {
                    error_message: None,
                    ..error
                });
                details.insert("Error".to_owned(), of_error(error.as_ref()));
                "CallbackTimedOut"
            }
            _ => return,
        };
        self.note(Event::of(&passed, event, now_ms, details));
    }
}

/// The types and texts are those that the SDK for Python knows.
fn timeout_of_callback(on_heartbeat: bool) -> ErrorObject {
    match on_heartbeat {
        true => ErrorObject::new("Callback.Heartbeat", "Callback timed out on heartbeat"),
        false => ErrorObject::new("Callback.Timeout", "Callback timed out"),
    }
}

/// When an operation goes on by itself.
fn moment(operation: &Operation) -> Option<i64> {
    match (&operation.details, operation.status) {
        (Details::Wait { until_ms, .. }, OperationStatus::Started) => Some(*until_ms),
        (
            Details::Step {
                next_attempt_ms, ..
            },
            OperationStatus::Pending,
        ) => *next_attempt_ms,
        (
            Details::Callback {
                deadline_ms,
                heartbeat_deadline_ms,
                ..
            },
            OperationStatus::Started,
        ) => match (deadline_ms, heartbeat_deadline_ms) {
            (Some(deadline), Some(heartbeat)) => Some(*deadline.min(heartbeat)),
            (deadline, heartbeat) => deadline.or(*heartbeat),
        },
        _ => None,
    }
}
