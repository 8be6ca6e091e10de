//! ConsumedCapacity and ItemCollectionMetrics in answers.

use super::writer::Writer;
use crate::dynamodb::value::Attributes;

/// What one request consumed of one table, in capacity units.
#[derive(Clone, Debug, Default)]
pub(crate) struct Consumption {
    /// As the request named it.
    pub(crate) table_name: String,
    pub(crate) table: f64,
    /// By index name.
    pub(crate) local_indexes: Vec<(String, f64)>,
    pub(crate) global_indexes: Vec<(String, f64)>,
    /// Bytes, which are no part of the sum.
    pub(crate) vector_indexes: Vec<(String, f64)>,
    /// Whether to write the parts beside the sum.
    pub(crate) in_detail: bool,
    /// What kind of units these are; only transactions tell.
    pub(crate) transacted: Option<Transacted>,
}

/// Which units a transaction consumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transacted {
    Reads,
    Writes,
}

impl Transacted {
    fn member(self) -> &'static str {
        match self {
            Self::Reads => "ReadCapacityUnits",
            Self::Writes => "WriteCapacityUnits",
        }
    }
}

impl Consumption {
    pub(crate) fn write(&self, writer: &mut Writer) {
        let indexes = self.local_indexes.iter().chain(&self.global_indexes);
        let total = self.table + indexes.map(|(_, units)| units).sum::<f64>();
        writer.object(|w| {
            w.name("TableName").text(&self.table_name);
            w.capacity_units(total, self.transacted);
            if self.in_detail {
                w.name("Table").capacity(self.table, self.transacted);
                self.write_indexes(w, "LocalSecondaryIndexes", &self.local_indexes);
                self.write_indexes(w, "GlobalSecondaryIndexes", &self.global_indexes);
                self.write_vectors(w);
            }
        });
    }

    fn write_vectors(&self, w: &mut Writer) {
        if self.vector_indexes.is_empty() {
            return;
        }
        w.name("VectorIndexes").object(|w| {
            for (name, bytes) in &self.vector_indexes {
                w.name(name)
                    .object(|w| w.name("VectorWriteRequestBytes").units(*bytes));
            }
        });
    }

    fn write_indexes(&self, w: &mut Writer, member: &str, indexes: &[(String, f64)]) {
        if indexes.is_empty() {
            return;
        }
        w.name(member).object(|w| {
            for (name, units) in indexes {
                w.name(name).capacity(*units, self.transacted);
            }
        });
    }
}

impl Writer {
    /// Writes capacity units, as AWS does with a fraction: `1.0`.
    fn units(&mut self, units: f64) {
        self.plain(format_args!("{units:.1}"));
    }

    fn capacity_units(&mut self, units: f64, transacted: Option<Transacted>) {
        self.name("CapacityUnits").units(units);
        if let Some(transacted) = transacted {
            self.name(transacted.member()).units(units);
        }
    }

    fn capacity(&mut self, units: f64, transacted: Option<Transacted>) {
        self.object(|w| w.capacity_units(units, transacted));
    }

    /// Writes ItemCollectionMetrics: the partition key and AWS's estimate for a small collection.
    pub(crate) fn item_collection_metrics(&mut self, key: &Attributes) {
        self.object(|w| {
            w.name("ItemCollectionKey").attributes(key);
            w.name("SizeEstimateRangeGB")
                .list([0.0, 1.0], |w, bound: f64| w.units(bound));
        });
    }
}
