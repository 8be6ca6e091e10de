//! ListBackups (API reference, "ListBackups"): oldest first, in pages.

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::backup_description::{BackupStatus, write_details};
use crate::dynamodb::engine::backup::{Backup, BackupKind, place_of};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::error::backup as refuse;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::names::{bare_name, optional_name};
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

const LIMIT_MAX: i64 = 100;
const TYPES: [&str; 4] = ["USER", "SYSTEM", "AWS_BACKUP", "ALL"];

#[derive(Debug, Default)]
pub(crate) struct ListBackupsInput {
    table_name: Option<String>,
    limit: Option<i32>,
    lower_ms: Option<i64>,
    upper_ms: Option<i64>,
    start_arn: Option<String>,
    backup_type: Option<String>,
}

impl Input for ListBackupsInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TableName" => self.table_name = reader.string()?,
            "Limit" => self.limit = reader.integer()?,
            "TimeRangeLowerBound" => self.lower_ms = reader.timestamp_ms()?,
            "TimeRangeUpperBound" => self.upper_ms = reader.timestamp_ms()?,
            "ExclusiveStartBackupArn" => self.start_arn = reader.string()?,
            "BackupType" => self.backup_type = reader.string()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

pub(crate) struct ListBackupsOutput {
    backups: Vec<Arc<Backup>>,
    last_arn: Option<String>,
}

impl Output for ListBackupsOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("BackupSummaries").list(&self.backups, |w, backup| {
                w.object(|w| {
                    let table = &backup.image.definition;
                    w.name("TableName").text(&table.name);
                    w.name("TableId").text(&table.id);
                    w.name("TableArn").text(&table.arn);
                    write_details(w, backup, BackupStatus::Available);
                });
            });
            if let Some(arn) = &self.last_arn {
                w.name("LastEvaluatedBackupArn").text(arn);
            }
        });
    }
}

/// The default leaves out backups of the service's own.
fn is_of_type(kind: BackupKind, asked: Option<&str>) -> bool {
    match asked {
        None | Some("USER") => kind == BackupKind::User,
        Some("SYSTEM") => kind != BackupKind::User,
        Some("ALL") => true,
        Some(_) => false,
    }
}

/// Errors, in order: the request's shape, a time range that is upside down.
pub(crate) fn list_backups(
    engine: &Engine,
    context: &RequestContext,
    input: ListBackupsInput,
) -> Result<ListBackupsOutput, AwsError> {
    let limit = input.limit.map(i64::from);
    let backup_type = input.backup_type.as_deref();
    let mut constraints = Constraints::default();
    optional_name(&mut constraints, input.table_name.as_deref());
    constraints.at_least("limit", limit, 1);
    constraints.at_most("limit", limit, LIMIT_MAX);
    constraints.one_of("backupType", backup_type, &TYPES);
    constraints.check()?;
    let table = match &input.table_name {
        Some(name) => Some(bare_name(name, context.scope())?),
        None => None,
    };
    let range = input.lower_ms.zip(input.upper_ms);
    if range.is_some_and(|(lower, upper)| lower > upper) {
        return Err(refuse::range_upside_down());
    }
    let start = input.start_arn.as_deref().map(place_of);
    let mut all = engine.drawer(context.scope()).backups();
    // The start is a cursor, whether its backup is still there or not; the upper bound is exclusive.
    all.retain(|backup| {
        start.is_none_or(|start| backup.place() > start)
            && table.is_none_or(|name| backup.image.definition.name == name)
            && input
                .lower_ms
                .is_none_or(|lower| backup.created_ms >= lower)
            && input.upper_ms.is_none_or(|upper| backup.created_ms < upper)
            && is_of_type(backup.kind, backup_type)
    });
    let page = usize::try_from(limit.unwrap_or(LIMIT_MAX)).unwrap_or(usize::MAX);
    let last_arn = (all.len() > page).then(|| all[page - 1].arn.clone());
    all.truncate(page);
    Ok(ListBackupsOutput {
        backups: all,
        last_arn,
    })
}
