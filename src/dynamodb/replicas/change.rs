//! Overrides of replicas: what one region has otherwise than the others.

use super::plan::region_of;
use super::view::{GlobalView, in_region};
use crate::aws::error::AwsError;
use crate::aws::identity::{Region, Scope};
use crate::dynamodb::engine::definition::{
    BillingMode, Definition, OnDemandThroughput, Throughput,
};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::state::State;
use crate::dynamodb::engine::table::Table;
use crate::dynamodb::error::replica as refuse;
use crate::dynamodb::setting_quota;
use crate::dynamodb::validate::{schema, settings};
use crate::dynamodb::wire::replica::{SentOverrides, SentReplica};
use crate::dynamodb::wire::table::SentThroughput;

/// The table as it is, and its regions as they were, which is what AWS answers. Errors, in order:
/// regions without a replica, overrides that do not fit. Only for whose turn the replication is.
pub(crate) fn change(
    engine: &Engine,
    scope: &Scope,
    table: &Table,
    replicas: &[SentReplica],
) -> Result<(State, GlobalView), AwsError> {
    let own = table.state();
    let shown = GlobalView::of(engine, scope, &own);
    let names: Vec<String> = replicas.iter().map(region_of).collect();
    let Some(shown) = shown else {
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        return Err(refuse::not_replicas(&names));
    };
    let members = replicas.iter().map(|sent| {
        let name = region_of(sent);
        let region = Region::parse(&name).filter(|region| *region != scope.region);
        let membership = own.global.as_ref();
        let region = region.filter(|region| membership.is_some_and(|own| own.global.has(region)));
        let drawer = region.map(|region| engine.drawer(&in_region(scope, &region)));
        let member = drawer.and_then(|drawer| drawer.table(&own.definition.name));
        member.ok_or_else(|| refuse::not_replicas(&[&name]))
    });
    let members = members.collect::<Result<Vec<_>, _>>()?;
    for sent in replicas {
        check(&own.definition, sent)?;
    }
    for (member, sent) in members.iter().zip(replicas) {
        member.change(|state| {
            let mut definition = (*state.definition).clone();
            override_settings(engine, &mut definition, sent)?;
            state.redefine(definition, &engine.clock);
            Ok::<_, AwsError>(())
        })?;
    }
    Ok((State::clone(&own), shown))
}

fn check(own: &Definition, sent: &SentReplica) -> Result<(), AwsError> {
    match sent.key_id {
        // Recorded for every key: they change where they are.
        Some(_) => Err(refuse::key_for_each_replica()),
        None => check_overrides(own, sent),
    }
}

/// Whether a replica's overrides fit the table's billing mode.
pub(super) fn check_overrides(own: &Definition, sent: &SentReplica) -> Result<(), AwsError> {
    let of_indexes = sent.indexes.iter().flatten().map(|index| index.overrides);
    for overrides in [sent.overrides].into_iter().chain(of_indexes) {
        match own.billing {
            BillingMode::Provisioned if overrides.on_demand.is_some() => {
                let parameter = "MaxReadRequestUnits";
                return Err(refuse::on_demand_override_while_provisioned(parameter));
            }
            BillingMode::PayPerRequest if overrides.provisioned.is_some() => {
                return Err(refuse::provisioned_override_on_demand());
            }
            _ => {}
        }
        let limit = SentThroughput {
            read: overrides.on_demand,
            write: None,
        };
        schema::check_on_demand(Some(limit), own.billing, false)?;
        schema::throughput(SentThroughput {
            read: overrides.provisioned,
            write: None,
        })?;
    }
    Ok(())
}

fn override_settings(
    engine: &Engine,
    definition: &mut Definition,
    sent: &SentReplica,
) -> Result<(), AwsError> {
    if let Some(class) = settings::table_class(sent.table_class.clone())? {
        setting_quota::change_class(definition, class, engine.clock.unix_ms())?;
    }
    let (throughput, on_demand) = (&mut definition.throughput, &mut definition.on_demand);
    override_capacity(throughput, on_demand, sent.overrides);
    for own in sent.indexes.iter().flatten() {
        let name = own.name.as_ref();
        let mut indexes = definition.indexes.iter_mut();
        if let Some(index) = indexes.find(|index| Some(&index.name) == name) {
            override_capacity(&mut index.throughput, &mut index.on_demand, own.overrides);
        }
    }
    Ok(())
}

pub(super) fn override_capacity(
    throughput: &mut Throughput,
    on_demand: &mut Option<OnDemandThroughput>,
    sent: SentOverrides,
) {
    if let Some(units) = sent.provisioned {
        throughput.read = units;
    }
    if let Some(units) = sent.on_demand {
        let write = on_demand.and_then(|own| own.write);
        *on_demand = Some(OnDemandThroughput {
            read: Some(units),
            write,
        });
    }
}
