//! Auto scaling of a global table, which is kept and told; nothing is scaled here.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::identity::Region;
use crate::dynamodb::engine::definition::{
    BillingMode, Definition, Dimension, IndexKind, ScaledCapacity, Scaling, Tracking,
};
use crate::dynamodb::error::auto_scaling as refuse;
use crate::dynamodb::wire::auto_scaling::SentScaling;
use crate::dynamodb::wire::writer::Writer;

/// What a target has to be for a metric of DynamoDB, in percent (recorded; the guide says 20).
const TARGETS: std::ops::RangeInclusive<f64> = 10.0..=90.0;
/// Below this Application Auto Scaling refuses in words of its own.
const TARGET_MIN: f64 = 8.51592e-109;

/// Checks one dimension's update, and says what it makes of it; none switches scaling off. Errors, in
/// order: members that do not fit each other, the capacity, the target, the role.
pub(crate) fn scaled(
    context: &RequestContext,
    table: &str,
    index: Option<&str>,
    dimension: Dimension,
    sent: &SentScaling,
) -> Result<Option<Scaling>, AwsError> {
    let is_disabling = sent.disabled == Some(true);
    let members = [
        ("'MaximumUnits'", sent.maximum.is_some()),
        ("'ScalingPolicyUpdate'", sent.policy.is_some()),
        ("'MinimumUnits'", sent.minimum.is_some()),
    ];
    let wrong = members.iter().filter(|(_, there)| *there == is_disabling);
    let wrong: Vec<_> = wrong.map(|(name, _)| *name).collect();
    if !wrong.is_empty() {
        let wrong = wrong.join(", ");
        return Err(match is_disabling {
            true => refuse::not_while_disabling(table, &wrong),
            false => refuse::required(table, &wrong),
        });
    }
    let (Some(minimum), Some(maximum), Some(policy)) = (sent.minimum, sent.maximum, &sent.policy)
    else {
        return Ok(None);
    };
    let request_id = &context.request_id;
    if maximum < minimum {
        return Err(refuse::maximum_below_minimum(request_id));
    }
    let tracking = policy.tracking.unwrap_or_default();
    let target = tracking.target.unwrap_or_default();
    if target < TARGET_MIN {
        return Err(refuse::target_out_of_range(target, request_id));
    }
    if !TARGETS.contains(&target) {
        let metric = dimension.metric();
        return Err(refuse::target_of_metric(metric, target, request_id));
    }
    let account = context.scope().account.as_str();
    let role_arn = format!(
        "arn:aws:iam::{account}:role/aws-service-role/\
         dynamodb.application-autoscaling.amazonaws.com/\
         AWSServiceRoleForApplicationAutoScaling_DynamoDBTable"
    );
    if let Some(other) = sent.role_arn.as_ref().filter(|arn| **arn != role_arn) {
        return Err(refuse::role_not_passed(account, other, request_id));
    }
    let resource = match index {
        Some(index) => format!("table/{table}/index/{index}"),
        None => format!("table/{table}"),
    };
    let own_name = || format!("{}:{resource}", dimension.metric());
    Ok(Some(Scaling {
        minimum,
        maximum,
        role_arn,
        policy_name: policy.name.clone().unwrap_or_else(own_name),
        tracking: Tracking {
            disable_scale_in: tracking.disable_scale_in,
            scale_in_cooldown_s: tracking.scale_in_cooldown_s,
            scale_out_cooldown_s: tracking.scale_out_cooldown_s,
            target,
        },
    }))
}

/// Whether a table's writes and those of its indexes are scaled, which a provisioned one needs to have
/// replicas.
pub(crate) fn scales_writes(definition: &Definition) -> (bool, bool) {
    let is_scaled = |name: &Option<String>| {
        let capacity = definition.auto_scaling.get(name);
        capacity.is_some_and(|capacity| capacity.write.is_some())
    };
    let mut indexes = definition.indexes_of(IndexKind::Global);
    let all = indexes.all(|(_, index)| is_scaled(&Some(index.name.clone())));
    (is_scaled(&None), all)
}

/// One region's entry.
pub(crate) fn write_replica(w: &mut Writer, region: &Region, definition: &Definition) {
    w.object(|w| {
        w.name("RegionName").text(region.as_str());
        let indexes = definition.indexes_of(IndexKind::Global);
        w.name("GlobalSecondaryIndexes")
            .list(indexes, |w, (_, index)| {
                w.object(|w| {
                    w.name("IndexName").text(&index.name);
                    w.name("IndexStatus").text("ACTIVE");
                    let name = Some(index.name.clone());
                    write_capacity(w, "Provisioned", definition, &name);
                });
            });
        write_capacity(w, "ReplicaProvisioned", definition, &None);
        w.name("ReplicaStatus").text("ACTIVE");
    });
}

fn write_capacity(w: &mut Writer, prefix: &str, definition: &Definition, name: &Option<String>) {
    let none = ScaledCapacity::default();
    let capacity = definition.auto_scaling.get(name).unwrap_or(&none);
    for (dimension, scaling) in [("Read", &capacity.read), ("Write", &capacity.write)] {
        let member = format!("{prefix}{dimension}CapacityAutoScalingSettings");
        w.name(&member)
            .object(|w| write_scaling(w, definition.billing, scaling.as_ref()));
    }
}

/// Recorded: on demand, what is kept is told as switched off.
fn write_scaling(w: &mut Writer, billing: BillingMode, scaling: Option<&Scaling>) {
    if let Some(scaling) = scaling {
        w.name("MinimumUnits").plain(scaling.minimum);
        w.name("MaximumUnits").plain(scaling.maximum);
    }
    if scaling.is_none() || billing == BillingMode::PayPerRequest {
        w.name("AutoScalingDisabled").plain(true);
    }
    if let Some(scaling) = scaling {
        w.name("AutoScalingRoleArn").text(&scaling.role_arn);
    }
    w.name("ScalingPolicies").list(scaling, |w, scaling| {
        w.object(|w| {
            w.name("PolicyName").text(&scaling.policy_name);
            w.name("TargetTrackingScalingPolicyConfiguration")
                .object(|w| write_tracking(w, scaling.tracking));
        });
    });
}

fn write_tracking(w: &mut Writer, tracking: Tracking) {
    if let Some(disabled) = tracking.disable_scale_in {
        w.name("DisableScaleIn").plain(disabled);
    }
    if let Some(seconds) = tracking.scale_in_cooldown_s {
        w.name("ScaleInCooldown").plain(seconds);
    }
    if let Some(seconds) = tracking.scale_out_cooldown_s {
        w.name("ScaleOutCooldown").plain(seconds);
    }
    w.name("TargetValue")
        .plain(format_args!("{:?}", tracking.target));
}
