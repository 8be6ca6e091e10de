//! Shapes of global tables as UpdateTable carries them.

use super::reader::{Reader, Wire};
use super::scalars::Place;
use super::table::{read_list, read_structure};

/// What UpdateTable may change about the regions of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReplicaChanges {
    pub(crate) updates: Option<Vec<SentReplicaUpdate>>,
    pub(crate) witnesses: Option<Vec<SentWitnessUpdate>>,
    pub(crate) consistency: Option<String>,
}

/// One entry of ReplicaUpdates.
#[derive(Clone, Debug, Default)]
pub(crate) struct SentReplicaUpdate {
    pub(crate) create: Option<SentReplica>,
    pub(crate) update: Option<SentReplica>,
    pub(crate) delete: Option<SentReplica>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct SentReplica {
    pub(crate) region: Option<String>,
    pub(crate) key_id: Option<String>,
    pub(crate) overrides: SentOverrides,
    pub(crate) indexes: Option<Vec<SentReplicaIndex>>,
    pub(crate) table_class: Option<String>,
}

/// A replica's own read capacity.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SentOverrides {
    /// ReadCapacityUnits.
    pub(crate) provisioned: Option<i64>,
    /// MaxReadRequestUnits.
    pub(crate) on_demand: Option<i64>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct SentReplicaIndex {
    pub(crate) name: Option<String>,
    pub(crate) overrides: SentOverrides,
}

/// One entry of GlobalTableWitnessUpdates: regions.
#[derive(Clone, Debug, Default)]
pub(crate) struct SentWitnessUpdate {
    pub(crate) create: Option<String>,
    pub(crate) delete: Option<String>,
}

pub(crate) fn read_replica_updates(
    reader: &mut Reader<'_>,
) -> Wire<Option<Vec<SentReplicaUpdate>>> {
    let class = "ReplicationGroupUpdate";
    read_list(
        reader,
        class,
        |reader, name, sent: &mut SentReplicaUpdate| {
            match name {
                "Create" => {
                    sent.create = read_replica(reader, "CreateReplicationGroupMemberAction")?
                }
                "Update" => {
                    sent.update = read_replica(reader, "UpdateReplicationGroupMemberAction")?
                }
                "Delete" => {
                    sent.delete = read_replica(reader, "DeleteReplicationGroupMemberAction")?
                }
                _ => reader.skip()?,
            }
            Ok(())
        },
    )
}

pub(crate) fn read_witness_updates(
    reader: &mut Reader<'_>,
) -> Wire<Option<Vec<SentWitnessUpdate>>> {
    let class = "GlobalTableWitnessGroupUpdate";
    read_list(
        reader,
        class,
        |reader, name, sent: &mut SentWitnessUpdate| {
            let region = |reader: &mut Reader<'_>, class| {
                let witness = read_replica(reader, class)?;
                Ok(witness.and_then(|witness| witness.region))
            };
            match name {
                "Create" => {
                    sent.create = region(reader, "CreateGlobalTableWitnessGroupMemberAction")?
                }
                "Delete" => {
                    sent.delete = region(reader, "DeleteGlobalTableWitnessGroupMemberAction")?
                }
                _ => reader.skip()?,
            }
            Ok(())
        },
    )
}

fn read_replica(reader: &mut Reader<'_>, class: &str) -> Wire<Option<SentReplica>> {
    read_structure(
        reader,
        class,
        Place::Member,
        |reader, name, sent: &mut SentReplica| {
            match name {
                "RegionName" => sent.region = reader.string()?,
                "KMSMasterKeyId" => sent.key_id = reader.string()?,
                "GlobalSecondaryIndexes" => sent.indexes = read_indexes(reader)?,
                "TableClassOverride" => sent.table_class = reader.string()?,
                _ => read_override(reader, name, &mut sent.overrides)?,
            }
            Ok(())
        },
    )
}

fn read_indexes(reader: &mut Reader<'_>) -> Wire<Option<Vec<SentReplicaIndex>>> {
    let class = "ReplicaGlobalSecondaryIndex";
    read_list(
        reader,
        class,
        |reader, name, sent: &mut SentReplicaIndex| {
            match name {
                "IndexName" => sent.name = reader.string()?,
                _ => read_override(reader, name, &mut sent.overrides)?,
            }
            Ok(())
        },
    )
}

fn read_override(reader: &mut Reader<'_>, name: &str, sent: &mut SentOverrides) -> Wire<()> {
    match name {
        "ProvisionedThroughputOverride" => {
            sent.provisioned = read_units(reader, name, "ReadCapacityUnits")?;
            Ok(())
        }
        "OnDemandThroughputOverride" => {
            sent.on_demand = read_units(reader, name, "MaxReadRequestUnits")?;
            Ok(())
        }
        _ => reader.skip(),
    }
}

fn read_units(reader: &mut Reader<'_>, class: &str, member: &str) -> Wire<Option<i64>> {
    let units = read_structure(
        reader,
        class,
        Place::Member,
        |reader, name, units: &mut Option<i64>| {
            match name == member {
                true => *units = reader.long()?,
                false => reader.skip()?,
            }
            Ok(())
        },
    )?;
    Ok(units.flatten())
}
