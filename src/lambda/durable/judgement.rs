//! What an invocation has come to, and what becomes of the execution then.

use bytes::Bytes;
use serde_json::Value;

use super::execution::{AtWork, End, Execution};
use super::history::Event;
use crate::aws::error::AwsError;
use crate::lambda::error;
use crate::lambda::wire::error_object::ErrorObject;

/// Invocations that fail one after the other end the execution (seen in a public issue); the delay between
/// them doubles from a second on.
const FAILURES_MAX: u32 = 9;
/// Invocations that wait for nothing (AWS's testing library for Python).
const IDLE_ANSWERS_MAX: u32 = 3;
/// Between tries to begin an invocation: at most so many milliseconds (as for asynchronous events).
const REFUSAL_DELAY_MAX_MS: i64 = 300_000;

/// How an invocation went.
#[derive(Debug)]
pub(crate) enum Ran {
    Answered(Bytes),
    /// The document that describes a failure.
    Failed(Bytes),
    /// The function did not run.
    Refused(AwsError),
}

/// What a function's answer says.
enum Output {
    Succeeded(Option<String>),
    Failed(Option<ErrorObject>),
    Pending,
}

impl Execution {
    /// Takes what an invocation came to, unless it is not the one at work.
    pub(crate) fn answered(&mut self, request_id: &str, ran: Ran, now_ms: i64) {
        let is_own = |own: &mut AtWork| own.request_id == request_id;
        let Some(at_work) = self.head.at_work.take_if(is_own) else {
            return;
        };
        if at_work.let_go {
            let error = match &ran {
                Ran::Failed(document) => Some(ErrorObject::of_failure(document)),
                _ => None,
            };
            return self.completed(&at_work, error.as_ref(), now_ms);
        }
        self.head.replay = None;
        match ran {
            Ran::Refused(refused) => self.refused(&refused, now_ms),
            Ran::Failed(document) => {
                let error = ErrorObject::of_failure(&document);
                self.completed(&at_work, Some(&error), now_ms);
                self.failed(error, now_ms);
            }
            Ran::Answered(answer) => self.judge(&at_work, &answer, now_ms),
        }
        self.settle_pause(now_ms);
    }

    fn completed(&mut self, at_work: &AtWork, error: Option<&ErrorObject>, now_ms: i64) {
        let (started_ms, id) = (at_work.started_ms, &at_work.request_id);
        self.note(Event::of_invocation(started_ms, now_ms, id, error));
    }

    /// A function that is gone or cannot run here stays so; anything else may pass.
    fn refused(&mut self, refused: &AwsError, now_ms: i64) {
        if !self.is_running() {
            return;
        }
        let status = refused.status().as_u16();
        let may_pass = status == 429 || status == 500;
        if !may_pass || error::invoke::is_recursion(refused) {
            let message = refused.message().unwrap_or_default();
            let error = ErrorObject::new(refused.code(), message);
            return self.end(End::Failed(error), now_ms);
        }
        let delay_ms = 1000 << self.head.refusals.min(9);
        self.head.refusals += 1;
        self.try_again(now_ms + REFUSAL_DELAY_MAX_MS.min(delay_ms));
    }

    fn failed(&mut self, error: ErrorObject, now_ms: i64) {
        if !self.is_running() {
            return;
        }
        self.head.refusals = 0;
        self.head.failures += 1;
        match self.head.failures {
            FAILURES_MAX.. => self.end(End::Failed(error), now_ms),
            failures => self.try_again(now_ms + (1000 << (failures - 1))),
        }
    }

    fn try_again(&mut self, moment_ms: i64) {
        self.wake();
        self.head.not_before_ms = Some(moment_ms);
    }

    fn judge(&mut self, at_work: &AtWork, answer: &[u8], now_ms: i64) {
        if !self.is_running() {
            return self.completed(at_work, None, now_ms);
        }
        let unseen = self.head.changes > self.head.seen.max(at_work.told);
        let output = read(answer, self.result_bytes_max());
        let is_idle = matches!(output, Ok(Output::Pending)) && !unseen && !self.is_pending();
        let output = match output {
            Ok(Output::Pending) if is_idle => {
                Err("Cannot return PENDING status with no pending operations.".to_owned())
            }
            output => output,
        };
        self.head.failures = 0;
        self.head.refusals = 0;
        match output {
            Ok(Output::Pending) => {
                self.completed(at_work, None, now_ms);
                self.head.idle_answers = 0;
                // What it has seen by now needs no further invocation.
                self.head.wake &= unseen;
            }
            Ok(Output::Succeeded(result)) => {
                self.completed(at_work, None, now_ms);
                self.end(End::Succeeded(result), now_ms);
            }
            Ok(Output::Failed(error)) => {
                self.completed(at_work, error.as_ref(), now_ms);
                self.end(End::Failed(error.unwrap_or_default()), now_ms);
            }
            Err(why) => {
                let error = ErrorObject::new("InvalidParameterValueException", why);
                self.completed(at_work, Some(&error), now_ms);
                self.head.idle_answers += 1;
                // Somebody else may have been faster than the function.
                match is_idle && self.head.idle_answers < IDLE_ANSWERS_MAX {
                    true => self.try_again(now_ms + 1000),
                    false => self.end(End::Failed(error), now_ms),
                }
            }
        }
    }
}

/// Reads what a durable function has answered; `Err` says what is wrong with it.
fn read(answer: &[u8], result_bytes_max: usize) -> Result<Output, String> {
    let bad_status = || "Invalid Status in invocation output.".to_owned();
    let answer: Value = serde_json::from_slice(answer).map_err(|_| bad_status())?;
    let result = match &answer["Result"] {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        _ => return Err("Invalid Result in invocation output.".to_owned()),
    };
    let error = match &answer["Error"] {
        Value::Null => None,
        error => Some(error.clone()),
    };
    match answer["Status"].as_str() {
        Some("SUCCEEDED") if error.is_some() => {
            Err("Cannot provide an Error for SUCCEEDED status.".to_owned())
        }
        Some("SUCCEEDED")
            if result
                .as_ref()
                .is_some_and(|own| own.len() > result_bytes_max) =>
        {
            Err(format!(
                "Execution output payload size must be less than or equal to {result_bytes_max} bytes."
            ))
        }
        Some("SUCCEEDED") => Ok(Output::Succeeded(result)),
        Some("FAILED") if result.is_some() => {
            Err("Cannot provide a Result for FAILED status.".to_owned())
        }
        Some("FAILED") => error
            .map(serde_json::from_value)
            .transpose()
            .map(Output::Failed)
            .map_err(|_| "Invalid Error in invocation output.".to_owned()),
        Some("PENDING") => Ok(Output::Pending),
        _ => Err(bad_status()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lambda::durable::execution::ExecutionStatus;
    use crate::lambda::durable::execution::tests::execution;
    use crate::lambda::durable::invocation::Next;

    fn ran(execution: &mut Execution, ran: Ran, now_ms: i64) {
        let launch = execution.invoke("r".to_owned(), now_ms);
        execution.answered(&launch.request_id, ran, now_ms);
    }

    #[test]
    fn failures_are_tried_again_after_doubling_delays_until_they_are_too_many() {
        let mut execution = execution();
        let failure = || Ran::Failed(Bytes::from_static(b"{\"errorType\":\"Sandbox.Timedout\"}"));
        let (mut now_ms, mut delays) = (0, Vec::new());
        while let Next::Invocation = execution.next(now_ms) {
            ran(&mut execution, failure(), now_ms);
            if let Next::Time(Some(moment)) = execution.next(now_ms) {
                delays.push((moment - now_ms) / 1000);
                now_ms = moment;
            }
        }
        assert_eq!(delays, [1, 2, 4, 8, 16, 32, 64, 128]);
        assert_eq!(execution.head.status, ExecutionStatus::Failed);
        let error = execution.head.error.unwrap();
        assert_eq!(error.error_type.as_deref(), Some("Sandbox.Timedout"));
    }

    #[test]
    fn a_function_that_is_throttled_waits_and_one_that_is_gone_fails() {
        let mut execution = execution();
        let throttled = Ran::Refused(error::invoke::concurrency_exhausted());
        ran(&mut execution, throttled, 0);
        assert_eq!(execution.next(0), Next::Time(Some(1000)));
        assert_eq!(execution.next(1000), Next::Invocation);
        let gone = Ran::Refused(error::name::function_not_found("f"));
        ran(&mut execution, gone, 1000);
        assert_eq!(execution.next(1000), Next::Nothing);
    }

    #[test]
    fn the_answer_of_another_invocation_changes_nothing() {
        let mut execution = execution();
        execution.invoke("r".to_owned(), 0);
        let answer = Bytes::from_static(b"{\"Status\":\"SUCCEEDED\"}");
        execution.answered("s", Ran::Answered(answer), 0);
        assert!(execution.is_running() && execution.token().is_some());
    }
}
