//! DescribeTableReplicaAutoScaling and UpdateTableReplicaAutoScaling (API reference): how the
//! capacity of a global table's replicas is to be scaled. It is kept and told; nothing is scaled.

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::identity::Region;
use crate::dynamodb::access::ask::Ask;
use crate::dynamodb::engine::definition::{BillingMode, Definition, Dimension, Scaling};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::table::Table;
use crate::dynamodb::error::{auto_scaling as refuse, constraint};
use crate::dynamodb::lookup::{named, table_of};
use crate::dynamodb::replicas::auto_scaling::{scaled, write_replica};
use crate::dynamodb::replicas::view::in_region;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::names::{bare_name, control_plane_name};
use crate::dynamodb::wire::auto_scaling::{
    SentIndexScaling, SentReplicaScaling, SentScaling, read_index_scaling, read_replica_scaling,
    read_scaling,
};
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

#[derive(Debug, Default)]
pub(crate) struct AutoScalingInput {
    table_name: Option<String>,
    write: Option<SentScaling>,
    indexes: Option<Vec<SentIndexScaling>>,
    replicas: Option<Vec<SentReplicaScaling>>,
}

impl Input for AutoScalingInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TableName" => self.table_name = reader.string()?,
            "ProvisionedWriteCapacityAutoScalingUpdate" => self.write = read_scaling(reader)?,
            "GlobalSecondaryIndexUpdates" => {
                self.indexes = read_index_scaling(
                    reader,
                    "GlobalSecondaryIndexAutoScalingUpdate",
                    "ProvisionedWriteCapacityAutoScalingUpdate",
                )?;
            }
            "ReplicaUpdates" => self.replicas = read_replica_scaling(reader)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

pub(crate) struct AutoScalingOutput {
    table: String,
    /// By name.
    replicas: Vec<(Region, Arc<Definition>)>,
}

impl Output for AutoScalingOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("TableAutoScalingDescription").object(|w| {
                w.name("TableName").text(&self.table);
                w.name("TableStatus").text("ACTIVE");
                w.name("Replicas")
                    .list(&self.replicas, |w, (region, definition)| {
                        write_replica(w, region, definition);
                    });
            });
        });
    }
}

/// Errors, in order: the name, ResourceNotFoundException, also for a table of one region.
pub(crate) fn describe_table_replica_auto_scaling(
    engine: &Engine,
    context: &RequestContext,
    input: AutoScalingInput,
) -> Result<AutoScalingOutput, AwsError> {
    let action = "DescribeTableReplicaAutoScaling";
    let members = Members::find(engine, context, input.table_name.as_deref(), action)?;
    Ok(members.described())
}

/// The answer tells of the settings that there were (recorded). Errors, in order: the request's
/// shape, ResourceNotFoundException, a request that asks for nothing, a table on demand, each
/// dimension.
pub(crate) fn update_table_replica_auto_scaling(
    engine: &Engine,
    context: &RequestContext,
    input: AutoScalingInput,
) -> Result<AutoScalingOutput, AwsError> {
    check_shape(&input)?;
    // No region joins or leaves meanwhile.
    let _turn = engine.replication.turn();
    let action = "UpdateTableReplicaAutoScaling";
    let members = Members::find(engine, context, input.table_name.as_deref(), action)?;
    let updates = members.updates(&input)?;
    members.refuse_on_demand(&updates)?;
    let changes = updates
        .iter()
        .map(|update| members.change(context, update))
        .collect::<Result<Vec<_>, _>>()?;
    let before = members.described();
    for change in &changes {
        for (region, table) in &members.tables {
            if change.region.as_ref().is_none_or(|own| own == region) {
                change.make(engine, table);
            }
        }
    }
    Ok(before)
}

fn check_shape(input: &AutoScalingInput) -> Result<(), AwsError> {
    let mut constraints = Constraints::default();
    if let Some(indexes) = &input.indexes {
        constraints.count(
            &"[]",
            "globalSecondaryIndexUpdates",
            indexes.len(),
            1,
            usize::MAX,
        );
    }
    let mut check = |path: String, sent: Option<&SentScaling>| {
        let Some(sent) = sent else {
            return;
        };
        constraints.at_least(&format!("{path}.minimumUnits"), sent.minimum, 1);
        constraints.at_least(&format!("{path}.maximumUnits"), sent.maximum, 1);
        let Some(policy) = &sent.policy else {
            return;
        };
        let path = format!("{path}.scalingPolicyUpdate");
        let name = policy.name.as_deref();
        constraints.length(&format!("{path}.policyName"), name, 1, 256);
        let path = format!("{path}.targetTrackingScalingPolicyConfiguration");
        constraints.not_null(&path, policy.tracking.as_ref());
        if let Some(tracking) = &policy.tracking {
            constraints.not_null(&format!("{path}.targetValue"), tracking.target.as_ref());
        }
    };
    let write = "provisionedWriteCapacityAutoScalingUpdate";
    check(write.to_owned(), input.write.as_ref());
    for (at, index) in input.indexes.iter().flatten().enumerate() {
        let path = format!("globalSecondaryIndexUpdates.{}.member.{write}", at + 1);
        check(path, index.scaling.as_ref());
    }
    for (at, replica) in input.replicas.iter().flatten().enumerate() {
        let path = format!("replicaUpdates.{}.member", at + 1);
        let read = format!("{path}.replicaProvisionedReadCapacityAutoScalingUpdate");
        check(read, replica.read.as_ref());
        for (at, index) in replica.indexes.iter().flatten().enumerate() {
            let path = format!(
                "{path}.replicaGlobalSecondaryIndexUpdates.{}.member",
                at + 1
            );
            let read = format!("{path}.provisionedReadCapacityAutoScalingUpdate");
            check(read, index.scaling.as_ref());
        }
    }
    if let Some(replicas) = &input.replicas {
        constraints.count(&"[]", "replicaUpdates", replicas.len(), 1, usize::MAX);
        for (at, replica) in replicas.iter().enumerate() {
            let path = format!("replicaUpdates.{}.member.regionName", at + 1);
            constraints.not_null(&path, replica.region.as_ref());
        }
    }
    constraints.check()
}

/// One dimension of the table or of an index, in one region or in all.
struct Update<'a> {
    region: Option<Region>,
    index: Option<&'a str>,
    dimension: Dimension,
    /// As AWS's refusal calls it.
    parameter: &'static str,
    sent: &'a SentScaling,
}

/// What becomes of it.
struct Change {
    region: Option<Region>,
    index: Option<String>,
    dimension: Dimension,
    scaling: Option<Scaling>,
}

impl Change {
    fn make(&self, engine: &Engine, table: &Table) {
        let made = table.change(|state| {
            let mut definition = (*state.definition).clone();
            let capacity = definition
                .auto_scaling
                .entry(self.index.clone())
                .or_default();
            *capacity.of(self.dimension) = self.scaling.clone();
            state.redefine(definition, &engine.clock);
            Ok::<_, std::convert::Infallible>(())
        });
        let Ok(()) = made;
    }
}

/// A global table.
struct Members {
    name: String,
    /// By region.
    tables: Vec<(Region, Arc<Table>)>,
}

impl Members {
    fn find(
        engine: &Engine,
        context: &RequestContext,
        name: Option<&str>,
        action: &'static str,
    ) -> Result<Self, AwsError> {
        let Some(name) = name else {
            return Err(constraint::parameter_required("TableName"));
        };
        let mut constraints = Constraints::default();
        control_plane_name(&mut constraints, Some(name));
        constraints.check()?;
        let scope = context.scope();
        let bare = bare_name(name, scope).unwrap_or(name);
        let missing = || refuse::no_global_table(bare);
        let table = table_of(engine, context, name, &Ask::to(action));
        let table = table.map_err(|error| named(error, missing))?;
        let state = table.state();
        let membership = state.global.as_ref().ok_or_else(missing)?;
        let mut tables = vec![(scope.region.clone(), Arc::clone(&table))];
        for region in membership.global.beside(&scope.region) {
            let other = engine.drawer(&in_region(scope, region)).table(bare);
            tables.extend(other.map(|other| (region.clone(), other)));
        }
        tables.sort_by(|one, other| one.0.cmp(&other.0));
        Ok(Self {
            name: bare.to_owned(),
            tables,
        })
    }

    fn described(&self) -> AutoScalingOutput {
        let replicas = self.tables.iter();
        let replicas = replicas.map(|(region, table)| {
            let definition = Arc::clone(&table.state().definition);
            (region.clone(), definition)
        });
        AutoScalingOutput {
            table: self.name.clone(),
            replicas: replicas.collect(),
        }
    }

    fn updates<'a>(&self, input: &'a AutoScalingInput) -> Result<Vec<Update<'a>>, AwsError> {
        let mut updates = Vec::new();
        updates.extend(input.write.as_ref().map(|sent| Update {
            region: None,
            index: None,
            dimension: Dimension::Write,
            parameter: "GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate",
            sent,
        }));
        for index in input.indexes.iter().flatten() {
            updates.extend(index.scaling.as_ref().map(|sent| Update {
                region: None,
                index: index.name.as_deref(),
                dimension: Dimension::Write,
                parameter: "GlobalTableGlobalSecondaryIndexSettingsUpdate",
                sent,
            }));
        }
        let mut regions: Vec<&str> = Vec::new();
        for replica in input.replicas.iter().flatten() {
            let name = replica.region.as_deref().unwrap_or_default();
            if regions.contains(&name) {
                return Err(refuse::repeated_region(&self.name, name));
            }
            regions.push(name);
            let read = self.reads(replica, name)?;
            if read.is_empty() {
                return Err(refuse::nothing_to_update_in(&self.name, name));
            }
            updates.extend(read);
        }
        match updates.is_empty() {
            true => Err(refuse::nothing_to_update(&self.name)),
            false => Ok(updates),
        }
    }

    fn reads<'a>(
        &self,
        replica: &'a SentReplicaScaling,
        name: &str,
    ) -> Result<Vec<Update<'a>>, AwsError> {
        let found = self
            .tables
            .iter()
            .find(|(region, _)| region.as_str() == name);
        let (region, _) = found.ok_or_else(|| refuse::no_replica(name))?;
        let own = replica.read.as_ref().map(|sent| Update {
            region: Some(region.clone()),
            index: None,
            dimension: Dimension::Read,
            parameter: "ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate",
            sent,
        });
        let indexes = replica.indexes.iter().flatten();
        let indexes = indexes.filter_map(|index| {
            let sent = index.scaling.as_ref()?;
            Some(Update {
                region: Some(region.clone()),
                index: index.name.as_deref(),
                dimension: Dimension::Read,
                parameter: "ReplicaGlobalSecondaryIndexSettingsUpdate",
                sent,
            })
        });
        Ok(own.into_iter().chain(indexes).collect())
    }

    fn refuse_on_demand(&self, updates: &[Update<'_>]) -> Result<(), AwsError> {
        let mut tables = self.tables.iter();
        if tables.all(|(_, table)| table.state().definition.billing == BillingMode::Provisioned) {
            return Ok(());
        }
        let mut enabling = updates.iter().filter(|own| own.sent.disabled != Some(true));
        let Some(update) = enabling.next() else {
            return Ok(());
        };
        let regions = self.tables.iter();
        let regions: Vec<_> = regions
            .map(|(region, _)| format!("'{}'", region.as_str().to_uppercase()))
            .collect();
        let regions = regions.join(", ");
        Err(refuse::on_demand(&self.name, &regions, update.parameter))
    }

    fn change(&self, context: &RequestContext, update: &Update<'_>) -> Result<Change, AwsError> {
        if let Some(index) = update.index {
            let has = |table: &Table| table.state().definition.index(index).is_some();
            if !self.tables.iter().all(|(_, table)| has(table)) {
                return Err(refuse::no_index(index));
            }
        }
        let (index, dimension) = (update.index, update.dimension);
        Ok(Change {
            region: update.region.clone(),
            index: index.map(str::to_owned),
            dimension,
            scaling: scaled(context, &self.name, index, dimension, update.sent)?,
        })
    }
}
