//! Shapes of auto scaling as UpdateTableReplicaAutoScaling carries them.

use super::reader::{Reader, Wire};
use super::scalars::Place;
use super::table::{read_list, read_structure};

/// AutoScalingSettingsUpdate.
#[derive(Clone, Debug, Default)]
pub(crate) struct SentScaling {
    pub(crate) minimum: Option<i64>,
    pub(crate) maximum: Option<i64>,
    pub(crate) disabled: Option<bool>,
    pub(crate) role_arn: Option<String>,
    pub(crate) policy: Option<SentPolicy>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct SentPolicy {
    pub(crate) name: Option<String>,
    pub(crate) tracking: Option<SentTracking>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SentTracking {
    pub(crate) disable_scale_in: Option<bool>,
    pub(crate) scale_in_cooldown_s: Option<i32>,
    pub(crate) scale_out_cooldown_s: Option<i32>,
    pub(crate) target: Option<f64>,
}

/// One dimension of an index.
#[derive(Clone, Debug, Default)]
pub(crate) struct SentIndexScaling {
    pub(crate) name: Option<String>,
    pub(crate) scaling: Option<SentScaling>,
}

/// One region's read capacity.
#[derive(Clone, Debug, Default)]
pub(crate) struct SentReplicaScaling {
    pub(crate) region: Option<String>,
    pub(crate) read: Option<SentScaling>,
    pub(crate) indexes: Option<Vec<SentIndexScaling>>,
}

pub(crate) fn read_scaling(reader: &mut Reader<'_>) -> Wire<Option<SentScaling>> {
    read_structure(
        reader,
        "AutoScalingSettingsUpdate",
        Place::Member,
        |reader, name, sent: &mut SentScaling| {
            match name {
                "MinimumUnits" => sent.minimum = reader.long()?,
                "MaximumUnits" => sent.maximum = reader.long()?,
                "AutoScalingDisabled" => sent.disabled = reader.boolean()?,
                "AutoScalingRoleArn" => sent.role_arn = reader.string()?,
                "ScalingPolicyUpdate" => sent.policy = read_policy(reader)?,
                _ => reader.skip()?,
            }
            Ok(())
        },
    )
}

/// `member` is the dimension that this list of indexes scales.
pub(crate) fn read_index_scaling(
    reader: &mut Reader<'_>,
    class: &str,
    member: &str,
) -> Wire<Option<Vec<SentIndexScaling>>> {
    read_list(
        reader,
        class,
        |reader, name, sent: &mut SentIndexScaling| {
            match name {
                "IndexName" => sent.name = reader.string()?,
                _ if name == member => sent.scaling = read_scaling(reader)?,
                _ => reader.skip()?,
            }
            Ok(())
        },
    )
}

pub(crate) fn read_replica_scaling(
    reader: &mut Reader<'_>,
) -> Wire<Option<Vec<SentReplicaScaling>>> {
    let class = "ReplicaAutoScalingUpdate";
    read_list(
        reader,
        class,
        |reader, name, sent: &mut SentReplicaScaling| {
            match name {
                "RegionName" => sent.region = reader.string()?,
                "ReplicaProvisionedReadCapacityAutoScalingUpdate" => {
                    sent.read = read_scaling(reader)?;
                }
                "ReplicaGlobalSecondaryIndexUpdates" => {
                    sent.indexes = read_index_scaling(
                        reader,
                        "ReplicaGlobalSecondaryIndexAutoScalingUpdate",
                        "ProvisionedReadCapacityAutoScalingUpdate",
                    )?;
                }
                _ => reader.skip()?,
            }
            Ok(())
        },
    )
}

fn read_policy(reader: &mut Reader<'_>) -> Wire<Option<SentPolicy>> {
    read_structure(
        reader,
        "AutoScalingPolicyUpdate",
        Place::Member,
        |reader, name, sent: &mut SentPolicy| {
            match name {
                "PolicyName" => sent.name = reader.string()?,
                "TargetTrackingScalingPolicyConfiguration" => {
                    sent.tracking = read_tracking(reader)?;
                }
                _ => reader.skip()?,
            }
            Ok(())
        },
    )
}

fn read_tracking(reader: &mut Reader<'_>) -> Wire<Option<SentTracking>> {
    read_structure(
        reader,
        "AutoScalingTargetTrackingScalingPolicyConfigurationUpdate",
        Place::Member,
        |reader, name, sent: &mut SentTracking| {
            match name {
                "DisableScaleIn" => sent.disable_scale_in = reader.boolean()?,
                "ScaleInCooldown" => sent.scale_in_cooldown_s = reader.integer()?,
                "ScaleOutCooldown" => sent.scale_out_cooldown_s = reader.integer()?,
                "TargetValue" => sent.target = reader.double()?,
                _ => reader.skip()?,
            }
            Ok(())
        },
    )
}
