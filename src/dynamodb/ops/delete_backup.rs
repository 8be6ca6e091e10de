//! DeleteBackup (API reference, "DeleteBackup").

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::time::{from_unix_ms, iso_millis};
use crate::dynamodb::backup_description::BackupStatus;
use crate::dynamodb::engine::backup::BackupKind;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::error::backup as refuse;
use crate::dynamodb::lookup::required_backup;
use crate::dynamodb::ops::describe_backup::BackupOutput;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::Input;

#[derive(Debug, Default)]
pub(crate) struct DeleteBackupInput {
    backup_arn: Option<String>,
}

impl Input for DeleteBackupInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        if name == "BackupArn" {
            self.backup_arn = reader.string()?;
        }
        Ok(name == "BackupArn")
    }
}

/// Errors, in order: the ARN, BackupNotFoundException, a backup of the service's own.
pub(crate) fn delete_backup(
    engine: &Engine,
    context: &RequestContext,
    input: DeleteBackupInput,
) -> Result<BackupOutput, AwsError> {
    let backup = required_backup(engine, context, input.backup_arn.as_deref())?;
    if let BackupKind::System { expires_ms } = backup.kind {
        let expires = iso_millis(from_unix_ms(expires_ms));
        return Err(refuse::made_by_the_system(&backup.arn, &expires));
    }
    if !engine.drawer(context.scope()).remove_backup(&backup.arn) {
        return Err(refuse::not_found(&backup.arn));
    }
    Ok(BackupOutput {
        backup,
        status: BackupStatus::Deleted,
    })
}
