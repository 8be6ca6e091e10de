//! From the name in a request to a table.

use std::sync::Arc;

use super::engine::directory::Engine;
use super::engine::table::{State, Table};
use super::error::table;
use super::validate::names::bare_name;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;

/// The table of a data plane request, by name or ARN.
pub(crate) fn table_of(
    engine: &Engine,
    context: &RequestContext,
    name: &str,
) -> Result<Arc<Table>, AwsError> {
    let scope = context.scope();
    let bare = bare_name(name, scope)?;
    engine
        .drawer(scope)
        .table(bare)
        .ok_or_else(table::not_found)
}

/// The table of a data plane request as it is now.
pub(crate) fn state_of(
    engine: &Engine,
    context: &RequestContext,
    name: &str,
) -> Result<Arc<State>, AwsError> {
    table_of(engine, context, name).map(|table| table.state())
}

/// The table of a control plane request, whose refusal names it.
pub(crate) fn named_table(
    engine: &Engine,
    context: &RequestContext,
    name: &str,
) -> Result<Arc<Table>, AwsError> {
    table_of(engine, context, name).map_err(|_| {
        let bare = name.rsplit('/').next().unwrap_or(name);
        table::table_not_found(bare)
    })
}
