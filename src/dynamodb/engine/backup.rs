//! What can be restored: a table's definition, items and indexes, apart from the table.

use std::sync::Arc;

use super::definition::Definition;
use super::tree::Tree;

/// A table as it was. Cloning it costs a few pointers, and so does making one: it shares its items
/// with the table.
#[derive(Clone)]
pub(crate) struct Image {
    pub(crate) definition: Arc<Definition>,
    pub(crate) items: Tree,
    /// In the order of the definition's indexes; none if they have to be filled again.
    pub(crate) indexes: Option<Vec<Tree>>,
}

/// How long a backup of the service's own is kept.
const SYSTEM_DAYS: i64 = 35;

/// Who made a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BackupKind {
    /// A request.
    User,
    /// The service itself, when it deleted a table whose point-in-time recovery was on.
    System { expires_ms: i64 },
}

/// A backup. It outlives its table.
#[derive(Clone)]
pub(crate) struct Backup {
    pub(crate) kind: BackupKind,
    pub(crate) arn: String,
    pub(crate) name: String,
    pub(crate) created_ms: i64,
    pub(crate) image: Image,
}

/// Two are equal if they are the same backup: nothing changes in one. Held time lets two tables of one
/// name leave backups of one ARN.
impl PartialEq for Backup {
    fn eq(&self, other: &Self) -> bool {
        (&self.arn, &self.image.definition.id) == (&other.arn, &other.image.definition.id)
    }
}

impl Backup {
    /// What stays of a table whose point-in-time recovery was on (recorded: its name and ARN, and 35
    /// days).
    pub(crate) fn of_deleted_table(image: Image, now_ms: i64) -> Self {
        let definition = &image.definition;
        Self {
            kind: BackupKind::System {
                expires_ms: now_ms + SYSTEM_DAYS * 24 * 60 * 60 * 1000,
            },
            arn: format!("{}/backup/{now_ms:014}-00000000", definition.arn),
            name: format!("{}$DeletedTableBackup", definition.name),
            created_ms: now_ms,
            image,
        }
    }

    /// Where the backup stands in lists: oldest first.
    pub(crate) fn place(&self) -> (&str, &str) {
        place_of(&self.arn)
    }
}

/// The place of a backup's ARN, whether it is there or not: its last part begins with the moment.
pub(crate) fn place_of(arn: &str) -> (&str, &str) {
    let id = arn.rsplit('/').next().unwrap_or_default();
    (id, arn)
}
