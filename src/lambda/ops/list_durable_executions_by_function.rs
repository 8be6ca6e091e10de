//! ListDurableExecutionsByFunction: the durable executions of a function that are still remembered.

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::durable::execution::Execution;
use crate::lambda::durable::page::{cut, items_max, start};
use crate::lambda::error::durable as refuse;
use crate::lambda::invoke::invoker::Invoker;
use crate::lambda::name::Target;
use crate::lambda::page::PageInput;
use crate::lambda::wire::durable_execution::{ListOutput, summary};
use crate::lambda::wire::invoke::check_durable_name;

/// Every status that AWS has, in the order of AWS's refusal.
const STATUSES: [&str; 8] = [
    "SUCCEEDED",
    "TIMED_OUT",
    "DELETING",
    "STOPPED",
    "PAUSED",
    "PAUSING",
    "FAILED",
    "RUNNING",
];

/// Which executions are asked for.
#[derive(Debug)]
pub(crate) struct ListInput {
    pub(crate) page: PageInput,
    pub(crate) name: Option<String>,
    pub(crate) statuses: Vec<String>,
    /// Milliseconds since 1970, exclusive.
    pub(crate) after_ms: Option<i64>,
    pub(crate) before_ms: Option<i64>,
    /// The oldest comes first.
    pub(crate) reverse: bool,
}

/// A marker counts executions of the same filter, so that one that begins meanwhile moves a page.
///
/// AWS's page: API_ListDurableExecutionsByFunction.
///
/// Errors, in this order: ValidationException; InvalidParameterValueException for several statuses;
/// ResourceNotFoundException; InvalidParameterValueException for the marker.
pub(crate) fn list_durable_executions_by_function(
    control: &ControlPlane,
    invoker: &Invoker,
    context: &RequestContext,
    target: &Target,
    input: &ListInput,
) -> Result<ListOutput, AwsError> {
    let mut violations = Violations::default();
    let items = items_max(&input.page, &mut violations);
    if let Some(name) = &input.name {
        check_durable_name(name, &mut violations);
    }
    check_statuses(&input.statuses, &mut violations);
    let items = violations.finish(Some(items))?;
    if input.statuses.len() > 1 {
        return Err(refuse::several_statuses());
    }
    let scope = context.scope();
    let found = control
        .registry
        .find(scope, &target.name, target.qualifier.as_deref())?;
    let version = found.qualifier.is_some();
    let version = version.then_some(found.configuration.version.version.as_str());
    let first = start(&input.page)?.unwrap_or(0);
    let mut all = invoker.executions().of_function(scope, &target.name.name);
    all.retain(|own| version.is_none_or(|version| version == own.head.version));
    all.retain(|own| input.fits(own));
    if !input.reverse {
        all.reverse();
    }
    let numbered = (0..).zip(&all).skip_while(|(number, _)| *number < first);
    let (page, next_marker) = cut(numbered, items);
    Ok(ListOutput {
        durable_executions: page.iter().map(|(_, own)| summary(own)).collect(),
        next_marker,
    })
}

impl ListInput {
    fn fits(&self, own: &Execution) -> bool {
        let head = &own.head;
        let has_status = |asked: &String| asked == own.status_name();
        self.name.as_ref().is_none_or(|name| *name == head.name)
            && self.statuses.first().is_none_or(has_status)
            && self.after_ms.is_none_or(|after| head.started_ms > after)
            && self.before_ms.is_none_or(|before| head.started_ms < before)
    }
}

fn check_statuses(statuses: &[String], violations: &mut Violations) {
    let is_known = |own: &String| STATUSES.contains(&own.as_str());
    if !statuses.iter().all(is_known) {
        let constraint = format!(
            "Member must satisfy constraint: [Member must satisfy enum value set: [{}], Member must not be null]",
            STATUSES.join(", ")
        );
        violations.note(
            "statuses",
            &format!("[{}]", statuses.join(", ")),
            &constraint,
        );
    }
}
