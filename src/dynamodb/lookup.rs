//! From the name in a request to a table.

use std::sync::Arc;

use super::engine::backup::Backup;
use super::engine::directory::Engine;
use super::engine::stream::Stream;
use super::engine::table::{State, Table};
use super::error::{backup, constraint, stream, table};
use super::validate::constraints::Constraints;
use super::validate::names::{bare_name, control_plane_name};
use crate::aws::arn::Arn;
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

/// The table that a control plane request must name. Errors, in order: the name,
/// ResourceNotFoundException.
pub(crate) fn required_table(
    engine: &Engine,
    context: &RequestContext,
    name: Option<String>,
) -> Result<Arc<Table>, AwsError> {
    let Some(name) = name else {
        return Err(constraint::parameter_required("TableName"));
    };
    let mut constraints = Constraints::default();
    control_plane_name(&mut constraints, Some(&name));
    constraints.check()?;
    named_table(engine, context, &name)
}

/// The backup that a request must name. Errors, in order: the ARN, AccessDeniedException for another
/// account's, BackupNotFoundException.
pub(crate) fn required_backup(
    engine: &Engine,
    context: &RequestContext,
    arn: Option<&str>,
) -> Result<Arc<Backup>, AwsError> {
    let mut constraints = Constraints::default();
    constraints.not_null("backupArn", arn.as_ref());
    constraints.length("backupArn", arn, 37, 1024);
    constraints.check()?;
    let arn = arn.unwrap_or_default();
    let parsed = Arn::parse(arn).filter(|parsed| {
        parsed.service == "dynamodb"
            && parsed.resource.starts_with("table/")
            && parsed.resource.contains("/backup/")
    });
    match parsed {
        None => return Err(backup::invalid_arn()),
        Some(parsed) if parsed.account != context.scope().account.as_str() => {
            return Err(backup::of_another_account());
        }
        Some(_) => {}
    }
    let found = engine.drawer(context.scope()).backup(arn);
    found.ok_or_else(|| backup::not_found(arn))
}

/// The stream of an ARN, which has ended or not. One of another account or region is not found.
pub(crate) fn stream_of(
    engine: &Engine,
    context: &RequestContext,
    arn: &str,
) -> Result<Stream, AwsError> {
    let (parsed, table_name) = table_of_stream(arn).ok_or_else(stream::invalid_arn)?;
    let scope = context.scope();
    let is_here =
        parsed.region == scope.region.as_str() && parsed.account == scope.account.as_str();
    let mut found = match is_here {
        true => engine.drawer(scope).streams(Some(table_name)),
        false => return Err(stream::not_found(arn)),
    };
    found.remove(arn).ok_or_else(|| stream::not_found(arn))
}

/// Whether a text is formed as a stream's ARN is.
pub(crate) fn is_stream_arn(text: &str) -> bool {
    table_of_stream(text).is_some()
}

fn table_of_stream(arn: &str) -> Option<(Arn<'_>, &str)> {
    let parsed = Arn::parse(arn)?;
    let (table_name, _) = parsed
        .resource
        .strip_prefix("table/")?
        .split_once("/stream/")?;
    (parsed.service == "dynamodb").then_some((parsed, table_name))
}
