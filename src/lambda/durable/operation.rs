//! One operation of an execution: what it is, how far it has come, and what it came to.

use serde::{Deserialize, Serialize};

use crate::lambda::wire::error_object::ErrorObject;

/// Immutable once it stands in an execution: a change makes another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Operation {
    pub(crate) id: String,
    /// A CONTEXT.
    pub(crate) parent_id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) sub_type: Option<String>,
    pub(crate) status: OperationStatus,
    pub(crate) started_ms: i64,
    pub(crate) ended_ms: Option<i64>,
    pub(crate) result: Option<String>,
    pub(crate) error: Option<ErrorObject>,
    pub(crate) details: Details,
    /// The number of its latest change, in the order of all changes of its execution.
    pub(crate) change: u64,
}

/// What each type of operation has of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Details {
    /// The execution itself.
    Execution {
        input: Option<String>,
    },
    Context {
        /// Its children are told to a replay although it has ended.
        replay_children: bool,
    },
    Step {
        /// How often it has ended, well or not.
        attempt: u32,
        next_attempt_ms: Option<i64>,
    },
    Wait {
        seconds: i64,
        until_ms: i64,
    },
    Callback {
        callback_id: String,
        deadline_ms: Option<i64>,
        heartbeat_s: Option<i64>,
        heartbeat_deadline_ms: Option<i64>,
    },
    ChainedInvoke {
        /// As the caller named it.
        function: String,
        tenant_id: Option<String>,
        trace_id: Option<String>,
        input: Option<String>,
        /// The id of the execution that it started, if the function is durable.
        child: Option<String>,
    },
}

/// What an operation is, as a request names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OperationType {
    Execution,
    Context,
    Step,
    Wait,
    Callback,
    ChainedInvoke,
}

/// In AWS's order.
pub(crate) const TYPES: [(&str, OperationType); 6] = [
    ("EXECUTION", OperationType::Execution),
    ("CONTEXT", OperationType::Context),
    ("STEP", OperationType::Step),
    ("WAIT", OperationType::Wait),
    ("CALLBACK", OperationType::Callback),
    ("CHAINED_INVOKE", OperationType::ChainedInvoke),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum OperationStatus {
    Started,
    /// A step that waits for its next attempt.
    Pending,
    /// A step whose next attempt may begin.
    Ready,
    Succeeded,
    Failed,
    Cancelled,
    TimedOut,
    Stopped,
}

impl OperationType {
    /// As requests and answers spell it.
    pub(crate) fn as_str(self) -> &'static str {
        let of_type = |(_, own): &&(&str, Self)| *own == self;
        TYPES.iter().find(of_type).map_or("", |(name, _)| name)
    }
}

impl Operation {
    pub(crate) fn operation_type(&self) -> OperationType {
        match self.details {
            Details::Execution { .. } => OperationType::Execution,
            Details::Context { .. } => OperationType::Context,
            Details::Step { .. } => OperationType::Step,
            Details::Wait { .. } => OperationType::Wait,
            Details::Callback { .. } => OperationType::Callback,
            Details::ChainedInvoke { .. } => OperationType::ChainedInvoke,
        }
    }

    /// Something else than the function ends it, or lets it go on.
    pub(crate) fn is_pending(&self) -> bool {
        match self.details {
            Details::Step { .. } => self.status == OperationStatus::Pending,
            Details::Wait { .. } | Details::Callback { .. } | Details::ChainedInvoke { .. } => {
                self.status == OperationStatus::Started
            }
            Details::Execution { .. } | Details::Context { .. } => false,
        }
    }

    /// A context that has ended and whose children no replay needs.
    pub(crate) fn hides_children(&self) -> bool {
        let has_ended = self.ended_ms.is_some();
        matches!(self.details, Details::Context { replay_children } if has_ended && !replay_children)
    }

    /// Roughly what it takes in a page, in bytes.
    pub(crate) fn size(&self) -> usize {
        let input = match &self.details {
            Details::Execution { input } | Details::ChainedInvoke { input, .. } => input.as_deref(),
            _ => None,
        };
        let length = |text: Option<&str>| text.map_or(0, str::len);
        let error = self.error.as_ref().map_or(0, ErrorObject::size);
        500 + length(input) + length(self.result.as_deref()) + error
    }

    pub(crate) fn end(&mut self, status: OperationStatus, now_ms: i64) {
        self.status = status;
        self.ended_ms = Some(now_ms);
    }
}
