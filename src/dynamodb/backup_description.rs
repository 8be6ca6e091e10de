//! BackupDetails, and what a backup keeps of its table, as answers tell them.

use super::description::{write_index, write_key, write_on_demand, write_vector_index};
use super::engine::backup::{Backup, BackupKind};
use super::engine::definition::{Definition, IndexKind, Throughput};
use super::wire::writer::Writer;

/// A backup is there at once; the answer of CreateBackup says, as AWS's does, that it has only begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BackupStatus {
    Creating,
    Available,
    Deleted,
}

impl BackupStatus {
    fn name(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Available => "AVAILABLE",
            Self::Deleted => "DELETED",
        }
    }
}

/// The members of BackupDetails, of which BackupSummary has the same.
pub(crate) fn write_details(w: &mut Writer, backup: &Backup, status: BackupStatus) {
    w.name("BackupArn").text(&backup.arn);
    w.name("BackupName").text(&backup.name);
    w.name("BackupSizeBytes")
        .plain(backup.image.items.size_bytes());
    w.name("BackupStatus").quoted(status.name());
    w.name("BackupType").quoted(match backup.kind {
        BackupKind::User => "USER",
        BackupKind::System { .. } => "SYSTEM",
    });
    w.name("BackupCreationDateTime").moment(backup.created_ms);
    if let BackupKind::System { expires_ms } = backup.kind {
        w.name("BackupExpiryDateTime").moment(expires_ms);
    }
}

/// BackupDescription.
pub(crate) fn write_description(w: &mut Writer, backup: &Backup, status: BackupStatus) {
    w.object(|w| {
        w.name("BackupDetails")
            .object(|w| write_details(w, backup, status));
        w.name("SourceTableDetails")
            .object(|w| write_table(w, backup));
        w.name("SourceTableFeatureDetails")
            .object(|w| match backup.kind {
                BackupKind::User => write_features(w, &backup.image.definition),
                // Recorded: a backup of the service's own tells of none.
                BackupKind::System { .. } => {}
            });
    });
}

fn write_table(w: &mut Writer, backup: &Backup) {
    let definition = &*backup.image.definition;
    w.name("TableName").text(&definition.name);
    w.name("TableId").text(&definition.id);
    w.name("TableArn").text(&definition.arn);
    w.name("TableSizeBytes")
        .plain(backup.image.items.size_bytes());
    write_key(w.name("KeySchema"), &definition.key);
    w.name("TableCreationDateTime")
        .moment(definition.created_ms);
    write_units(w, definition.throughput);
    if let Some(on_demand) = definition.on_demand {
        write_on_demand(w, on_demand);
    }
    w.name("ItemCount").plain(backup.image.items.len());
    w.name("BillingMode").quoted(definition.billing.name());
}

fn write_features(w: &mut Writer, definition: &Definition) {
    for (member, kind) in [
        ("LocalSecondaryIndexes", IndexKind::Local),
        ("GlobalSecondaryIndexes", IndexKind::Global),
    ] {
        let mut indexes = definition.indexes_of(kind).peekable();
        if indexes.peek().is_none() {
            continue;
        }
        w.name(member).list(indexes, |w, (_, index)| {
            w.object(|w| {
                write_index(w, index);
                if kind == IndexKind::Global {
                    write_units(w, index.throughput);
                }
            });
        });
    }
    if !definition.vectors.is_empty() {
        w.name("VectorIndexes")
            .list(&definition.vectors, |w, index| {
                w.object(|w| write_vector_index(w, index))
            });
    }
    if let Some(stream) = &definition.stream {
        w.name("StreamDescription").object(|w| {
            w.name("StreamEnabled").plain(true);
            w.name("StreamViewType").quoted(stream.view.name());
        });
    }
    if let Some(attribute) = &definition.time_to_live.attribute {
        w.name("TimeToLiveDescription").object(|w| {
            w.name("TimeToLiveStatus").quoted("ENABLED");
            w.name("AttributeName").text(attribute);
        });
    }
    if let Some(encryption) = &definition.encryption {
        w.name("SSEDescription").object(|w| {
            w.name("Status").quoted("ENABLED");
            w.name("SSEType").quoted("KMS");
            w.name("KMSMasterKeyArn").text(&encryption.key_arn);
        });
    }
}

fn write_units(w: &mut Writer, throughput: Throughput) {
    w.name("ProvisionedThroughput").object(|w| {
        w.name("ReadCapacityUnits").plain(throughput.read);
        w.name("WriteCapacityUnits").plain(throughput.write);
    });
}
