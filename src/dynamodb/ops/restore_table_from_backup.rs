//! RestoreTableFromBackup (API reference, "RestoreTableFromBackup"): a new table that shares its
//! items with the backup.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::description::{DescriptionOutput, RestoreSummary};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::lookup::required_backup;
use crate::dynamodb::restore::{Overrides, restore};
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::Input;

#[derive(Debug, Default)]
pub(crate) struct RestoreTableFromBackupInput {
    backup_arn: Option<String>,
    overrides: Overrides,
}

impl Input for RestoreTableFromBackupInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        if name == "BackupArn" {
            self.backup_arn = reader.string()?;
            return Ok(true);
        }
        self.overrides.read_member(reader, name)
    }
}

/// Errors, in order: the request's shape, BackupNotFoundException, the overrides,
/// TableAlreadyExistsException.
pub(crate) fn restore_table_from_backup(
    engine: &Engine,
    context: &RequestContext,
    input: RestoreTableFromBackupInput,
) -> Result<DescriptionOutput, AwsError> {
    let mut constraints = Constraints::default();
    input.overrides.check(&mut constraints);
    constraints.not_null("backupArn", input.backup_arn.as_ref());
    constraints.check()?;
    let backup = required_backup(engine, context, input.backup_arn.as_deref())?;
    let summary = RestoreSummary {
        table_arn: backup.image.definition.arn.clone(),
        backup_arn: Some(backup.arn.clone()),
        moment_ms: backup.created_ms,
    };
    restore(
        engine,
        context,
        backup.image.clone(),
        summary,
        input.overrides,
    )
}
