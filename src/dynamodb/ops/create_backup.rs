//! CreateBackup (API reference, "CreateBackup"): keeps a table as it is now, in no time, whatever its
//! size.

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::access::ask::Ask;
use crate::dynamodb::backup_description::{BackupStatus, write_details};
use crate::dynamodb::engine::backup::{Backup, BackupKind};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::error::backup as refuse;
use crate::dynamodb::lookup::{named, state_of};
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::names::data_plane_name;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

#[derive(Debug, Default)]
pub(crate) struct CreateBackupInput {
    table_name: Option<String>,
    backup_name: Option<String>,
}

impl Input for CreateBackupInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TableName" => self.table_name = reader.string()?,
            "BackupName" => self.backup_name = reader.string()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

pub(crate) struct CreateBackupOutput(Arc<Backup>);

impl Output for CreateBackupOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("BackupDetails")
                .object(|w| write_details(w, &self.0, BackupStatus::Creating));
        });
    }
}

/// Errors, in order: the request's shape, TableNotFoundException.
pub(crate) fn create_backup(
    engine: &Engine,
    context: &RequestContext,
    input: CreateBackupInput,
) -> Result<CreateBackupOutput, AwsError> {
    let backup_name = input.backup_name.as_deref();
    let mut constraints = Constraints::default();
    data_plane_name(&mut constraints, input.table_name.as_deref());
    constraints.not_null("backupName", backup_name.as_ref());
    constraints.name_pattern("backupName", backup_name);
    constraints.length("backupName", backup_name, 3, 255);
    constraints.check()?;
    let name = input.table_name.unwrap_or_default();
    let state = state_of(engine, context, &name, &Ask::to("CreateBackup"))
        .map_err(|error| named(error, || refuse::table_not_found(&name)))?;
    let created_ms = engine.clock.unix_ms();
    let id = format!("{created_ms:014}-{}", engine.clock.hex(8));
    let backup = engine.drawer_to_fill(context.scope()).keep_backup(Backup {
        kind: BackupKind::User,
        arn: format!("{}/backup/{id}", state.definition.arn),
        name: input.backup_name.unwrap_or_default(),
        created_ms,
        image: state.image(),
    });
    Ok(CreateBackupOutput(backup))
}
