//! Functions for services whose events run them.

use bytes::Bytes;

/// Runs functions for other services' events. Lambda implements it.
pub(crate) trait RunFunction: Send + Sync {
    /// Whether the function is there and its policy lets the sender run it.
    fn admits(&self, function_arn: &str, sender: &Sender<'_>) -> Admission;

    /// Queues an event as an asynchronous invocation, with all that belongs to one: retries, age,
    /// reserved concurrency. Never waits.
    fn send_event(&self, function_arn: &str, sender: &Sender<'_>, event: Bytes) -> Admission;

    /// As [`RunFunction::send_event`], for what one function hands on to another: no policy is asked.
    /// `trace_id` is the chain of events that it is part of.
    fn hand_on(&self, function_arn: &str, trace_id: &str, event: Bytes) -> Admission;
}

/// Who sends events, as a function's policy names it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sender<'a> {
    /// Such as `s3.amazonaws.com`.
    pub(crate) service: &'static str,
    /// What the events are about.
    pub(crate) source_arn: &'a str,
    /// Whose that is: 12 digits.
    pub(crate) source_account: &'a str,
    /// X-Amzn-Trace-Id of the request that caused the events.
    pub(crate) trace_id: Option<&'a str>,
}

/// Whether an event may come in; a refusal says why, for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    Granted,
    Refused(String),
}
