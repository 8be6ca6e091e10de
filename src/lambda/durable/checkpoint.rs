//! Checkpoints: what a function says of its operations, checked and done all at once or not at all.
//!
//! The rules and texts are those of AWS's testing libraries for Python and JavaScript.

use std::collections::HashMap;

use serde_json::{Map, json};

use super::execution::{End, Execution, PAYLOAD_BYTES_MAX};
use super::history::{Event, of_end};
use super::operation::{Details, Operation, OperationStatus, OperationType};
use super::token::callback_id;
use super::update::{Action, Update};
use crate::aws::error::AwsError;
use crate::lambda::error::durable as refuse;

/// Operations of one execution (Developer Guide, "Lambda quotas").
const OPERATIONS_MAX: usize = 3000;

impl Execution {
    /// Does what all updates say; the places of the functions that are to be invoked.
    ///
    /// Errors: InvalidParameterValueException; nothing has changed then.
    pub(crate) fn update(
        &mut self,
        updates: Vec<Update>,
        now_ms: i64,
    ) -> Result<Vec<u64>, AwsError> {
        check_together(&updates)?;
        let mut changed = self.clone();
        let mut chained = Vec::new();
        for update in updates {
            chained.extend(changed.update_one(update, now_ms)?);
        }
        *self = changed;
        Ok(chained)
    }

    fn update_one(&mut self, update: Update, now_ms: i64) -> Result<Option<u64>, AwsError> {
        check_size(&update, self.result_bytes_max())?;
        if update.operation_type == OperationType::Execution {
            return self.end_by(update, now_ms).map(|()| None);
        }
        let current = self.find(&update.id);
        if let Some((_, current)) = current {
            check_consistency(&update, current)?;
        }
        if let Some(parent) = &update.parent_id {
            let parent = self.find(parent).map(|(_, own)| own.operation_type());
            if parent != Some(OperationType::Context) {
                return Err(refuse::bad_parent());
            }
        }
        check_action(&update)?;
        if current.is_none() && self.operations.len() >= OPERATIONS_MAX {
            return Err(refuse::too_many_operations(OPERATIONS_MAX));
        }
        let current = current.map(|(place, own)| (place, own.status));
        match update.operation_type {
            OperationType::Context => self.update_context(update, current, now_ms)?,
            OperationType::Step => self.update_step(update, current, now_ms)?,
            OperationType::Wait => self.update_wait(update, current, now_ms)?,
            OperationType::Callback => self.start_callback(&update, current, now_ms)?,
            OperationType::ChainedInvoke => {
                return self.start_chained(update, current, now_ms).map(Some);
            }
            OperationType::Execution => {}
        }
        Ok(None)
    }

    fn end_by(&mut self, update: Update, now_ms: i64) -> Result<(), AwsError> {
        match update.action {
            Action::Succeed if update.error.is_some() => Err(refuse::error_of_success()),
            Action::Fail if update.payload.is_some() => Err(refuse::payload_of_failure()),
            Action::Succeed => {
                self.end(End::Succeeded(update.payload), now_ms);
                Ok(())
            }
            Action::Fail => {
                self.end(End::Failed(update.error.unwrap_or_default()), now_ms);
                Ok(())
            }
            _ => Err(refuse::bad_action_for_type()),
        }
    }

    fn update_context(&mut self, update: Update, current: Current, now_ms: i64) -> Done {
        let Some((place, status)) = current else {
            let replay_children = update.replay_children.unwrap_or_default();
            let details = Details::Context { replay_children };
            let begun = begun(&update, details, now_ms);
            let place = self.start(begun, "ContextStarted", Map::new(), now_ms);
            return match update.action {
                Action::Start => Ok(()),
                _ => self.update_context(update, Some((place, OperationStatus::Started)), now_ms),
            };
        };
        if update.action == Action::Start {
            return Err(refuse::exists_already("CONTEXT"));
        }
        if status != OperationStatus::Started {
            return Err(refuse::bad_state("CONTEXT", "close"));
        }
        let failed = update.action == Action::Fail;
        let ended = self.change(place, |own| {
            if let (Details::Context { replay_children }, Some(replays)) =
                (&mut own.details, update.replay_children)
            {
                *replay_children = replays;
            }
            (own.result, own.error) = (update.payload, update.error);
            own.end(end_of(failed), now_ms);
        });
        if let Some(ended) = ended {
            let event = if failed {
                "ContextFailed"
            } else {
                "ContextSucceeded"
            };
            self.note(Event::of(&ended, event, now_ms, of_end(&ended, failed)));
        }
        Ok(())
    }

    fn update_step(&mut self, update: Update, current: Current, now_ms: i64) -> Done {
        if (update.action == Action::Retry) != update.next_attempt_delay_s.is_some() {
            return Err(refuse::bad_step_options());
        }
        let place = match (update.action, current) {
            (_, None) => {
                let details = Details::Step {
                    attempt: 0,
                    next_attempt_ms: None,
                };
                let begun = begun(&update, details, now_ms);
                self.start(begun, "StepStarted", Map::new(), now_ms)
            }
            (Action::Start, Some((place, OperationStatus::Ready))) => {
                let started = self.change(place, |own| own.status = OperationStatus::Started);
                if let Some(started) = started {
                    self.note(Event::of(&started, "StepStarted", now_ms, Map::new()));
                }
                place
            }
            (Action::Start, Some(_)) => return Err(refuse::bad_state("STEP", "start")),
            (_, Some((place, OperationStatus::Started | OperationStatus::Ready))) => place,
            (Action::Retry, Some(_)) => return Err(refuse::bad_state("STEP", "re-attempt")),
            (_, Some(_)) => return Err(refuse::bad_state("STEP", "close")),
        };
        if update.action != Action::Start {
            self.end_attempt(place, update, now_ms);
        }
        Ok(())
    }

    /// A step's attempt has come to its end, and with it the step, or there is to be another one.
    fn end_attempt(&mut self, place: u64, update: Update, now_ms: i64) {
        let delay_s = update.next_attempt_delay_s;
        let failed = match update.action {
            Action::Retry => update.error.is_some(),
            action => action == Action::Fail,
        };
        let mut tried = 0;
        let ended = self.change(place, |own| {
            (own.result, own.error) = (update.payload, update.error);
            match delay_s {
                Some(_) => own.status = OperationStatus::Pending,
                None => own.end(end_of(failed), now_ms),
            }
            if let Details::Step {
                attempt,
                next_attempt_ms,
            } = &mut own.details
            {
                *attempt += 1;
                tried = *attempt;
                *next_attempt_ms = delay_s.map(|delay_s| after(now_ms, delay_s));
            }
        });
        let Some(ended) = ended else {
            return;
        };
        let mut details = of_end(&ended, failed);
        let mut retry = json!({"CurrentAttempt": tried});
        if let Some(delay_s) = delay_s {
            retry["NextAttemptDelaySeconds"] = json!(delay_s);
        }
        details.insert("RetryDetails".to_owned(), retry);
        let event = if failed {
            "StepFailed"
        } else {
            "StepSucceeded"
        };
        self.note(Event::of(&ended, event, now_ms, details));
    }

    fn update_wait(&mut self, update: Update, current: Current, now_ms: i64) -> Done {
        match (update.action, current) {
            (Action::Start, Some(_)) => Err(refuse::exists_already("WAIT")),
            (Action::Start, None) => {
                let seconds = update
                    .wait_s
                    .ok_or_else(|| refuse::no_options("WAIT", "Wait"))?;
                let until_ms = after(now_ms, seconds);
                let mut details = Map::new();
                details.insert("Duration".to_owned(), json!(seconds));
                let until = super::history::seconds(until_ms);
                details.insert("ScheduledEndTimestamp".to_owned(), until);
                let begun = begun(&update, Details::Wait { seconds, until_ms }, now_ms);
                self.start(begun, "WaitStarted", details, now_ms);
                Ok(())
            }
            (_, Some((place, OperationStatus::Started))) => {
                let ended = self.change(place, |own| own.end(OperationStatus::Cancelled, now_ms));
                if let Some(ended) = ended {
                    self.note(Event::of(&ended, "WaitCancelled", now_ms, Map::new()));
                }
                Ok(())
            }
            _ => Err(refuse::wait_not_cancellable()),
        }
    }

    fn start_callback(&mut self, update: &Update, current: Current, now_ms: i64) -> Done {
        if current.is_some() {
            return Err(refuse::exists_already("CALLBACK"));
        }
        let callback_id = callback_id(&self.head.id, &update.id);
        let timeout_s = update.timeout_s.filter(|seconds| *seconds > 0);
        let heartbeat_s = update.heartbeat_s.filter(|seconds| *seconds > 0);
        let mut details = Map::new();
        details.insert("CallbackId".to_owned(), json!(callback_id));
        if let Some(seconds) = timeout_s {
            details.insert("Timeout".to_owned(), json!(seconds));
        }
        if let Some(seconds) = heartbeat_s {
            details.insert("HeartbeatTimeout".to_owned(), json!(seconds));
        }
        let own = Details::Callback {
            callback_id,
            deadline_ms: timeout_s.map(|seconds| after(now_ms, seconds)),
            heartbeat_s,
            heartbeat_deadline_ms: heartbeat_s.map(|seconds| after(now_ms, seconds)),
        };
        self.start(
            begun(update, own, now_ms),
            "CallbackStarted",
            details,
            now_ms,
        );
        Ok(())
    }

    /// Whoever finds the function notes the event, which says what was found.
    fn start_chained(
        &mut self,
        mut update: Update,
        current: Current,
        now_ms: i64,
    ) -> Result<u64, AwsError> {
        let no_options = || refuse::no_options("CHAINED_INVOKE", "ChainedInvoke");
        let options = update.chained.take().ok_or_else(no_options)?;
        if current.is_some() {
            return Err(refuse::exists_already("CHAINED_INVOKE"));
        }
        let details = Details::ChainedInvoke {
            function: options.function,
            tenant_id: options.tenant_id,
            trace_id: options.trace_id,
            input: update.payload.take(),
            child: None,
        };
        self.add(begun(&update, details, now_ms));
        let place = self.places.get(&update.id).copied();
        Ok(place.unwrap_or_default())
    }

    /// Adds an operation and tells of it; its place.
    fn start(
        &mut self,
        operation: Operation,
        event: &str,
        details: Map<String, serde_json::Value>,
        now_ms: i64,
    ) -> u64 {
        self.note(Event::of(&operation, event, now_ms, details));
        let id = operation.id.clone();
        self.add(operation);
        self.places.get(&id).copied().unwrap_or_default()
    }
}

/// Where an operation is and how far it has come, if there is one.
type Current = Option<(u64, OperationStatus)>;
type Done = Result<(), AwsError>;

fn begun(update: &Update, details: Details, now_ms: i64) -> Operation {
    Operation {
        id: update.id.clone(),
        parent_id: update.parent_id.clone(),
        name: update.name.clone(),
        sub_type: update.sub_type.clone(),
        status: OperationStatus::Started,
        started_ms: now_ms,
        ended_ms: None,
        result: None,
        error: None,
        details,
        change: 0,
    }
}

fn end_of(failed: bool) -> OperationStatus {
    match failed {
        true => OperationStatus::Failed,
        false => OperationStatus::Succeeded,
    }
}

fn after(now_ms: i64, seconds: i64) -> i64 {
    now_ms.saturating_add(seconds.saturating_mul(1000))
}

/// What the updates of one checkpoint may not say together.
fn check_together(updates: &[Update]) -> Result<(), AwsError> {
    let of_execution = |update: &&Update| update.operation_type == OperationType::Execution;
    if updates.iter().filter(of_execution).count() > 1 {
        return Err(refuse::several_ends());
    }
    let mut seen: HashMap<&str, &Update> = HashMap::new();
    for (at, update) in updates.iter().enumerate() {
        if of_execution(&update) {
            if at + 1 != updates.len() {
                return Err(refuse::end_not_last());
            }
            continue;
        }
        let goes_on = |earlier: &&Update| {
            let kind = earlier.operation_type;
            let may = matches!(kind, OperationType::Step | OperationType::Context);
            may && earlier.action == Action::Start && update.action != Action::Start
        };
        if let Some(earlier) = seen.insert(&update.id, update)
            && !goes_on(&earlier)
        {
            return Err(refuse::updated_twice());
        }
    }
    Ok(())
}

/// API model: OperationUpdate.
fn check_size(update: &Update, result_bytes_max: usize) -> Result<(), AwsError> {
    if let Some(error) = &update.error
        && error.size() >= PAYLOAD_BYTES_MAX
    {
        return Err(refuse::error_too_large(PAYLOAD_BYTES_MAX));
    }
    let length = update.payload.as_ref().map_or(0, String::len);
    match update.operation_type {
        OperationType::Execution if length > result_bytes_max => Err(refuse::payload_too_large(
            "Execution output",
            result_bytes_max,
        )),
        OperationType::Execution => Ok(()),
        _ if length <= PAYLOAD_BYTES_MAX => Ok(()),
        OperationType::ChainedInvoke => Err(refuse::payload_too_large(
            "CHAINED_INVOKE input",
            PAYLOAD_BYTES_MAX,
        )),
        other => Err(refuse::payload_too_large(other.as_str(), PAYLOAD_BYTES_MAX)),
    }
}

/// What an operation is does not change.
fn check_consistency(update: &Update, current: &Operation) -> Result<(), AwsError> {
    let differs = |new: &Option<String>, old: &Option<String>| new.is_some() && new != old;
    if update.operation_type != current.operation_type() {
        return Err(refuse::inconsistent("type"));
    }
    if differs(&update.sub_type, &current.sub_type) {
        return Err(refuse::inconsistent("subtype"));
    }
    if differs(&update.name, &current.name) {
        return Err(refuse::inconsistent("name"));
    }
    if differs(&update.parent_id, &current.parent_id) {
        return Err(refuse::bad_inconsistent_parent());
    }
    Ok(())
}

/// Which actions a type has, and what goes with them.
fn check_action(update: &Update) -> Result<(), AwsError> {
    let allowed: &[Action] = match update.operation_type {
        OperationType::Context => &[Action::Start, Action::Succeed, Action::Fail],
        OperationType::Step => &[Action::Start, Action::Succeed, Action::Fail, Action::Retry],
        OperationType::Wait => &[Action::Start, Action::Cancel],
        OperationType::Callback | OperationType::ChainedInvoke => &[Action::Start],
        OperationType::Execution => &[Action::Succeed, Action::Fail],
    };
    if !allowed.contains(&update.action) {
        return Err(refuse::bad_action_for_type());
    }
    let (payload, error) = (update.payload.is_some(), update.error.is_some());
    match update.action {
        Action::Succeed if error => Err(refuse::error_of_success()),
        Action::Fail if payload => Err(refuse::payload_of_failure()),
        Action::Retry if payload && error => Err(refuse::both_of_retry()),
        _ => Ok(()),
    }
}
