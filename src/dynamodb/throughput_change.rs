//! UpdateTable's changes of capacity: billing mode, units, and limits on demand.

use super::engine::definition::{
    BillingMode, DAY_MS, Definition, IndexKind, OnDemandThroughput, Throughput, WarmThroughput,
};
use super::error::{limit, table, vector};
use super::validate::schema;
use super::wire::table::SentThroughput;
use super::wire::table_changes::TableChanges;
use crate::aws::error::AwsError;

/// Decreases of one day that need no wait (recorded, as is what follows).
const FREE_DECREASES: i64 = 4;
/// Between any further decreases of the day.
const DECREASE_INTERVAL_MS: i64 = 60 * 60 * 1000;
/// What takes a limit on demand away.
pub(crate) const NO_LIMIT: i64 = -1;

/// True if the table is provisioned from now on, its indexes with it.
pub(crate) fn change_throughput(
    definition: &mut Definition,
    changes: &TableChanges,
    now_ms: i64,
) -> Result<bool, AwsError> {
    let before = definition.billing;
    let billing = match changes.billing_mode.as_deref() {
        Some("PROVISIONED") => BillingMode::Provisioned,
        Some(_) => BillingMode::PayPerRequest,
        None => before,
    };
    if billing == BillingMode::PayPerRequest && changes.throughput.is_some() {
        return Err(table::throughput_on_demand());
    }
    schema::check_on_demand(changes.on_demand, billing, false)?;
    definition.billing = billing;
    match (before, billing) {
        (BillingMode::Provisioned, BillingMode::PayPerRequest) => {
            definition.on_demand_since_ms = Some(now_ms);
            definition.throughput = none_of(definition.throughput, now_ms);
            for index in &mut definition.indexes {
                index.throughput = none_of(index.throughput, now_ms);
            }
        }
        (BillingMode::PayPerRequest, BillingMode::Provisioned)
            if !definition.vectors.is_empty() =>
        {
            return Err(vector::on_provisioned_table());
        }
        (BillingMode::PayPerRequest, BillingMode::Provisioned) => {
            let sent = changes.throughput.unwrap_or_default();
            definition.throughput = schema::throughput(sent)?;
            provision_indexes(definition, changes)?;
        }
        _ => {
            if let Some(sent) = changes.throughput {
                let Throughput { read, write, .. } = definition.throughput;
                definition.throughput = changed_units(definition.throughput, sent, now_ms)?
                    .ok_or_else(|| table::throughput_unchanged(read, write))?;
            }
        }
    }
    Ok((before, billing) == (BillingMode::PayPerRequest, BillingMode::Provisioned))
}

/// A table that is provisioned from now on needs the throughput of each of its indexes.
fn provision_indexes(definition: &mut Definition, changes: &TableChanges) -> Result<(), AwsError> {
    let mut missing = Vec::new();
    for index in &mut definition.indexes {
        if index.kind == IndexKind::Local {
            continue;
        }
        let updates = changes.indexes.iter().flatten();
        let mut updates = updates.filter_map(|update| update.update.as_ref());
        let update = updates.find(|own| own.name.as_deref() == Some(&index.name));
        match update.and_then(|update| update.throughput) {
            Some(sent) => index.throughput = schema::throughput(sent)?,
            None => missing.push(index.name.as_str()),
        }
    }
    match missing.is_empty() {
        true => Ok(()),
        false => Err(table::throughput_required_for_index(&missing)),
    }
}

fn none_of(before: Throughput, now_ms: i64) -> Throughput {
    Throughput {
        read: 0,
        write: 0,
        decreased_ms: Some(now_ms),
        ..before
    }
}

/// The throughput after a change; none if it is what it was.
pub(crate) fn changed_units(
    before: Throughput,
    sent: SentThroughput,
    now_ms: i64,
) -> Result<Option<Throughput>, AwsError> {
    let after = schema::throughput(sent)?;
    if (after.read, after.write) == (before.read, before.write) {
        return Ok(None);
    }
    let increased = after.read > before.read || after.write > before.write;
    let decreased = after.read < before.read || after.write < before.write;
    let decreases = before.decreases_on_day_of(now_ms);
    if decreased {
        check_decrease(before, decreases, now_ms)?;
    }
    Ok(Some(Throughput {
        read: after.read,
        write: after.write,
        increased_ms: if increased {
            Some(now_ms)
        } else {
            before.increased_ms
        },
        decreased_ms: if decreased {
            Some(now_ms)
        } else {
            before.decreased_ms
        },
        decreases: match decreased {
            true => decreases + 1,
            false => before.decreases,
        },
    }))
}

/// Refuses a decrease that comes too soon: what was taken of the day so far is told.
fn check_decrease(before: Throughput, decreases: i64, now_ms: i64) -> Result<(), AwsError> {
    let Some(last_ms) = before.decreased_ms.filter(|_| decreases >= FREE_DECREASES) else {
        return Ok(());
    };
    let tomorrow_ms = (now_ms.div_euclid(DAY_MS) + 1) * DAY_MS;
    let next_ms = tomorrow_ms.min(last_ms + DECREASE_INTERVAL_MS);
    match now_ms < next_ms {
        true => Err(limit::too_many_decreases(decreases, last_ms, next_ms)),
        false => Ok(()),
    }
}

/// What a table and its indexes can serve at once never becomes less than it was (recorded).
pub(crate) fn keep_warm(before: &Definition, after: &mut Definition) {
    let (was, is) = (before.billing, after.billing);
    let kept = |before: (Throughput, Option<WarmThroughput>),
                after: (_, Option<WarmThroughput>)| {
        let had = before.1.unwrap_or(schema::default_warm(was, before.0));
        let least = schema::default_warm(is, after.0);
        let asked = after.1.unwrap_or(least);
        let most = WarmThroughput {
            read: had.read.max(asked.read).max(least.read),
            write: had.write.max(asked.write).max(least.write),
        };
        (after.1.is_some() || most != least).then_some(most)
    };
    after.warm = kept(
        (before.throughput, before.warm),
        (after.throughput, after.warm),
    );
    for own in &mut after.indexes {
        if let Some((_, index)) = before.index(&own.name) {
            own.warm = kept((index.throughput, index.warm), (own.throughput, own.warm));
        }
    }
}

/// Limits on demand after a change: a member that was not sent stays, and -1 takes one away
/// (recorded).
pub(crate) fn changed_limits(
    before: Option<OnDemandThroughput>,
    sent: SentThroughput,
) -> Option<OnDemandThroughput> {
    let before = before.unwrap_or_default();
    let kept = |sent: Option<i64>, before| sent.or(before).filter(|units| *units != NO_LIMIT);
    let after = OnDemandThroughput {
        read: kept(sent.read, before.read),
        write: kept(sent.write, before.write),
    };
    (after.read.is_some() || after.write.is_some()).then_some(after)
}
