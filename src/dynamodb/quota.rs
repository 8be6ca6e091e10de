//! The quotas of an account, and whether a table keeps to them (Developer Guide, "Quotas").

use super::engine::definition::{
    Definition, Dimension, OnDemandThroughput, Throughput, WarmThroughput,
};
use super::error::limit;
use crate::aws::error::AwsError;
use crate::aws::identity::Region;

/// Provisioned units of all tables together. It is told, and not enforced.
pub(crate) const ACCOUNT_UNITS_MAX: i64 = 80_000;
/// Units of one table, and of one index, provisioned or on demand.
pub(crate) const TABLE_UNITS_MAX: i64 = 40_000;

/// What a table or an index is to have.
struct Asked<'d> {
    index: Option<&'d str>,
    throughput: Throughput,
    on_demand: Option<OnDemandThroughput>,
    warm: Option<WarmThroughput>,
}

/// Refuses a table that is to have more than an account has without asking AWS for it.
pub(crate) fn check(definition: &Definition, region: &Region) -> Result<(), AwsError> {
    let table = Asked {
        index: None,
        throughput: definition.throughput,
        on_demand: definition.on_demand,
        warm: definition.warm,
    };
    let indexes = definition.indexes.iter().map(|index| Asked {
        index: Some(&index.name),
        throughput: index.throughput,
        on_demand: index.on_demand,
        warm: index.warm,
    });
    std::iter::once(table)
        .chain(indexes)
        .try_for_each(|asked| asked.check(region))
}

impl Asked<'_> {
    fn check(&self, region: &Region) -> Result<(), AwsError> {
        let (on_demand, warm) = (self.on_demand, self.warm);
        let by_dimension = [
            (
                Dimension::Read,
                self.throughput.read,
                on_demand.and_then(|own| own.read),
                warm.map(|own| own.read),
            ),
            (
                Dimension::Write,
                self.throughput.write,
                on_demand.and_then(|own| own.write),
                warm.map(|own| own.write),
            ),
        ];
        for (dimension, provisioned, on_demand, warm) in by_dimension {
            if provisioned > TABLE_UNITS_MAX {
                return Err(self.above_maximum(dimension, provisioned, region));
            }
            if on_demand.is_some_and(|units| units > TABLE_UNITS_MAX) {
                return Err(limit::on_demand_above_maximum(
                    dimension, self.index, region,
                ));
            }
            if warm.is_some_and(|units| units > TABLE_UNITS_MAX) {
                return Err(limit::warm_above_maximum(dimension, self.index, region));
            }
        }
        Ok(())
    }

    fn above_maximum(&self, dimension: Dimension, units: i64, region: &Region) -> AwsError {
        let maximum = TABLE_UNITS_MAX;
        match self.index {
            Some(index) => limit::above_index_maximum(dimension, index, units, region, maximum),
            None => limit::above_table_maximum(dimension, units, region, maximum),
        }
    }
}
