//! One durable execution: its operations, its history, and who works on it. It changes as it is told, at
//! the moment that it is told; nothing here waits or runs.

use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

use super::arn::execution_arn;
use super::asked::{Pause, Request};
use super::history::{Event, of_end, of_payload};
use super::operation::{Details, Operation, OperationStatus};
use crate::aws::identity::Scope;
use crate::lambda::functions::durable_config::DurableConfig;
use crate::lambda::wire::error_object::ErrorObject;

const DAY_MS: i64 = 86_400_000;
/// Results of executions that somebody waits for (API model: OutputPayload).
const RESULT_BYTES_MAX: usize = 6_291_456;
/// All other payloads, and errors (API model: OperationUpdate).
pub(crate) const PAYLOAD_BYTES_MAX: usize = 1_048_576;

/// Cloning it costs some pointers and what a head has.
#[derive(Clone, Debug)]
pub(crate) struct Execution {
    pub(crate) head: Head,
    /// By the order in which they began; the execution itself is the first.
    pub(crate) operations: OrdMap<u64, Arc<Operation>>,
    /// Where operations are, by their ids.
    pub(super) places: OrdMap<String, u64>,
    /// From 1.
    pub(crate) events: OrdMap<u64, Arc<Event>>,
}

/// All but operations and events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) scope: Scope,
    pub(crate) function: String,
    /// The version that all its invocations run.
    pub(crate) version: String,
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) config: DurableConfig,
    /// Somebody waits for its result.
    pub(crate) synchronous: bool,
    pub(crate) tenant_id: Option<String>,
    pub(crate) trace_id: Option<String>,
    /// What has started it, if that is another execution.
    pub(crate) parent: Option<Parent>,
    pub(crate) status: ExecutionStatus,
    pub(crate) started_ms: i64,
    pub(crate) ended_ms: Option<i64>,
    pub(crate) result: Option<String>,
    pub(crate) error: Option<ErrorObject>,
    /// How often an operation has changed.
    pub(super) changes: u64,
    /// The changes that the function has been told.
    pub(super) seen: u64,
    /// Something has happened that the function is to be told.
    pub(super) wake: bool,
    /// No invocation begins before.
    pub(super) not_before_ms: Option<i64>,
    pub(super) at_work: Option<AtWork>,
    /// Invocations that failed one after the other.
    pub(super) failures: u32,
    /// Invocations that could not begin, one after the other.
    pub(super) refusals: u32,
    /// Invocations that waited for nothing, one after the other.
    pub(super) idle_answers: u32,
    /// The latest checkpoint, for who asks for it again.
    pub(super) replay: Option<Replay>,
    #[serde(default)]
    pub(crate) pause: Option<Pause>,
    /// How long pauses have held its timeout, all together, in milliseconds.
    #[serde(default)]
    pub(super) held_ms: i64,
    /// Pauses and their ends that were asked for, for who asks again.
    #[serde(default)]
    pub(super) requests: Vec<Request>,
    /// It has ended and is to be removed.
    #[serde(default)]
    pub(super) deleting: bool,
}

/// The operation that has started an execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Parent {
    pub(crate) id: String,
    pub(crate) operation: String,
}

/// The invocation that may make checkpoints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AtWork {
    pub(crate) request_id: String,
    pub(crate) started_ms: i64,
    /// So many has it made.
    pub(crate) checkpoints: u64,
    /// The changes that its event told.
    pub(crate) told: u64,
    /// It runs on but may make no more checkpoints, for the execution was to pause.
    #[serde(default)]
    pub(super) let_go: bool,
}

/// A checkpoint that was answered: its tokens, and the operations that its answer had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Replay {
    pub(crate) client_token: String,
    pub(crate) token: String,
    pub(crate) next_token: String,
    /// By their places.
    pub(crate) operations: Vec<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum ExecutionStatus {
    Running,
    Succeeded,
    Failed,
    TimedOut,
    Stopped,
}

/// How an execution ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Succeeded(Option<String>),
    Failed(ErrorObject),
    TimedOut,
    Stopped(ErrorObject),
}

/// What an execution begins with.
#[derive(Clone, Debug)]
pub(crate) struct Beginning {
    pub(crate) scope: Scope,
    pub(crate) function: String,
    pub(crate) version: String,
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) config: DurableConfig,
    pub(crate) synchronous: bool,
    pub(crate) tenant_id: Option<String>,
    pub(crate) trace_id: Option<String>,
    pub(crate) parent: Option<Parent>,
    pub(crate) input: Option<String>,
}

impl Execution {
    /// An execution whose function is to be invoked at once.
    pub(crate) fn begin(beginning: Beginning, now_ms: i64) -> Self {
        let input = beginning.input;
        let root = Operation {
            id: beginning.id.clone(),
            parent_id: None,
            name: Some(beginning.name.clone()),
            sub_type: None,
            status: OperationStatus::Started,
            started_ms: now_ms,
            ended_ms: None,
            result: None,
            error: None,
            details: Details::Execution {
                input: input.clone(),
            },
            change: 0,
        };
        let mut execution = Self::of(Head {
            scope: beginning.scope,
            function: beginning.function,
            version: beginning.version,
            name: beginning.name,
            id: beginning.id,
            config: beginning.config,
            synchronous: beginning.synchronous,
            tenant_id: beginning.tenant_id,
            trace_id: beginning.trace_id,
            parent: beginning.parent,
            status: ExecutionStatus::Running,
            started_ms: now_ms,
            ended_ms: None,
            result: None,
            error: None,
            changes: 0,
            seen: 0,
            wake: true,
            not_before_ms: None,
            at_work: None,
            failures: 0,
            refusals: 0,
            idle_answers: 0,
            replay: None,
            pause: None,
            held_ms: 0,
            requests: Vec::new(),
            deleting: false,
        });
        let mut details = Map::new();
        details.insert("Input".to_owned(), of_payload(input.as_deref()));
        let timeout = execution.head.config.execution_timeout_s;
        details.insert("ExecutionTimeout".to_owned(), json!(timeout));
        execution.note(Event::of(&root, "ExecutionStarted", now_ms, details));
        execution.add(root);
        execution
    }

    /// One of which nothing else is known yet, on its way back.
    pub(super) fn of(head: Head) -> Self {
        Self {
            head,
            operations: OrdMap::new(),
            places: OrdMap::new(),
            events: OrdMap::new(),
        }
    }

    /// Puts an operation that was written down into its place, or takes it out.
    pub(super) fn place(&mut self, place: u64, operation: Option<Operation>) {
        if let Some(before) = self.operations.remove(&place) {
            self.places.remove(&before.id);
        }
        if let Some(operation) = operation {
            self.places.insert(operation.id.clone(), place);
            self.operations.insert(place, Arc::new(operation));
        }
    }

    pub(crate) fn arn(&self) -> String {
        let own = &self.head;
        execution_arn(&own.scope, &own.function, &own.version, &own.name, &own.id)
    }

    pub(crate) fn is_running(&self) -> bool {
        self.head.status == ExecutionStatus::Running
    }

    /// What it was asked to do.
    pub(crate) fn input(&self) -> Option<&str> {
        match &self.operations.get(&0)?.details {
            Details::Execution { input } => input.as_deref(),
            _ => None,
        }
    }

    /// The moment at which it is no longer remembered.
    pub(crate) fn forgotten_ms(&self) -> Option<i64> {
        let kept_ms = i64::from(self.head.config.retention_days) * DAY_MS;
        Some(self.head.ended_ms?.saturating_add(kept_ms))
    }

    /// How long its result may be, in bytes.
    pub(crate) fn result_bytes_max(&self) -> usize {
        match self.head.synchronous {
            true => RESULT_BYTES_MAX,
            false => PAYLOAD_BYTES_MAX,
        }
    }

    pub(crate) fn find(&self, id: &str) -> Option<(u64, &Operation)> {
        let place = *self.places.get(id)?;
        Some((place, self.operations.get(&place)?))
    }

    /// Adds an operation behind all others.
    pub(super) fn add(&mut self, mut operation: Operation) {
        self.head.changes += 1;
        operation.change = self.head.changes;
        let last = self.operations.keys().next_back();
        let place = last.map_or(0, |last| last.saturating_add(1));
        self.places.insert(operation.id.clone(), place);
        self.operations.insert(place, Arc::new(operation));
    }

    /// Changes an operation; what it is then.
    pub(super) fn change(
        &mut self,
        place: u64,
        change: impl FnOnce(&mut Operation),
    ) -> Option<Arc<Operation>> {
        let own = self.operations.get_mut(&place)?;
        self.head.changes += 1;
        let operation = Arc::make_mut(own);
        change(operation);
        operation.change = self.head.changes;
        Some(Arc::clone(own))
    }

    pub(super) fn note(&mut self, event: Event) {
        let last = self.events.keys().next_back();
        let number = last.map_or(1, |last| last.saturating_add(1));
        self.events.insert(number, Arc::new(event));
    }

    /// Has the function invoked, now or when it has answered.
    pub(super) fn wake(&mut self) {
        self.head.wake = true;
    }

    /// Operations that have changed since the function was told, in the order of their changes.
    pub(super) fn unseen(&self) -> Vec<(u64, Arc<Operation>)> {
        let seen = self.head.seen;
        let changed = self.operations.iter().filter(|(_, own)| own.change > seen);
        let mut unseen: Vec<_> = changed
            .map(|(place, own)| (*place, Arc::clone(own)))
            .collect();
        unseen.sort_by_key(|(_, own)| own.change);
        unseen
    }

    /// Whether something else than the function is to go on.
    pub(super) fn is_pending(&self) -> bool {
        self.operations.values().any(|own| own.is_pending())
    }

    /// The operations that a replay needs, from a place on: not those in contexts that have ended, unless
    /// they say so (API reference, GetDurableExecutionState).
    pub(crate) fn for_replay(&self, from: u64) -> impl Iterator<Item = (u64, &Arc<Operation>)> {
        let needed = |(_, own): &(&u64, &Arc<Operation>)| !self.is_hidden(own);
        let from = self.operations.range(from..);
        from.filter(needed).map(|(place, own)| (*place, own))
    }

    fn is_hidden(&self, operation: &Operation) -> bool {
        let mut parent = operation.parent_id.as_deref();
        while let Some((_, own)) = parent.and_then(|id| self.find(id)) {
            if own.hides_children() {
                return true;
            }
            parent = own.parent_id.as_deref();
        }
        false
    }

    /// Ends it. Whatever it waits for is left as it is.
    pub(crate) fn end(&mut self, end: End, now_ms: i64) {
        let (status, root_status, event) = match &end {
            End::Succeeded(_) => (
                ExecutionStatus::Succeeded,
                OperationStatus::Succeeded,
                "ExecutionSucceeded",
            ),
            End::Failed(_) => (
                ExecutionStatus::Failed,
                OperationStatus::Failed,
                "ExecutionFailed",
            ),
            End::TimedOut => (
                ExecutionStatus::TimedOut,
                OperationStatus::TimedOut,
                "ExecutionTimedOut",
            ),
            End::Stopped(_) => (
                ExecutionStatus::Stopped,
                OperationStatus::Stopped,
                "ExecutionStopped",
            ),
        };
        let timed_out = end == End::TimedOut;
        let seconds = self.head.config.execution_timeout_s;
        let head = &mut self.head;
        match end {
            End::Succeeded(result) => head.result = result,
            End::Failed(error) | End::Stopped(error) => head.error = Some(error),
            End::TimedOut => {
                let message = format!("Execution timed out after {seconds} seconds.");
                head.error = Some(ErrorObject::of_message(message));
            }
        }
        head.status = status;
        head.ended_ms = Some(now_ms);
        head.wake = false;
        head.not_before_ms = None;
        head.replay = None;
        head.pause = None;
        let (result, error) = (head.result.clone(), head.error.clone());
        let root = self.change(0, |root| root.end(root_status, now_ms));
        let Some(root) = root else {
            return;
        };
        let shown = Operation {
            result,
            error,
            ..Operation::clone(&root)
        };
        // Answers seen in public tests: a timeout has no details.
        let details = match timed_out {
            true => Map::new(),
            false => of_end(&shown, status != ExecutionStatus::Succeeded),
        };
        self.note(Event::of(&shown, event, now_ms, details));
    }
}

/// Whether the two are one.
impl PartialEq for Execution {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Execution {}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::aws::identity::{AccountId, Region};

    /// An execution of ten minutes, as tests want one.
    pub(crate) fn execution() -> Execution {
        let beginning = Beginning {
            scope: Scope {
                account: AccountId::default(),
                region: Region::parse("us-east-1").unwrap(),
            },
            function: "f".to_owned(),
            version: "1".to_owned(),
            name: "n".to_owned(),
            id: "i".to_owned(),
            config: DurableConfig {
                execution_timeout_s: 600,
                retention_days: 1,
                kms_key: None,
            },
            synchronous: false,
            tenant_id: None,
            trace_id: None,
            parent: None,
            input: Some("{}".to_owned()),
        };
        Execution::begin(beginning, 0)
    }

    #[test]
    fn an_execution_is_remembered_for_its_days() {
        let mut execution = execution();
        assert_eq!(execution.forgotten_ms(), None);
        execution.end(End::Succeeded(None), 5);
        assert_eq!(execution.forgotten_ms(), Some(DAY_MS + 5));
        assert_eq!(execution.events.len(), 2);
    }
}
