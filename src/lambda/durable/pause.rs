//! Pauses: an execution that rests, while what it waits for goes on (Developer Guide, "Pausing and resuming
//! durable executions").

use serde_json::{Map, Value, json};

use super::asked::{Asked, Pause, Request};
use super::execution::{AtWork, Execution, ExecutionStatus};
use super::history::{Event, of_payload, seconds};
use crate::aws::error::AwsError;
use crate::lambda::error::durable as refuse;

/// How long a request may be repeated with its token (API reference, PauseDurableExecution).
const REPEATABLE_MS: i64 = 15 * 60_000;
/// So many requests are known again; the limit is ours.
const REQUESTS_MAX: usize = 100;
/// However long an execution has been paused: 366 days.
const LIFE_MAX_MS: i64 = 366 * 86_400_000;

impl Execution {
    /// Pauses or resumes it; one that was asked the same with the same token is left as it is.
    ///
    /// Errors: ResourceConflictException when it is not in a state for that.
    pub(crate) fn ask(
        &mut self,
        asked: Asked,
        client_token: Option<String>,
        now_ms: i64,
    ) -> Result<(), AwsError> {
        self.pass_time(now_ms);
        self.settle_pause(now_ms);
        let requests = &mut self.head.requests;
        requests.retain(|own| now_ms - own.at_ms < REPEATABLE_MS);
        let is_same =
            |own: &Request| Some(&own.client_token) == client_token.as_ref() && own.asked == asked;
        if requests.iter().any(is_same) {
            return Ok(());
        }
        match &asked {
            Asked::Pause {
                reason,
                holds_timeout,
            } => self.pause(reason.clone(), *holds_timeout, now_ms)?,
            Asked::Resume { reason } => self.resume(reason.as_deref(), now_ms)?,
        }
        if let Some(client_token) = client_token {
            let requests = &mut self.head.requests;
            if requests.len() >= REQUESTS_MAX {
                requests.remove(0);
            }
            requests.push(Request {
                client_token,
                asked,
                at_ms: now_ms,
            });
        }
        Ok(())
    }

    fn pause(
        &mut self,
        reason: Option<String>,
        holds_timeout: bool,
        now_ms: i64,
    ) -> Result<(), AwsError> {
        if !self.is_running() || self.head.pause.is_some() {
            return Err(refuse::not_to_be_paused(self.status_name()));
        }
        self.head.pause = Some(Pause {
            requested_ms: now_ms,
            reason,
            holds_timeout,
            since_ms: None,
        });
        self.settle_pause(now_ms);
        Ok(())
    }

    /// An invocation that the pause has not reached yet goes on.
    fn resume(&mut self, reason: Option<&str>, now_ms: i64) -> Result<(), AwsError> {
        let Some(pause) = self.head.pause.take().filter(|_| self.is_running()) else {
            return Err(refuse::not_to_be_resumed(self.status_name()));
        };
        let Some(since_ms) = pause.since_ms else {
            return Ok(());
        };
        if pause.holds_timeout {
            self.head.held_ms += (now_ms - since_ms).max(0);
        }
        let mut details = Map::new();
        details.insert("ResumeRequestTimestamp".to_owned(), seconds(now_ms));
        self.note_pause("ExecutionResumed", reason, details, now_ms);
        Ok(())
    }

    /// An invocation that has come to a checkpoint, which is done, makes no further one when the execution
    /// is to pause: the function is invoked anew once it is resumed.
    pub(super) fn pause_at_checkpoint(&mut self, now_ms: i64) {
        if !self.is_running() || self.head.pause.is_none() {
            return;
        }
        if let Some(at_work) = &mut self.head.at_work {
            at_work.let_go = true;
            self.wake();
        }
        self.settle_pause(now_ms);
    }

    /// Lets a pause take hold as soon as no invocation stands against it.
    pub(super) fn settle_pause(&mut self, now_ms: i64) {
        if !self.is_running() || self.is_held() {
            return;
        }
        let Some(pause) = &mut self.head.pause else {
            return;
        };
        if pause.since_ms.is_some() {
            return;
        }
        pause.since_ms = Some(now_ms);
        let reason = pause.reason.clone();
        let mut details = Map::new();
        let requested = seconds(pause.requested_ms);
        details.insert("PauseRequestTimestamp".to_owned(), requested);
        let holds_timeout = json!(pause.holds_timeout);
        details.insert("ExecutionTimeoutPaused".to_owned(), holds_timeout);
        self.note_pause("ExecutionPaused", reason.as_deref(), details, now_ms);
    }

    fn note_pause(
        &mut self,
        event: &str,
        reason: Option<&str>,
        mut details: Map<String, Value>,
        now_ms: i64,
    ) {
        if reason.is_some() {
            details.insert("Reason".to_owned(), of_payload(reason));
        }
        if let Some(root) = self.operations.get(&0) {
            let event = Event::of(root, event, now_ms, details);
            self.note(event);
        }
    }

    pub(crate) fn is_paused(&self) -> bool {
        let pause = self.head.pause.as_ref();
        self.is_running() && pause.is_some_and(|own| own.since_ms.is_some())
    }

    /// Whether an invocation may make checkpoints.
    pub(super) fn is_held(&self) -> bool {
        let at_work = self.head.at_work.as_ref();
        at_work.is_some_and(|own: &AtWork| !own.let_go)
    }

    /// When it times out: later by the time that its timeout has rested.
    pub(crate) fn deadline_ms(&self) -> i64 {
        let head = &self.head;
        let last_ms = head.started_ms.saturating_add(LIFE_MAX_MS);
        if self.is_paused() && head.pause.as_ref().is_some_and(|own| own.holds_timeout) {
            return last_ms;
        }
        let timeout_ms = i64::from(head.config.execution_timeout_s) * 1000;
        let own_ms = head.started_ms.saturating_add(timeout_ms);
        own_ms.saturating_add(head.held_ms).min(last_ms)
    }

    /// ExecutionStatus: what AWS shows.
    pub(crate) fn status_name(&self) -> &'static str {
        match self.head.status {
            _ if self.head.deleting => "DELETING",
            ExecutionStatus::Running if self.is_paused() => "PAUSED",
            ExecutionStatus::Running if self.head.pause.is_some() => "PAUSING",
            ExecutionStatus::Running => "RUNNING",
            ExecutionStatus::Succeeded => "SUCCEEDED",
            ExecutionStatus::Failed => "FAILED",
            ExecutionStatus::TimedOut => "TIMED_OUT",
            ExecutionStatus::Stopped => "STOPPED",
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::lambda::durable::execution::tests::execution;
    use crate::lambda::durable::invocation::Next;
    use crate::lambda::durable::judgement::Ran;

    fn pause(execution: &mut Execution, holds_timeout: bool, now_ms: i64) -> Result<(), AwsError> {
        let reason = None;
        let asked = Asked::Pause {
            reason,
            holds_timeout,
        };
        execution.ask(asked, None, now_ms)
    }

    fn resume(execution: &mut Execution, now_ms: i64) -> Result<(), AwsError> {
        execution.ask(Asked::Resume { reason: None }, None, now_ms)
    }

    #[test]
    fn nothing_is_invoked_while_an_execution_is_paused() {
        let mut execution = execution();
        pause(&mut execution, true, 5).unwrap();
        assert_eq!(execution.status_name(), "PAUSED");
        assert_eq!(execution.next(6), Next::Time(Some(LIFE_MAX_MS)));
        assert!(!execution.is_at_work(6));
        assert!(pause(&mut execution, true, 6).is_err());
        resume(&mut execution, 1005).unwrap();
        assert_eq!(execution.deadline_ms(), 601_000);
        assert_eq!(execution.next(1005), Next::Invocation);
        assert!(resume(&mut execution, 1005).is_err());
    }

    #[test]
    fn a_checkpoint_is_the_last_of_an_invocation_that_a_pause_reaches() {
        let mut execution = execution();
        execution.invoke("r".to_owned(), 0);
        pause(&mut execution, true, 1).unwrap();
        assert_eq!(execution.status_name(), "PAUSING");
        execution.pause_at_checkpoint(2);
        assert_eq!(
            (execution.status_name(), execution.token()),
            ("PAUSED", None)
        );
        // Whatever that invocation says now is not the execution's end.
        let answer = Bytes::from_static(b"{\"Status\":\"SUCCEEDED\"}");
        execution.answered("r", Ran::Answered(answer), 3);
        resume(&mut execution, 4).unwrap();
        assert_eq!(execution.next(4), Next::Invocation);
        let events: Vec<_> = execution.events.values().collect();
        let types: Vec<_> = events.iter().map(|own| own.event_type.as_str()).collect();
        let expected = [
            "ExecutionStarted",
            "ExecutionPaused",
            "InvocationCompleted",
            "ExecutionResumed",
        ];
        assert_eq!(types, expected);
    }

    #[test]
    fn an_invocation_that_ends_or_is_lost_lets_the_pause_take_hold() {
        let mut ended = execution();
        ended.invoke("r".to_owned(), 0);
        pause(&mut ended, true, 1).unwrap();
        let mut lost = ended.clone();
        ended.answered("r", Ran::Failed(Bytes::from_static(b"{}")), 2);
        lost.revive();
        for mut execution in [ended, lost] {
            assert!(matches!(execution.next(2), Next::Time(_)));
            assert_eq!(execution.status_name(), "PAUSED");
        }
    }

    #[test]
    fn a_resume_before_the_checkpoint_takes_the_pause_back() {
        let mut execution = execution();
        execution.invoke("r".to_owned(), 0);
        pause(&mut execution, true, 1).unwrap();
        resume(&mut execution, 2).unwrap();
        execution.pause_at_checkpoint(3);
        assert_eq!(execution.status_name(), "RUNNING");
        assert!(execution.token().is_some());
    }

    #[test]
    fn a_timeout_goes_on_unless_the_pause_holds_it() {
        let mut execution = execution();
        pause(&mut execution, false, 5).unwrap();
        assert_eq!(execution.next(5), Next::Time(Some(600_000)));
        assert_eq!(execution.next(600_000), Next::Nothing);
        assert_eq!(execution.status_name(), "TIMED_OUT");
        assert!(resume(&mut execution, 600_001).is_err());
    }

    #[test]
    fn a_request_is_repeated_with_its_token_for_fifteen_minutes() {
        let mut execution = execution();
        let mut ask = |holds_timeout, now_ms| {
            let reason = Some("maintenance".to_owned());
            let asked = Asked::Pause {
                reason,
                holds_timeout,
            };
            execution.ask(asked, Some("t".to_owned()), now_ms)
        };
        ask(true, 0).unwrap();
        ask(true, REPEATABLE_MS - 1).unwrap();
        assert!(ask(false, REPEATABLE_MS - 1).is_err());
        assert!(ask(true, REPEATABLE_MS).is_err());
    }
}
