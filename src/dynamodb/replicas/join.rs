//! Regions that join a global table, or make one of a table.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::auto_scaling::scales_writes;
use super::change::{check_overrides, override_capacity};
use super::plan::{Joining, region_of};
use super::regions;
use super::view::{GlobalView, in_region};
use crate::aws::arn::{self, Arn};
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::identity::{Region, Scope};
use crate::aws::time::iso_millis;
use crate::dynamodb::engine::backup::Image;
use crate::dynamodb::engine::definition::{
    BillingMode, Definition, Encryption, IndexDefinition, IndexKind, Stream,
};
use crate::dynamodb::engine::directory::{DrawerTurn, Engine};
use crate::dynamodb::engine::global_table::{Consistency, GlobalTable, Membership, Replica};
use crate::dynamodb::engine::state::State;
use crate::dynamodb::engine::table::Table;
use crate::dynamodb::engine::view::ViewType;
use crate::dynamodb::error::{bulk, replica as refuse};
use crate::dynamodb::table_change::unused_label;
use crate::dynamodb::validate::settings;
use crate::dynamodb::wire::replica::{SentOverrides, SentReplica};
use crate::dynamodb::wire::table::SentEncryption;

/// AWS's own key of an account.
const MANAGED_KEY: &str = "alias/aws/dynamodb";
/// Regions of a strongly consistent global table besides the one that makes it.
const STRONG_OTHERS: usize = 2;

/// The table as it is now, and its regions as they were, which is what AWS answers. Errors, in order:
/// a bulk operation under way, the regions, the consistency, tables that are there already, capacity, keys. Only for whose turn
/// the replication is.
pub(crate) fn join(
    engine: &Engine,
    context: &RequestContext,
    table: &Arc<Table>,
    joining: &Joining,
) -> Result<(State, GlobalView), AwsError> {
    let scope = context.scope();
    let own = table.state();
    if engine.drawer(scope).bulk.is_busy(&own.definition.arn) {
        return Err(bulk::table_is_busy(&own.definition.name));
    }
    let consistency = check_regions(scope, &own, joining)?;
    let scopes = joining.replicas.iter().filter_map(|sent| {
        let region = Region::parse(&region_of(sent))?;
        Some(in_region(scope, &region))
    });
    let scopes: Vec<Scope> = scopes.collect();
    let name = &own.definition.name;
    let drawers: Vec<_> = scopes
        .iter()
        .map(|scope| engine.drawer_to_fill(scope))
        .collect();
    let turns: Vec<DrawerTurn<'_>> = drawers.iter().map(|drawer| drawer.turn()).collect();
    if turns.iter().any(|drawer| drawer.has(name)) {
        return Err(refuse::already_a_table(name));
    }
    if own.definition.billing == BillingMode::Provisioned {
        match scales_writes(&own.definition) {
            (false, _) => return Err(refuse::writes_not_scaled()),
            (true, false) => return Err(refuse::index_writes_not_scaled()),
            (true, true) => {}
        }
    }
    if own.definition.billing == BillingMode::Provisioned {
        for sent in &joining.replicas {
            check_overrides(&own.definition, sent)?;
        }
    }
    let definitions = joining.replicas.iter().zip(&scopes);
    let definitions = definitions
        .map(|(sent, to)| replica_of(engine, context, &own.definition, to, sent))
        .collect::<Result<Vec<_>, _>>()?;

    let shown = GlobalView::of(engine, scope, &own);
    let shown = shown.unwrap_or_else(|| GlobalView::of_first(consistency));
    let global = Arc::new(grown(engine, scope, &own, &scopes, joining, consistency));
    let now = begin(engine, scope, table, &global)?;
    for other in engine.beside(scope, table) {
        set_global(engine, &other, scope, &global);
    }
    let mut members = vec![Arc::clone(table)];
    for ((turn, to), mut definition) in turns.iter().zip(&scopes).zip(definitions) {
        definition.stream = now.definition.stream.clone();
        definition.last_stream_label = now.definition.last_stream_label.clone();
        let replica = make(engine, to, definition, &now, &global);
        turn.insert(name.clone(), Arc::clone(&replica));
        members.push(replica);
    }
    drop(turns);
    if consistency == Consistency::Strong {
        // The first table comes last: until then its writes are owed to the others.
        let mut together = members.clone();
        Table::put_in_order(&mut together);
        for member in members.iter().rev() {
            member.keep_together(&together);
        }
        engine.replicate_now();
    }
    engine.expiry_begun.notify_one();
    Ok((now, shown))
}

fn check_regions(scope: &Scope, own: &State, joining: &Joining) -> Result<Consistency, AwsError> {
    let home = scope.region.as_str();
    let names: Vec<String> = joining.replicas.iter().map(region_of).collect();
    for name in &names {
        check_region(home, name)?;
    }
    let existing = own.global.as_ref().map(|membership| &membership.global);
    if joining.consistency.as_deref() == Some("STRONG") {
        check_strong(home, &names, joining.witness.as_deref())?;
        return match existing {
            Some(_) => Err(refuse::consistency_is_set()),
            None => check_strong_table(own).map(|()| Consistency::Strong),
        };
    }
    match existing {
        Some(_) if joining.consistency.is_some() => Err(refuse::consistency_is_set()),
        Some(global) if global.consistency == Consistency::Strong => {
            Err(refuse::strong_is_complete())
        }
        _ => Ok(Consistency::Eventual),
    }
}

/// A region of a replica that comes or goes.
pub(super) fn check_region(home: &str, name: &str) -> Result<(), AwsError> {
    if name == home {
        return Err(refuse::local_region());
    }
    match regions::SUPPORTED.contains(&name) {
        true => Ok(()),
        false => Err(refuse::unknown_region(name, &regions::SUPPORTED)),
    }
}

fn check_strong(home: &str, replicas: &[String], witness: Option<&str>) -> Result<(), AwsError> {
    if replicas.len() + usize::from(witness.is_some()) != STRONG_OTHERS {
        return Err(refuse::strong_count());
    }
    let all = replicas.iter().map(String::as_str).chain(witness);
    let mut unfit: Vec<_> = all
        .chain([home])
        .filter(|region| !regions::STRONG.contains(region))
        .collect();
    unfit.dedup();
    if !unfit.is_empty() {
        return Err(refuse::strong_regions(&unfit));
    }
    match witness {
        Some(witness) if replicas.iter().any(|region| region == witness) => {
            Err(refuse::witness_is_replica())
        }
        Some(witness) if witness == home => Err(refuse::witness_at_home()),
        _ => Ok(()),
    }
}

/// Developer Guide, "How DynamoDB global tables work": such a table begins empty and has neither
/// local indexes nor a time to live.
fn check_strong_table(own: &State) -> Result<(), AwsError> {
    if own.items.len() > 0 {
        return Err(refuse::not_with_strong("A table that holds items is"));
    }
    if own.definition.indexes_of(IndexKind::Local).next().is_some() {
        return Err(refuse::not_with_strong("Local secondary indexes are"));
    }
    match own.definition.time_to_live.attribute {
        Some(_) => Err(refuse::not_with_strong("Time to live is")),
        None => Ok(()),
    }
}

fn grown(
    engine: &Engine,
    scope: &Scope,
    own: &State,
    joining: &[Scope],
    sent: &Joining,
    consistency: Consistency,
) -> GlobalTable {
    let joined_ms = engine.clock.unix_ms();
    let mut global = match &own.global {
        Some(membership) => GlobalTable::clone(&membership.global),
        None => GlobalTable {
            consistency,
            replicas: vec![Replica {
                region: scope.region.clone(),
                source: None,
                joined_ms,
            }],
            witnesses: Vec::new(),
        },
    };
    global.replicas.extend(joining.iter().map(|to| Replica {
        region: to.region.clone(),
        source: Some(scope.region.clone()),
        joined_ms,
    }));
    let witness = sent.witness.as_deref().and_then(Region::parse);
    global.witnesses.extend(witness);
    global
}

/// From here on the table's writes are owed to the regions that join. A stream that is not there is
/// begun, one of another view is kept (recorded).
fn begin(
    engine: &Engine,
    scope: &Scope,
    table: &Table,
    global: &Arc<GlobalTable>,
) -> Result<State, AwsError> {
    table.change(|state| {
        if state.definition.stream.is_none() {
            let mut definition = (*state.definition).clone();
            let label = unused_label(engine, state);
            definition.last_stream_label = Some(label.clone());
            definition.stream = Some(Stream {
                view: ViewType::NewAndOldImages,
                label,
            });
            state.redefine(definition, &engine.clock);
        }
        take_part(engine, state, scope.clone(), global);
        Ok(State::clone(state))
    })
}

fn take_part(engine: &Engine, state: &mut State, scope: Scope, global: &Arc<GlobalTable>) {
    state.global = Some(match state.global.take() {
        Some(membership) => membership.within(Arc::clone(global)),
        None => {
            let name = state.definition.name.clone();
            Membership::new(Arc::clone(global), &engine.replication, scope, name)
        }
    });
}

/// Tells a replica which regions there are now; none is itself alone.
pub(super) fn set_global(engine: &Engine, table: &Table, scope: &Scope, global: &Arc<GlobalTable>) {
    let told = table.change(|state| {
        let region = state.global.as_ref().map(|own| own.region().clone());
        if let Some(region) = region {
            take_part(engine, state, in_region(scope, &region), global);
        }
        Ok::<_, std::convert::Infallible>(())
    });
    let Ok(()) = told;
}

fn make(
    engine: &Engine,
    scope: &Scope,
    mut definition: Definition,
    source: &State,
    global: &Arc<GlobalTable>,
) -> Arc<Table> {
    if let Some(stream) = &mut definition.stream {
        stream.label = settings::stream_label(&iso_millis(engine.clock.now()));
        definition.last_stream_label = Some(stream.label.clone());
    }
    let image = Image {
        definition: Arc::new(definition.clone()),
        items: source.items.clone(),
        indexes: Some(source.indexes.clone()),
    };
    let table = Table::restored(image, &engine.clock);
    let made = table.change(|state| {
        // Its items begin to expire.
        state.redefine(definition, &engine.clock);
        take_part(engine, state, scope.clone(), global);
        Ok::<_, std::convert::Infallible>(())
    });
    let Ok(()) = made;
    Arc::new(table)
}

/// What a region begins with: all but tags, recovery, insights, Kinesis and protection, which are
/// each region's own (recorded).
fn replica_of(
    engine: &Engine,
    context: &RequestContext,
    source: &Definition,
    to: &Scope,
    sent: &SentReplica,
) -> Result<Definition, AwsError> {
    let now_ms = engine.clock.unix_ms();
    let name = &source.name;
    let class = settings::table_class(sent.table_class.clone())?;
    let mut definition = Definition {
        arn: arn::regional("dynamodb", to, &format!("table/{name}")),
        id: engine.clock.uuid(),
        created_ms: now_ms,
        on_demand_since_ms: source.on_demand_since_ms.map(|_| now_ms),
        encryption: encryption(engine, context, source.encryption.as_ref(), to, sent)?,
        encryption_changes_ms: Vec::new(),
        table_class: class.or_else(|| source.table_class.clone()),
        table_class_changes_ms: Vec::new(),
        deletion_protection: false,
        recovery_days: None,
        kinesis: Vec::new(),
        insights: BTreeMap::new(),
        tags: BTreeMap::new(),
        ..source.clone()
    };
    for capacity in definition.auto_scaling.values_mut() {
        capacity.read = None;
    }
    let overrides = |sent: SentOverrides| match source.billing {
        // Taken, and asks for nothing (recorded).
        BillingMode::PayPerRequest => SentOverrides {
            provisioned: None,
            ..sent
        },
        BillingMode::Provisioned => sent,
    };
    let (throughput, on_demand) = (&mut definition.throughput, &mut definition.on_demand);
    override_capacity(throughput, on_demand, overrides(sent.overrides));
    for own in sent.indexes.iter().flatten() {
        let named = |index: &&mut IndexDefinition| Some(&index.name) == own.name.as_ref();
        // One that names no index is taken too (recorded).
        if let Some(index) = definition.indexes.iter_mut().find(named) {
            let (throughput, on_demand) = (&mut index.throughput, &mut index.on_demand);
            override_capacity(throughput, on_demand, overrides(own.overrides));
        }
    }
    Ok(definition)
}

/// All replicas have a key of the same kind, each of its own region.
fn encryption(
    engine: &Engine,
    context: &RequestContext,
    source: Option<&Encryption>,
    to: &Scope,
    sent: &SentReplica,
) -> Result<Option<Encryption>, AwsError> {
    let key_id = sent.key_id.as_deref();
    let Some(source) = source else {
        return match key_id {
            Some(_) => Err(refuse::key_for_each_replica()),
            None => Ok(None),
        };
    };
    match (source.is_customers, key_id) {
        (true, None) => return Err(refuse::key_for_each_replica()),
        (true, Some(MANAGED_KEY)) => return Err(refuse::keys_of_two_kinds()),
        (false, Some(id)) if id != MANAGED_KEY => return Err(refuse::keys_of_two_kinds()),
        _ => {}
    }
    let region = key_id.and_then(Arn::parse).map(|key| key.region);
    if let Some(region) = region.filter(|region| *region != to.region.as_str()) {
        let replica = to.region.as_str();
        return Err(refuse::key_of_another_region(
            replica,
            region,
            &context.request_id,
        ));
    }
    let asked = SentEncryption {
        enabled: Some(true),
        kind: Some("KMS".to_owned()),
        key_id: key_id.filter(|_| source.is_customers).map(str::to_owned),
    };
    settings::encryption(engine, to, asked)
}
