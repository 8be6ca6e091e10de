//! What a request asks of a table's regions, as far as the request alone can tell whether it may.

use crate::aws::error::AwsError;
use crate::dynamodb::error::replica as refuse;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::wire::replica::{
    ReplicaChanges, SentOverrides, SentReplica, SentReplicaUpdate, SentWitnessUpdate,
};

const CONSISTENCIES: [&str; 2] = ["EVENTUAL", "STRONG"];
const WITNESS_UPDATES_MAX: usize = 1;

/// One kind of change.
pub(crate) enum Plan {
    Join(Joining),
    Change(Vec<SentReplica>),
    Delete {
        regions: Vec<String>,
        witness: Option<String>,
    },
}

/// Regions that are to have the table from now on.
pub(crate) struct Joining {
    pub(crate) replicas: Vec<SentReplica>,
    /// As the request says; none is EVENTUAL for a table that has no replicas yet.
    pub(crate) consistency: Option<String>,
    pub(crate) witness: Option<String>,
}

pub(crate) fn constraints(constraints: &mut Constraints, changes: &ReplicaChanges) {
    if let Some(updates) = &changes.updates {
        constraints.count(&"[]", "replicaUpdates", updates.len(), 1, usize::MAX);
        for (at, update) in updates.iter().enumerate() {
            for (action, replica) in [
                ("create", &update.create),
                ("update", &update.update),
                ("delete", &update.delete),
            ] {
                let path = format!("replicaUpdates.{}.member.{action}.regionName", at + 1);
                if let Some(replica) = replica {
                    constraints.not_null(&path, replica.region.as_ref());
                }
            }
        }
    }
    let consistency = changes.consistency.as_deref();
    constraints.one_of("multiRegionConsistency", consistency, &CONSISTENCIES);
    if let Some(witnesses) = &changes.witnesses {
        let path = "globalTableWitnessUpdates";
        let shown = shown_witnesses(witnesses);
        constraints.count(&shown, path, witnesses.len(), 1, WITNESS_UPDATES_MAX);
    }
}

/// As AWS's Java echoes them.
fn shown_witnesses(witnesses: &[SentWitnessUpdate]) -> String {
    let shown = |kind: &str, region: &Option<String>| match region {
        Some(region) => {
            format!("{kind}GlobalTableWitnessGroupMemberAction(regionName={region})")
        }
        None => "null".to_owned(),
    };
    let updates: Vec<_> = witnesses
        .iter()
        .map(|update| {
            format!(
                "GlobalTableWitnessGroupUpdate(create={}, delete={})",
                shown("Create", &update.create),
                shown("Delete", &update.delete)
            )
        })
        .collect();
    format!("[{}]", updates.join(", "))
}

/// None if the request leaves the regions alone: a consistency or a witness asks for nothing by
/// itself. `others` says whether it changes anything else. Errors, in order: what has to come alone,
/// actions that do not fit each other.
pub(crate) fn plan(changes: &ReplicaChanges, others: bool) -> Result<Option<Plan>, AwsError> {
    let witness = changes.witnesses.iter().flatten().next();
    let named = |region: &Option<String>| region.clone().filter(|region| !region.is_empty());
    let created = witness.and_then(|witness| named(&witness.create));
    let deleted = witness.and_then(|witness| named(&witness.delete));
    let is_strong = changes.consistency.as_deref() == Some("STRONG");
    let touches_witness = created.is_some() || deleted.is_some();
    if others && (is_strong || touches_witness) {
        return Err(refuse::must_not_change_others());
    }
    let Some(updates) = &changes.updates else {
        return Ok(None);
    };
    if others {
        return Err(refuse::must_be_alone());
    }
    let actions = actions(updates)?;
    if created.is_some() && !is_strong {
        return Err(refuse::witness_without_strong());
    }
    Ok(Some(match actions {
        Actions::Create(replicas) => {
            if replicas.len() > 1 && !is_strong {
                return Err(refuse::several_actions());
            }
            Plan::Join(Joining {
                replicas,
                consistency: changes.consistency.clone(),
                witness: created,
            })
        }
        _ if changes.consistency.is_some() => return Err(refuse::consistency_without_create()),
        Actions::Update(replicas) => Plan::Change(replicas),
        Actions::Delete(replicas) => Plan::Delete {
            regions: replicas.iter().map(region_of).collect(),
            witness: deleted,
        },
    }))
}

/// Actions of one kind; those that create or delete have different regions.
enum Actions {
    Create(Vec<SentReplica>),
    Update(Vec<SentReplica>),
    Delete(Vec<SentReplica>),
}

fn actions(updates: &[SentReplicaUpdate]) -> Result<Actions, AwsError> {
    let (mut created, mut updated, mut deleted) = (Vec::new(), Vec::new(), Vec::new());
    for update in updates {
        let sent = [&update.create, &update.update, &update.delete];
        match sent.iter().filter(|action| action.is_some()).count() {
            0 => return Err(refuse::no_action()),
            1 => {}
            _ => return Err(refuse::several_kinds_of_actions()),
        }
        if update.update.as_ref().is_some_and(|own| !has_change(own)) {
            return Err(refuse::no_action());
        }
        for (kind, action) in [&mut created, &mut updated, &mut deleted]
            .into_iter()
            .zip(sent)
        {
            kind.extend(action.clone());
        }
    }
    for same in [&mut created, &mut deleted] {
        // Recorded: the same region twice is once.
        let mut seen = Vec::new();
        same.retain(|replica| {
            let region = region_of(replica);
            let is_new = !seen.contains(&region);
            seen.push(region);
            is_new
        });
    }
    match (created.is_empty(), updated.is_empty(), deleted.is_empty()) {
        (false, true, true) => Ok(Actions::Create(created)),
        (true, false, true) => Ok(Actions::Update(updated)),
        (true, true, false) => Ok(Actions::Delete(deleted)),
        _ => Err(refuse::several_kinds_of_actions()),
    }
}

fn has_change(sent: &SentReplica) -> bool {
    let overrides = |sent: &SentOverrides| sent.provisioned.is_some() || sent.on_demand.is_some();
    let mut indexes = sent.indexes.iter().flatten();
    sent.key_id.is_some()
        || sent.table_class.is_some()
        || overrides(&sent.overrides)
        || indexes.any(|index| overrides(&index.overrides))
}

/// The region that a replica's action names; constraints saw to it that it does.
pub(crate) fn region_of(replica: &SentReplica) -> String {
    replica.region.clone().unwrap_or_default()
}
