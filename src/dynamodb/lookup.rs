//! From the name in a request to a table.

use std::sync::Arc;

use super::access::ask::{About, Ask};
use super::engine::backup::Backup;
use super::engine::directory::Engine;
use super::engine::resource_policies::Subject;
use super::engine::state::State;
use super::engine::stream::Stream;
use super::engine::table::Table;
use super::error::{access, backup, constraint, stream, table, tags};
use super::permission::{self, Resource};
use super::validate::constraints::Constraints;
use super::validate::names::{control_plane_name, place};
use crate::aws::arn::Arn;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::identity::{AccountId, Region, Scope};

/// The table of a data plane request, by name or ARN. Errors, in order: AccessDeniedException,
/// ResourceNotFoundException.
pub(crate) fn table_of(
    engine: &Engine,
    context: &RequestContext,
    name: &str,
    ask: &Ask<'_>,
) -> Result<Arc<Table>, AwsError> {
    // Nobody has to clone a scope for a bare name.
    if !name.starts_with("arn:") {
        let scope = context.scope();
        let table = engine.drawer(scope).table(name);
        let table = table.ok_or_else(table::not_found)?;
        permission::check(engine, context, scope, &table, ask)?;
        return Ok(table);
    }
    let (owner, bare) = place(name, context.scope())?;
    match engine.drawer(&owner).table(bare) {
        Some(table) => {
            permission::check(engine, context, &owner, &table, ask)?;
            Ok(table)
        }
        None if owner == *context.scope() => Err(table::not_found()),
        None => Err(access::is_denied()),
    }
}

/// The table of a data plane request as it is now.
pub(crate) fn state_of(
    engine: &Engine,
    context: &RequestContext,
    name: &str,
    ask: &Ask<'_>,
) -> Result<Arc<State>, AwsError> {
    table_of(engine, context, name, ask).map(|table| table.state())
}

/// The table of a control plane request, whose refusal names it.
pub(crate) fn named_table(
    engine: &Engine,
    context: &RequestContext,
    name: &str,
    action: &'static str,
) -> Result<Arc<Table>, AwsError> {
    table_of(engine, context, name, &Ask::to(action)).map_err(|error| {
        let bare = name.rsplit('/').next().unwrap_or(name);
        named(error, || table::table_not_found(bare))
    })
}

/// A refusal in an operation's own words, if it says that there is no table.
pub(crate) fn named(error: AwsError, not_found: impl FnOnce() -> AwsError) -> AwsError {
    match error.code() {
        "ResourceNotFoundException" => not_found(),
        _ => error,
    }
}

/// The table that a control plane request must name. Errors, in order: the name,
/// AccessDeniedException, ResourceNotFoundException.
pub(crate) fn required_table(
    engine: &Engine,
    context: &RequestContext,
    name: Option<String>,
    action: &'static str,
) -> Result<Arc<Table>, AwsError> {
    let Some(name) = name else {
        return Err(constraint::parameter_required("TableName"));
    };
    let mut constraints = Constraints::default();
    control_plane_name(&mut constraints, Some(&name));
    constraints.check()?;
    named_table(engine, context, &name, action)
}

/// The table whose tags a request is about, as its ARN names it. Errors, in order:
/// AccessDeniedException, ResourceNotFoundException.
pub(crate) fn tagged_table(
    engine: &Engine,
    context: &RequestContext,
    arn: &str,
    (owner, name): &(Scope, &str),
    action: &'static str,
) -> Result<Arc<Table>, AwsError> {
    match engine.drawer(owner).table(name) {
        Some(table) => {
            permission::check(engine, context, owner, &table, &Ask::to(action))?;
            Ok(table)
        }
        None if owner == context.scope() => Err(tags::resource_not_found(arn)),
        None => Err(access::not_allowed(&context.scope().account, action, arn)),
    }
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

/// The stream of an ARN, which has ended or not. One of another region is not found. Errors, in order:
/// the ARN, AccessDeniedException, ResourceNotFoundException.
pub(crate) fn stream_of(
    engine: &Engine,
    context: &RequestContext,
    arn: &str,
    action: &'static str,
) -> Result<Stream, AwsError> {
    let (parsed, table_name) = table_of_stream(arn).ok_or_else(stream::invalid_arn)?;
    let scope = context.scope();
    let account = AccountId::parse(parsed.account);
    let (Some(account), true) = (account, parsed.region == scope.region.as_str()) else {
        return Err(stream::not_found(arn));
    };
    let is_own = account == scope.account;
    let owner = Scope {
        account,
        region: scope.region.clone(),
    };
    let drawer = engine.drawer(&owner);
    let found = drawer.streams(Some(table_name)).remove(arn);
    let found = match found {
        None if is_own => return Err(stream::not_found(arn)),
        None => return Err(access::is_denied()),
        Some(found) => found,
    };
    let table = drawer.table(table_name);
    let label = Subject::Stream(&found.about().label);
    let policy = table
        .as_ref()
        .and_then(|table| table.policies.policy(label));
    match (&policy, table) {
        (None, _) if is_own => {}
        (_, None) => return Err(access::is_denied()),
        (policy, Some(table)) => {
            let resource = Resource {
                arn: arn.to_owned(),
                owner,
                definition: Arc::clone(&table.state().definition),
            };
            let policy = policy.as_ref().map(|policy| &policy.document.policy);
            permission::by_policy(
                engine,
                context,
                policy,
                &resource,
                action,
                &About::default(),
            )?;
        }
    }
    Ok(found)
}

/// Whether a text is formed as a stream's ARN is.
pub(crate) fn is_stream_arn(text: &str) -> bool {
    table_of_stream(text).is_some()
}

/// Where the table of a stream is, and its name.
pub(crate) fn owner_of_stream(arn: &str) -> Option<(Scope, &str)> {
    let (parsed, table_name) = table_of_stream(arn)?;
    let owner = Scope {
        account: AccountId::parse(parsed.account)?,
        region: Region::parse(parsed.region)?,
    };
    Some((owner, table_name))
}

fn table_of_stream(arn: &str) -> Option<(Arn<'_>, &str)> {
    let parsed = Arn::parse(arn)?;
    let (table_name, _) = parsed
        .resource
        .strip_prefix("table/")?
        .split_once("/stream/")?;
    (parsed.service == "dynamodb").then_some((parsed, table_name))
}
