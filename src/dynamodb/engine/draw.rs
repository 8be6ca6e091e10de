//! What reads and writes take of a table's limits on demand.

use super::capacity::{HalfUnits, IndexWrite};
use super::definition::{BillingMode, Dimension, OnDemandThroughput};
use super::meters::{Draw, Exceeded};
use super::state::State;

impl State {
    /// Whether the table, or one of its indexes, has limits on demand.
    pub(crate) fn is_limited(&self) -> bool {
        let definition = &self.definition;
        let of_index = || definition.indexes.iter().any(|own| own.on_demand.is_some());
        definition.billing == BillingMode::PayPerRequest
            && (definition.on_demand.is_some() || of_index())
    }

    /// Takes what a read costs of the limits of the table and of the index that was read; nothing if
    /// one of them was reached before.
    pub(crate) fn draw_read(
        &self,
        table: HalfUnits,
        index: Option<(usize, HalfUnits)>,
    ) -> Result<(), Vec<Exceeded>> {
        if !self.is_limited() {
            return Ok(());
        }
        let table = (table != HalfUnits::default()).then_some((None, table.units()));
        let index = index.map(|(at, units)| (Some(at), units.units()));
        self.draw(Dimension::Read, table.into_iter().chain(index))
    }

    /// Takes what writes cost of the limits of the table and of the indexes that they changed;
    /// nothing if one of them was reached before.
    pub(crate) fn draw_write(
        &self,
        table_units: u64,
        indexes: &[IndexWrite],
    ) -> Result<(), Vec<Exceeded>> {
        if !self.is_limited() {
            return Ok(());
        }
        let indexes = indexes
            .iter()
            .map(|write| (Some(write.index), write.units as f64));
        let table = (None, table_units as f64);
        self.draw(Dimension::Write, std::iter::once(table).chain(indexes))
    }

    fn draw(
        &self,
        dimension: Dimension,
        costs: impl Iterator<Item = (Option<usize>, f64)>,
    ) -> Result<(), Vec<Exceeded>> {
        let indexes = &self.definition.indexes;
        let draw = |(index, units): (Option<usize>, f64)| {
            let index = index.map(|at| &indexes[at]);
            let limit = match index {
                Some(index) => index.on_demand,
                None => self.definition.on_demand,
            };
            Some(Draw {
                index: index.map(|index| index.name.as_str()),
                dimension,
                units,
                limit: limit_of(limit?, dimension)? as f64,
            })
        };
        let draws: Vec<_> = costs.filter_map(draw).collect();
        match draws.is_empty() {
            true => Ok(()),
            false => self.meters.draw(&draws),
        }
    }
}

fn limit_of(limits: OnDemandThroughput, dimension: Dimension) -> Option<i64> {
    let limit = match dimension {
        Dimension::Read => limits.read,
        Dimension::Write => limits.write,
    };
    limit.filter(|units| *units > 0)
}
