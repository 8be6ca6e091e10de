//! GetDurableExecutionHistory: what has happened in a durable execution.

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::durable::page::{cut, items_max, start};
use crate::lambda::invoke::invoker::Invoker;
use crate::lambda::page::PageInput;
use crate::lambda::wire::durable_execution::{History, event};

/// Which events are asked for.
#[derive(Debug)]
pub(crate) struct HistoryInput {
    pub(crate) page: PageInput,
    pub(crate) with_data: bool,
    /// The newest comes first.
    pub(crate) reverse: bool,
}

/// AWS's page: API_GetDurableExecutionHistory.
///
/// Errors, in this order: ValidationException; ResourceNotFoundException; InvalidParameterValueException
/// for the marker.
pub(crate) fn get_durable_execution_history(
    invoker: &Invoker,
    context: &RequestContext,
    arn: &str,
    input: &HistoryInput,
) -> Result<History, AwsError> {
    let mut violations = Violations::default();
    let items = items_max(&input.page, &mut violations);
    let items = violations.finish(Some(items))?;
    let execution = super::get_durable_execution::find(invoker, context, arn)?;
    let first = start(&input.page)?;
    let numbered = |(number, event): (&u64, &_)| (*number, std::sync::Arc::clone(event));
    let events = &execution.events;
    let (page, next_marker) = match input.reverse {
        false => cut(events.range(first.unwrap_or(0)..).map(numbered), items),
        true => {
            let last = first.unwrap_or(u64::MAX);
            cut(events.range(..=last).rev().map(numbered), items)
        }
    };
    let shown = page.iter();
    let events = shown.map(|(number, own)| event(*number, own, input.with_data));
    Ok(History {
        events: events.collect(),
        next_marker,
    })
}
