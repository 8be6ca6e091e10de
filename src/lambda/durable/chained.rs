//! Functions that an execution invokes: how they are found, and how what they come to reaches it.

use std::sync::Arc;

use serde_json::{Map, json};

use super::execution::{Execution, ExecutionStatus};
use super::history::{Event, of_end, of_payload};
use super::operation::{Details, OperationStatus};
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::clock::Clock;
use crate::lambda::durable::admission::admit;
use crate::lambda::functions::registry::{Registry, Runnable, function_arn};
use crate::lambda::functions::version::FunctionVersion;
use crate::lambda::invoke::lineage;
use crate::lambda::name::{FunctionName, LATEST};
use crate::lambda::tenancy;
use crate::lambda::wire::error_object::ErrorObject;

/// What a function has come to, for who has invoked it.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    status: OperationStatus,
    result: Option<String>,
    error: Option<ErrorObject>,
}

/// A function that was found, and what it gets.
#[derive(Clone, Debug)]
pub(crate) struct Chained {
    pub(crate) parent: String,
    pub(crate) operation: String,
    pub(crate) runnable: Runnable,
    /// With the version or alias that was named.
    pub(crate) invoked_arn: String,
    pub(crate) input: Option<String>,
    pub(crate) tenant_id: Option<String>,
    pub(crate) trace_id: Option<String>,
}

impl Outcome {
    pub(crate) fn succeeded(result: Option<String>) -> Self {
        Self {
            status: OperationStatus::Succeeded,
            result,
            error: None,
        }
    }

    pub(crate) fn failed(error: ErrorObject) -> Self {
        Self {
            status: OperationStatus::Failed,
            result: None,
            error: Some(error),
        }
    }

    pub(crate) fn refused(refused: &AwsError) -> Self {
        let message = refused.message().unwrap_or_default();
        Self::failed(ErrorObject::new(refused.code(), message))
    }

    /// Of an execution that has ended; `None` for one that runs.
    pub(crate) fn of(execution: &Execution) -> Option<Self> {
        let head = &execution.head;
        let status = match head.status {
            ExecutionStatus::Running => return None,
            ExecutionStatus::Succeeded => return Some(Self::succeeded(head.result.clone())),
            ExecutionStatus::Failed => OperationStatus::Failed,
            ExecutionStatus::Stopped => OperationStatus::Stopped,
            ExecutionStatus::TimedOut => OperationStatus::TimedOut,
        };
        let error = match head.status {
            ExecutionStatus::TimedOut => {
                let seconds = head.config.execution_timeout_s;
                let message = format!("CHAINED_INVOKE timed out after {seconds} seconds.");
                Some(ErrorObject::new("ChainedInvoke.Timeout", message))
            }
            _ => head.error.clone(),
        };
        Some(Self {
            status,
            result: None,
            error,
        })
    }
}

impl Execution {
    /// What an operation invokes, as it is found now.
    ///
    /// Errors: ResourceNotFoundException; InvalidParameterValueException for a durable function without a
    /// version or an alias, and for tenants.
    pub(crate) fn chained(
        &self,
        place: u64,
        registry: &Registry,
        clock: &Clock,
    ) -> Option<Result<Chained, AwsError>> {
        let own = self.operations.get(&place)?;
        let Details::ChainedInvoke {
            function,
            tenant_id,
            trace_id,
            input,
            ..
        } = &own.details
        else {
            return None;
        };
        let found = find(&self.head.scope, function, tenant_id, registry, clock);
        Some(found.map(|(runnable, invoked_arn)| Chained {
            parent: self.head.id.clone(),
            operation: own.id.clone(),
            runnable,
            invoked_arn,
            input: input.clone(),
            tenant_id: tenant_id.clone(),
            trace_id: trace_id.clone().or_else(|| self.trace_of_chained()),
        }))
    }

    /// The execution's own, in which its function has run once more.
    fn trace_of_chained(&self) -> Option<String> {
        let head = &self.head;
        let arn = function_arn(&head.scope, &head.function, None);
        let trace_id = head.trace_id.as_deref()?;
        Some(lineage::extended(trace_id, &arn))
    }

    /// Notes what an operation has invoked: a version, and the ARN of an execution if it is durable.
    pub(crate) fn chain(
        &mut self,
        place: u64,
        version: &FunctionVersion,
        child: Option<(&str, &str)>,
        now_ms: i64,
    ) {
        let own_child = child.map(|(id, _)| id.to_owned());
        if let Some(own) = self.operations.get_mut(&place)
            && let Details::ChainedInvoke { child, .. } = &mut Arc::make_mut(own).details
        {
            *child = own_child;
        }
        let found = Some((version.version.as_str(), child.map(|(_, arn)| arn)));
        self.note_chained(place, found, now_ms);
    }

    /// Ends an operation whose function cannot be invoked.
    pub(crate) fn refuse_chained(&mut self, place: u64, refused: &AwsError, now_ms: i64) {
        self.note_chained(place, None, now_ms);
        self.end_chained(place, Outcome::refused(refused), now_ms);
    }

    /// Takes what the function of an operation came to, unless nobody waits for it any more. Of a durable
    /// function, `child` is the execution.
    pub(crate) fn finish_chained(
        &mut self,
        operation: &str,
        from: Option<&str>,
        outcome: Outcome,
        now_ms: i64,
    ) {
        let waits = |details: &Details| match details {
            Details::ChainedInvoke { child, .. } => child.as_deref() == from,
            _ => false,
        };
        let found = self.find(operation);
        let found = found.filter(|(_, own)| own.is_pending() && waits(&own.details));
        let place = found.map(|(place, _)| place);
        if let Some(place) = place.filter(|_| self.is_running()) {
            self.end_chained(place, outcome, now_ms);
            self.wake();
        }
    }

    /// The operations whose functions were at work, by their places, with the executions they have
    /// started.
    pub(crate) fn chained_at_work(&self) -> Vec<(u64, Option<String>)> {
        let all = self.operations.iter().filter(|(_, own)| own.is_pending());
        all.filter_map(|(place, own)| match &own.details {
            Details::ChainedInvoke { child, .. } => Some((*place, child.clone())),
            _ => None,
        })
        .collect()
    }

    fn end_chained(&mut self, place: u64, outcome: Outcome, now_ms: i64) {
        let event = match outcome.status {
            OperationStatus::Succeeded => "ChainedInvokeSucceeded",
            OperationStatus::TimedOut => "ChainedInvokeTimedOut",
            OperationStatus::Stopped => "ChainedInvokeStopped",
            _ => "ChainedInvokeFailed",
        };
        let failed = outcome.status != OperationStatus::Succeeded;
        let ended = self.change(place, |own| {
            (own.result, own.error) = (outcome.result, outcome.error);
            own.end(outcome.status, now_ms);
        });
        if let Some(ended) = ended {
            self.note(Event::of(&ended, event, now_ms, of_end(&ended, failed)));
        }
    }

    /// Of a function that was not found, the event has the name alone (answers seen in public tests).
    fn note_chained(&mut self, place: u64, found: Option<(&str, Option<&str>)>, now_ms: i64) {
        let Some(own) = self.operations.get(&place).map(Arc::clone) else {
            return;
        };
        let Details::ChainedInvoke {
            function,
            tenant_id,
            input,
            ..
        } = &own.details
        else {
            return;
        };
        let mut details = Map::new();
        details.insert("FunctionName".to_owned(), json!(function));
        if let Some(tenant_id) = tenant_id {
            details.insert("TenantId".to_owned(), json!(tenant_id));
        }
        if let Some((version, arn)) = found {
            details.insert("Input".to_owned(), of_payload(input.as_deref()));
            details.insert("ExecutedVersion".to_owned(), json!(version));
            if let Some(arn) = arn {
                details.insert("DurableExecutionArn".to_owned(), json!(arn));
            }
        }
        self.note(Event::of(&own, "ChainedInvokeStarted", now_ms, details));
    }
}

fn find(
    scope: &Scope,
    function: &str,
    tenant_id: &Option<String>,
    registry: &Registry,
    clock: &Clock,
) -> Result<(Runnable, String), AwsError> {
    let name = FunctionName::parse(function)?;
    let qualifier = name.qualifier.clone();
    // Without a qualifier, AWS names `$LATEST` where there is no function.
    let runnable = registry.resolve(scope, &name, qualifier.as_deref().or(Some(LATEST)), clock)?;
    admit(&runnable.version, qualifier.is_some(), false)?;
    tenancy::admit(&runnable.version, tenant_id.as_deref())?;
    let arn = runnable.version.arn();
    let invoked_arn = match qualifier {
        Some(qualifier) => format!("{arn}:{qualifier}"),
        None => arn,
    };
    Ok((runnable, invoked_arn))
}
