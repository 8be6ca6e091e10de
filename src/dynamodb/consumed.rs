//! From what the engine did to the ConsumedCapacity that a request asked for.

use super::engine::capacity::{HalfUnits, IndexWrite, TRANSACTED, Written};
use super::engine::definition::{Definition, IndexKind};
use super::engine::vectors::VectorWrite;
use super::validate::options::ReturnConsumedCapacity;
use super::wire::consumption::{Consumption, Transacted};

/// What writes consumed of one table; `None` unless the request asked.
pub(crate) fn by_writes<'a>(
    asked: ReturnConsumedCapacity,
    table_name: &str,
    definition: &Definition,
    writes: impl IntoIterator<Item = &'a Written>,
) -> Option<Consumption> {
    let mut consumption = empty(asked, table_name)?;
    for written in writes {
        consumption.table += written.table_units as f64;
        add_index_writes(
            &mut consumption,
            definition,
            &written.indexes,
            &written.vectors,
        );
    }
    Some(consumption)
}

/// What reads consumed of a table and of one of its indexes; `None` unless the request asked.
pub(crate) fn by_reads(
    asked: ReturnConsumedCapacity,
    table_name: &str,
    definition: &Definition,
    table: HalfUnits,
    index: Option<(usize, HalfUnits)>,
) -> Option<Consumption> {
    let mut consumption = empty(asked, table_name)?;
    consumption.table = table.units();
    if let Some((index, units)) = index {
        add_index(&mut consumption, definition, index, units.units());
    }
    Some(consumption)
}

/// What a transaction consumed of one table; `None` unless the request asked. A transaction costs
/// twice as much on the table, but not on its indexes.
pub(crate) fn by_transaction(
    asked: ReturnConsumedCapacity,
    table_name: &str,
    transacted: Transacted,
    table_units: u64,
) -> Option<Consumption> {
    let mut consumption = empty(asked, table_name)?;
    consumption.transacted = Some(transacted);
    consumption.table = (TRANSACTED * table_units) as f64;
    Some(consumption)
}

/// Adds what writes cost in indexes of any kind.
pub(crate) fn add_index_writes<'a>(
    consumption: &mut Consumption,
    definition: &Definition,
    writes: impl IntoIterator<Item = &'a IndexWrite>,
    vectors: impl IntoIterator<Item = &'a VectorWrite>,
) {
    for IndexWrite { index, units, .. } in writes {
        add_index(consumption, definition, *index, *units as f64);
    }
    for VectorWrite { index, bytes } in vectors {
        let name = &definition.vectors[*index].name;
        let arms = &mut consumption.vector_indexes;
        match arms.iter_mut().find(|(own, _)| own == name) {
            Some((_, sum)) => *sum += *bytes as f64,
            None => arms.push((name.clone(), *bytes as f64)),
        }
    }
}

/// Nothing consumed yet; `None` unless the request asked.
pub(crate) fn empty(asked: ReturnConsumedCapacity, table_name: &str) -> Option<Consumption> {
    (asked != ReturnConsumedCapacity::None).then(|| Consumption {
        table_name: table_name.to_owned(),
        in_detail: asked == ReturnConsumedCapacity::Indexes,
        ..Consumption::default()
    })
}

fn add_index(consumption: &mut Consumption, definition: &Definition, index: usize, units: f64) {
    let index = &definition.indexes[index];
    let arms = match index.kind {
        IndexKind::Local => &mut consumption.local_indexes,
        IndexKind::Global => &mut consumption.global_indexes,
    };
    match arms.iter_mut().find(|(name, _)| *name == index.name) {
        Some((_, sum)) => *sum += units,
        None => arms.push((index.name.clone(), units)),
    }
}
