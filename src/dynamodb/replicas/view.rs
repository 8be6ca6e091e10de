//! What one replica tells of the others.

use std::sync::Arc;

use crate::aws::identity::{Region, Scope};
use crate::dynamodb::engine::definition::{
    BillingMode, Definition, IndexKind, OnDemandThroughput, Throughput, WarmThroughput,
};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::global_table::Consistency;
use crate::dynamodb::engine::state::State;
use crate::dynamodb::validate::schema::default_warm;
use crate::dynamodb::wire::writer::Writer;

const VERSION: &str = "2019.11.21";
/// How settings reach replicas of the same account.
const SETTINGS_MODE: &str = "ENABLED_WITH_OVERRIDES";

/// A table's regions as its description tells of them.
pub(crate) struct GlobalView {
    consistency: Consistency,
    witnesses: Vec<Region>,
    /// Without the table's own region, in the order in which they joined.
    replicas: Vec<(Region, Arc<Definition>)>,
}

impl GlobalView {
    /// None for a table of one region.
    pub(crate) fn of(engine: &Engine, scope: &Scope, state: &State) -> Option<Self> {
        let global = &state.global.as_ref()?.global;
        let replicas = global.beside(&scope.region).filter_map(|region| {
            let table = engine.drawer(&in_region(scope, region));
            let table = table.table(&state.definition.name)?;
            Some((region.clone(), Arc::clone(&table.state().definition)))
        });
        Some(Self {
            consistency: global.consistency,
            witnesses: global.witnesses.clone(),
            replicas: replicas.collect(),
        })
    }

    /// As the table looks while its first replicas are made (recorded).
    pub(crate) fn of_first(consistency: Consistency) -> Self {
        Self {
            consistency,
            witnesses: Vec::new(),
            replicas: Vec::new(),
        }
    }

    pub(crate) fn write(&self, w: &mut Writer, own: &Definition) {
        w.name("GlobalTableVersion").text(VERSION);
        w.name("Replicas")
            .list(&self.replicas, |w, (region, replica)| {
                w.object(|w| write_replica(w, own, region, replica));
            });
        if !self.witnesses.is_empty() {
            w.name("GlobalTableWitnesses")
                .list(&self.witnesses, |w, region| {
                    w.object(|w| {
                        w.name("RegionName").text(region.as_str());
                        w.name("WitnessStatus").text("ACTIVE");
                    });
                });
        }
        w.name("GlobalTableSettingsReplicationMode")
            .text(SETTINGS_MODE);
        if self.consistency == Consistency::Strong {
            w.name("MultiRegionConsistency").text("STRONG");
        }
    }
}

/// An account's drawer of another region.
pub(crate) fn in_region(scope: &Scope, region: &Region) -> Scope {
    Scope {
        account: scope.account.clone(),
        region: region.clone(),
    }
}

/// What a replica has in common with this one is left out (recorded).
fn write_replica(w: &mut Writer, own: &Definition, region: &Region, replica: &Definition) {
    w.name("RegionName").text(region.as_str());
    w.name("ReplicaStatus").text("ACTIVE");
    if let Some(encryption) = &replica.encryption {
        w.name("KMSMasterKeyId").text(&encryption.key_arn);
    }
    write_overrides(
        w,
        replica.billing,
        (own.throughput, replica.throughput),
        (own.on_demand, replica.on_demand),
    );
    write_warm(w, replica.billing, replica.warm, replica.throughput);
    if replica.indexes_of(IndexKind::Global).next().is_some() {
        let indexes = replica.indexes_of(IndexKind::Global);
        w.name("GlobalSecondaryIndexes")
            .list(indexes, |w, (_, index)| {
                w.object(|w| {
                    w.name("IndexName").text(&index.name);
                    if let Some((_, same)) = own.index(&index.name) {
                        write_overrides(
                            w,
                            replica.billing,
                            (same.throughput, index.throughput),
                            (same.on_demand, index.on_demand),
                        );
                    }
                    write_warm(w, replica.billing, index.warm, index.throughput);
                });
            });
    }
    if let Some(class) = &replica.table_class {
        w.name("ReplicaTableClassSummary").object(|w| {
            w.name("TableClass").text(class);
            if let Some(moment) = replica.table_class_changes_ms.last() {
                w.name("LastUpdateDateTime").moment(*moment);
            }
        });
    }
    w.name("GlobalTableSettingsReplicationMode")
        .text(SETTINGS_MODE);
}

/// Recorded: what differs from this region's is the other's override, whoever asked for it.
fn write_overrides(
    w: &mut Writer,
    billing: BillingMode,
    (own, other): (Throughput, Throughput),
    (own_limit, other_limit): (Option<OnDemandThroughput>, Option<OnDemandThroughput>),
) {
    if billing == BillingMode::Provisioned && own.read != other.read {
        w.name("ProvisionedThroughputOverride")
            .object(|w| w.name("ReadCapacityUnits").plain(other.read));
    }
    let read = |limit: Option<OnDemandThroughput>| limit.and_then(|limit| limit.read);
    if let Some(units) = read(other_limit).filter(|units| read(own_limit) != Some(*units)) {
        w.name("OnDemandThroughputOverride")
            .object(|w| w.name("MaxReadRequestUnits").plain(units));
    }
}

fn write_warm(
    w: &mut Writer,
    billing: BillingMode,
    asked: Option<WarmThroughput>,
    throughput: Throughput,
) {
    let warm = asked.unwrap_or_else(|| default_warm(billing, throughput));
    w.name("WarmThroughput").object(|w| {
        w.name("ReadUnitsPerSecond").plain(warm.read);
        w.name("WriteUnitsPerSecond").plain(warm.write);
        w.name("Status").text("ACTIVE");
    });
}
