//! One invocation of an execution's function: when it is due, and what its event tells.

use bytes::Bytes;
use serde_json::{Value, json};

use super::execution::{AtWork, Execution};
use super::operation::OperationType;
use super::page::{STATE_BYTES_MAX, cut_operations};
use super::token::CheckpointToken;
use crate::aws::identity::Scope;
use crate::lambda::wire::durable_operation::{Times, operation};

/// What is to be invoked, and with what.
#[derive(Clone, Debug)]
pub(crate) struct Launch {
    pub(crate) scope: Scope,
    pub(crate) function: String,
    pub(crate) version: String,
    pub(crate) request_id: String,
    pub(crate) event: Bytes,
    pub(crate) tenant_id: Option<String>,
    pub(crate) trace_id: Option<String>,
}

/// What an execution needs next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Invocation,
    /// Nothing before a moment, unless something happens.
    Time(Option<i64>),
    /// Nothing ever more.
    Nothing,
}

impl Execution {
    /// Lets time pass, and says what is to be done then.
    pub(crate) fn next(&mut self, now_ms: i64) -> Next {
        self.pass_time(now_ms);
        self.settle_pause(now_ms);
        if !self.is_running() {
            return Next::Nothing;
        }
        let head = &self.head;
        let may_begin = head.not_before_ms.is_none_or(|moment| moment <= now_ms);
        match head.wake && !self.is_held() && !self.is_paused() && may_begin {
            true => Next::Invocation,
            false => Next::Time(self.next_moment()),
        }
    }

    /// Whether somebody works on it or is to: not while it waits for what it asked for itself.
    pub(crate) fn is_at_work(&self, now_ms: i64) -> bool {
        let has_moment = || self.next_moment().is_some_and(|moment| moment <= now_ms);
        self.head.at_work.is_some()
            || self.is_running() && (self.head.wake && !self.is_paused() || has_moment())
    }

    /// Begins an invocation, which alone may make checkpoints from now on.
    pub(crate) fn invoke(&mut self, request_id: String, now_ms: i64) -> Launch {
        let updated: Vec<String> = self
            .unseen()
            .into_iter()
            .filter(|(_, own)| own.operation_type() != OperationType::Execution)
            .map(|(_, own)| own.id.clone())
            .collect();
        self.head.wake = false;
        self.head.not_before_ms = None;
        self.head.replay = None;
        self.head.seen = self.head.changes;
        self.head.at_work = Some(AtWork {
            request_id: request_id.clone(),
            started_ms: now_ms,
            checkpoints: 0,
            told: self.head.changes,
            let_go: false,
        });
        let (page, marker) = cut_operations(self.for_replay(0), usize::MAX, STATE_BYTES_MAX);
        let operations: Vec<Value> = page
            .iter()
            .map(|own| operation(own, Times::Millis))
            .collect();
        let event = json!({
            "DurableExecutionArn": self.arn(),
            "CheckpointToken": self.token(),
            "InitialExecutionState": {
                "Operations": operations,
                "NextMarker": marker.unwrap_or_default(),
            },
            "UpdatedOperationIds": updated,
        });
        let head = &self.head;
        Launch {
            scope: head.scope.clone(),
            function: head.function.clone(),
            version: head.version.clone(),
            request_id,
            event: Bytes::from(event.to_string()),
            tenant_id: head.tenant_id.clone(),
            trace_id: head.trace_id.clone(),
        }
    }

    /// The token of the next checkpoint, which nobody has while no invocation works.
    pub(crate) fn token(&self) -> Option<String> {
        let own = self.head.at_work.as_ref().filter(|own| !own.let_go)?;
        let token = CheckpointToken {
            execution: self.head.id.clone(),
            request_id: own.request_id.clone(),
            checkpoints: own.checkpoints,
        };
        Some(token.write())
    }

    /// What is at work after a restart is lost: it begins anew.
    pub(crate) fn revive(&mut self) {
        if self.head.at_work.take().is_some() && self.is_running() {
            self.wake();
        }
    }
}
