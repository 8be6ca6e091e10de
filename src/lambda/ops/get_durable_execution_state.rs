//! GetDurableExecutionState: the operations that a replay needs, a page at a time.

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::durable::arn;
use crate::lambda::durable::page::{STATE_BYTES_MAX, cut_operations, items_max, start};
use crate::lambda::error::durable as refuse;
use crate::lambda::invoke::invoker::Invoker;
use crate::lambda::page::PageInput;
use crate::lambda::wire::durable_execution::{State, check_token};

/// The token is that of the next checkpoint, which it still is afterwards.
///
/// AWS's page: API_GetDurableExecutionState.
///
/// Errors, in this order: ValidationException; InvalidParameterValueException for the token, then for the
/// marker.
pub(crate) fn get_durable_execution_state(
    invoker: &Invoker,
    context: &RequestContext,
    arn: &str,
    token: Option<&str>,
    page: &PageInput,
) -> Result<State, AwsError> {
    let id = arn::parse(arn)?;
    let mut violations = Violations::default();
    check_token(token, &mut violations);
    let items = items_max(page, &mut violations);
    let (token, items) = violations.finish(token.map(|token| (token, items)))?;
    let own = invoker.executions().get(id);
    let own = own.filter(|own| super::get_durable_execution::is_named(own, context, arn));
    let own = own.ok_or_else(refuse::bad_token)?;
    own.admit_token(token)?;
    let first = start(page)?.unwrap_or(0);
    let (operations, next) = cut_operations(own.for_replay(first), items, STATE_BYTES_MAX);
    Ok(State::of(operations.iter().map(AsRef::as_ref), next))
}
