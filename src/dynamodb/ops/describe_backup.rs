//! DescribeBackup (API reference, "DescribeBackup").

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::backup_description::{BackupStatus, write_description};
use crate::dynamodb::engine::backup::Backup;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::lookup::required_backup;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

#[derive(Debug, Default)]
pub(crate) struct DescribeBackupInput {
    backup_arn: Option<String>,
}

impl Input for DescribeBackupInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        if name == "BackupArn" {
            self.backup_arn = reader.string()?;
        }
        Ok(name == "BackupArn")
    }
}

/// One backup's description.
pub(crate) struct BackupOutput {
    pub(crate) backup: Arc<Backup>,
    pub(crate) status: BackupStatus,
}

impl Output for BackupOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            write_description(w.name("BackupDescription"), &self.backup, self.status);
        });
    }
}

/// Errors, in order: the ARN, BackupNotFoundException.
pub(crate) fn describe_backup(
    engine: &Engine,
    context: &RequestContext,
    input: DescribeBackupInput,
) -> Result<BackupOutput, AwsError> {
    let backup = required_backup(engine, context, input.backup_arn.as_deref())?;
    Ok(BackupOutput {
        backup,
        status: BackupStatus::Available,
    })
}
