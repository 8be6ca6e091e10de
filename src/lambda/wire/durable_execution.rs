//! Durable executions on the wire: what functions say in checkpoints, and how executions are shown.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::durable_operation::{Times, operation};
use super::error_object::ErrorObject;
use super::function_configuration::DurableConfigResponse;
use super::member;
use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::lambda::durable::execution::{Execution, ExecutionStatus};
use crate::lambda::durable::history::{Event, seconds};
use crate::lambda::durable::operation::{Operation, OperationType, TYPES};
use crate::lambda::durable::update::{ACTIONS, Action, ChainedOptions, Update};
use crate::lambda::functions::registry::function_arn;

const TOKEN_PATTERN: &str = "[A-Za-z0-9+/]+={0,2}";
const WORD_PATTERN: &str = "[a-zA-Z0-9-_]+";
const NAME_PATTERN: &str = r"[\x20-\x7E]+";
const TOKEN_CHARACTERS_MAX: usize = 2048;
/// 366 days.
const DELAY_SECONDS_MAX: i64 = 31_622_400;
const TIMEOUT_SECONDS_MAX: i64 = 99_999_999;

/// CheckpointDurableExecution's request but the ARN in its path.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct CheckpointInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) checkpoint_token: Option<String>,
    #[serde(deserialize_with = "member::structures")]
    pub(crate) updates: Option<Vec<UpdateInput>>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) client_token: Option<String>,
}

/// OperationUpdate.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct UpdateInput {
    #[serde(deserialize_with = "member::text")]
    id: Option<String>,
    #[serde(deserialize_with = "member::text")]
    parent_id: Option<String>,
    #[serde(deserialize_with = "member::text")]
    name: Option<String>,
    #[serde(rename = "Type", deserialize_with = "member::text")]
    operation_type: Option<String>,
    #[serde(deserialize_with = "member::text")]
    sub_type: Option<String>,
    #[serde(deserialize_with = "member::text")]
    action: Option<String>,
    #[serde(deserialize_with = "member::text")]
    payload: Option<String>,
    #[serde(deserialize_with = "member::structure")]
    error: Option<ErrorObject>,
    #[serde(deserialize_with = "member::structure")]
    context_options: Option<ContextOptions>,
    #[serde(deserialize_with = "member::structure")]
    step_options: Option<StepOptions>,
    #[serde(deserialize_with = "member::structure")]
    wait_options: Option<WaitOptions>,
    #[serde(deserialize_with = "member::structure")]
    callback_options: Option<CallbackOptions>,
    #[serde(deserialize_with = "member::structure")]
    chained_invoke_options: Option<ChainedInvokeOptions>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct ContextOptions {
    #[serde(deserialize_with = "member::maybe_boolean")]
    replay_children: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct StepOptions {
    #[serde(deserialize_with = "member::integer")]
    next_attempt_delay_seconds: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct WaitOptions {
    #[serde(deserialize_with = "member::integer")]
    wait_seconds: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct CallbackOptions {
    #[serde(deserialize_with = "member::integer")]
    timeout_seconds: Option<i64>,
    #[serde(deserialize_with = "member::integer")]
    heartbeat_timeout_seconds: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct ChainedInvokeOptions {
    #[serde(deserialize_with = "member::text")]
    function_name: Option<String>,
    #[serde(deserialize_with = "member::text")]
    tenant_id: Option<String>,
    #[serde(deserialize_with = "member::text")]
    x_amzn_trace_id: Option<String>,
}

/// A checkpoint as the API model has passed it.
#[derive(Debug)]
pub(crate) struct Checkpoint {
    pub(crate) token: String,
    pub(crate) client_token: Option<String>,
    pub(crate) updates: Vec<Update>,
}

impl CheckpointInput {
    /// Errors: ValidationException.
    pub(crate) fn accept(self) -> Result<Checkpoint, AwsError> {
        let mut violations = Violations::default();
        check_token(self.checkpoint_token.as_deref(), &mut violations);
        if let Some(token) = &self.client_token {
            violations.length("clientToken", token, 1, 64);
        }
        let updates = self.updates.unwrap_or_default();
        let updates: Vec<Option<Update>> = updates
            .into_iter()
            .enumerate()
            .map(|(at, update)| {
                update.accept(&format!("updates.{}.member", at + 1), &mut violations)
            })
            .collect();
        let updates = updates.into_iter().collect::<Option<Vec<_>>>();
        let (token, updates) = violations.finish(self.checkpoint_token.zip(updates))?;
        Ok(Checkpoint {
            token,
            client_token: self.client_token,
            updates,
        })
    }
}

/// Notes what is wrong with a checkpoint token, or that there is none.
pub(crate) fn check_token(token: Option<&str>, violations: &mut Violations) {
    let Some(token) = token else {
        return violations.missing("checkpointToken");
    };
    violations.length("checkpointToken", token, 1, TOKEN_CHARACTERS_MAX);
    if !is_base64(token) {
        violations.pattern("checkpointToken", token, TOKEN_PATTERN);
    }
}

/// [`TOKEN_PATTERN`] by hand.
fn is_base64(text: &str) -> bool {
    let word = text.trim_end_matches('=');
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"+/".contains(&byte);
    !word.is_empty() && text.len() - word.len() <= 2 && word.bytes().all(legal)
}

fn check_word(member: &str, word: Option<&String>, max: usize, violations: &mut Violations) {
    let Some(word) = word else {
        return;
    };
    violations.length(member, word, 1, max);
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if word.is_empty() || !word.bytes().all(legal) {
        violations.pattern(member, word, WORD_PATTERN);
    }
}

/// One of an enum's values, which a request must have.
fn chosen<T: Copy>(
    member: &str,
    value: Option<&str>,
    values: &[(&str, T)],
    violations: &mut Violations,
) -> Option<T> {
    let Some(value) = value else {
        violations.missing(member);
        return None;
    };
    let known = values.iter().find(|(name, _)| *name == value);
    if known.is_none() {
        let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
        violations.one_of(member, value, &names);
    }
    known.map(|(_, known)| *known)
}

impl UpdateInput {
    fn accept(self, path: &str, violations: &mut Violations) -> Option<Update> {
        let at = |member: &str| format!("{path}.{member}");
        match &self.id {
            Some(id) => check_word(&at("id"), Some(id), 64, violations),
            None => violations.missing(&at("id")),
        }
        check_word(&at("parentId"), self.parent_id.as_ref(), 64, violations);
        if let Some(name) = &self.name {
            violations.length(&at("name"), name, 1, 256);
            if name.is_empty() || !name.bytes().all(|byte| (0x20..=0x7E).contains(&byte)) {
                violations.pattern(&at("name"), name, NAME_PATTERN);
            }
        }
        let named = self.operation_type.as_deref();
        let operation_type: Option<OperationType> = chosen(&at("type"), named, &TYPES, violations);
        check_word(&at("subType"), self.sub_type.as_ref(), 32, violations);
        let named = self.action.as_deref();
        let action: Option<Action> = chosen(&at("action"), named, &ACTIONS, violations);
        let callback = self.callback_options.unwrap_or_default();
        let delay = self
            .step_options
            .and_then(|own| own.next_attempt_delay_seconds);
        let wait = self.wait_options.and_then(|own| own.wait_seconds);
        for (member, value, min, max) in [
            (
                "stepOptions.nextAttemptDelaySeconds",
                delay,
                1,
                DELAY_SECONDS_MAX,
            ),
            ("waitOptions.waitSeconds", wait, 1, DELAY_SECONDS_MAX),
            (
                "callbackOptions.timeoutSeconds",
                callback.timeout_seconds,
                0,
                TIMEOUT_SECONDS_MAX,
            ),
            (
                "callbackOptions.heartbeatTimeoutSeconds",
                callback.heartbeat_timeout_seconds,
                0,
                TIMEOUT_SECONDS_MAX,
            ),
        ] {
            if let Some(value) = value {
                violations.range(&at(member), value, min, max);
            }
        }
        let chained = self.chained_invoke_options.and_then(|own| {
            if own.function_name.is_none() {
                violations.missing(&at("chainedInvokeOptions.functionName"));
            }
            Some(ChainedOptions {
                function: own.function_name?,
                tenant_id: own.tenant_id,
                trace_id: own.x_amzn_trace_id,
            })
        });
        Some(Update {
            id: self.id?,
            parent_id: self.parent_id,
            name: self.name,
            operation_type: operation_type?,
            sub_type: self.sub_type,
            action: action?,
            payload: self.payload,
            error: self.error,
            replay_children: self.context_options.and_then(|own| own.replay_children),
            next_attempt_delay_s: delay,
            wait_s: wait,
            timeout_s: callback.timeout_seconds,
            heartbeat_s: callback.heartbeat_timeout_seconds,
            chained,
        })
    }
}

/// CheckpointDurableExecution's answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CheckpointOutput {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) checkpoint_token: Option<String>,
    pub(crate) new_execution_state: State,
}

/// GetDurableExecutionState's answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct State {
    operations: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_marker: Option<String>,
}

impl State {
    pub(crate) fn of<'a>(
        operations: impl IntoIterator<Item = &'a Operation>,
        next_marker: Option<String>,
    ) -> Self {
        let shown = operations.into_iter();
        Self {
            operations: shown.map(|own| operation(own, Times::Seconds)).collect(),
            next_marker,
        }
    }
}

/// GetDurableExecutionHistory's answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct History {
    pub(crate) events: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_marker: Option<String>,
}

/// ListDurableExecutionsByFunction's answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListOutput {
    pub(crate) durable_executions: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_marker: Option<String>,
}

/// StopDurableExecution's answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct StopOutput {
    pub(crate) stop_timestamp: Value,
}

/// Event.
pub(crate) fn event(number: u64, own: &Event, with_data: bool) -> Value {
    let mut shown = Map::new();
    shown.insert("EventType".to_owned(), json!(own.event_type));
    shown.insert("EventId".to_owned(), json!(number));
    shown.insert("EventTimestamp".to_owned(), seconds(own.at_ms));
    if let Some(subject) = &own.subject {
        shown.insert("Id".to_owned(), json!(subject.id));
        for (member, text) in [
            ("Name", &subject.name),
            ("SubType", &subject.sub_type),
            ("ParentId", &subject.parent_id),
        ] {
            if let Some(text) = text {
                shown.insert(member.to_owned(), json!(text));
            }
        }
    }
    let details = match with_data {
        true => own.details.clone(),
        false => own.without_data(),
    };
    shown.insert(format!("{}Details", own.event_type), details);
    Value::Object(shown)
}

/// Execution, as lists show it.
pub(crate) fn summary(own: &Execution) -> Value {
    let head = &own.head;
    let version = Some(head.version.as_str());
    let mut shown = json!({
        "DurableExecutionArn": own.arn(),
        "DurableExecutionName": head.name,
        "FunctionArn": function_arn(&head.scope, &head.function, version),
        "Status": own.status_name(),
        "StartTimestamp": seconds(head.started_ms),
    });
    if let Some(ended_ms) = head.ended_ms {
        shown["EndTimestamp"] = seconds(ended_ms);
    }
    shown
}

/// GetDurableExecution's answer.
pub(crate) fn whole(own: &Execution, with_data: bool) -> Value {
    let head = &own.head;
    let mut shown = summary(own);
    shown["Version"] = json!(head.version);
    shown["DurableConfig"] = json!(DurableConfigResponse::of(&head.config));
    shown["ExecutionDataIncluded"] = json!(with_data);
    if let Some(trace_id) = &head.trace_id {
        shown["TraceHeader"] = json!({"XAmznTraceId": trace_id});
    }
    if own.is_running() {
        shown["ExpectedExecutionTimeoutTimestamp"] = seconds(own.deadline_ms());
    }
    if let Some(pause) = &head.pause {
        shown["PauseDetails"] = json!({
            "PauseRequestTimestamp": seconds(pause.requested_ms),
            "ExecutionTimeoutPaused": pause.holds_timeout,
        });
        if let Some(reason) = pause.reason.as_ref().filter(|_| with_data) {
            shown["PauseDetails"]["Reason"] = json!(reason);
        }
    }
    if !with_data {
        return shown;
    }
    if let Some(input) = own.input() {
        shown["InputPayload"] = json!(input);
    }
    if let (ExecutionStatus::Succeeded, Some(result)) = (head.status, &head.result) {
        shown["Result"] = json!(result);
    }
    if let Some(error) = &head.error {
        shown["Error"] = json!(error);
    }
    shown
}
