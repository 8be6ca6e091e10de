//! What a bulk operation is asked for, and what it has written so far.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::capacity::{IndexWrite, Written};
use super::definition::{Definition, IndexKind};
use super::transfer::{Compression, Format};
use super::vectors::VectorWrite;

/// As far as it was sent: the same again is no other operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BulkRequest {
    /// A name or an ARN.
    pub(crate) table: String,
    pub(crate) input: BulkInput,
    pub(crate) output: BulkOutput,
    /// Write request units in a second at most.
    pub(crate) write_units_max: Option<i64>,
    pub(crate) tier: Option<String>,
}

impl BulkRequest {
    pub(crate) const TIERS: [&str; 2] = ["STANDARD", "ACCELERATED"];

    /// STANDARD, unless it was asked for more ("StartBulkPutItems", API reference).
    pub(crate) fn tier(&self) -> &str {
        self.tier.as_deref().unwrap_or(Self::TIERS[0])
    }
}

/// InputS3Configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BulkInput {
    pub(crate) bucket: String,
    pub(crate) bucket_owner: Option<String>,
    pub(crate) prefix: Option<String>,
    pub(crate) format: Format,
    pub(crate) compression: Option<Compression>,
}

/// OutputS3Configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BulkOutput {
    pub(crate) bucket: String,
    pub(crate) bucket_owner: Option<String>,
    pub(crate) prefix: Option<String>,
    /// AES256 or KMS.
    pub(crate) encryption: Option<String>,
    pub(crate) kms_key: Option<String>,
    pub(crate) reports: Vec<Report>,
}

/// What is told of items that were not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Report {
    /// Those that are no items, or do not fit the table.
    Error,
    /// Those whose condition did not hold.
    ConditionCheckFailure,
}

impl Report {
    pub(crate) const ALL: [Self; 2] = [Self::Error, Self::ConditionCheckFailure];
    pub(crate) const NAMES: [&str; 2] = ["ERROR", "CONDITION_CHECK_FAILURE"];

    /// None for a name that passed no constraint.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|report| report.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// Bytes that were written ("BulkOperationUsage", API reference).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct BulkUsage {
    pub(crate) table: u64,
    /// By name, as the others.
    pub(crate) local_indexes: BTreeMap<String, u64>,
    pub(crate) global_indexes: BTreeMap<String, u64>,
    pub(crate) vector_indexes: BTreeMap<String, u64>,
}

impl BulkUsage {
    /// Adds one item and its entries.
    pub(crate) fn add(&mut self, definition: &Definition, item_bytes: usize, written: &Written) {
        self.table += item_bytes as u64;
        for IndexWrite { index, bytes, .. } in &written.indexes {
            let index = &definition.indexes[*index];
            let sums = match index.kind {
                IndexKind::Local => &mut self.local_indexes,
                IndexKind::Global => &mut self.global_indexes,
            };
            *sums.entry(index.name.clone()).or_default() += *bytes as u64;
        }
        for VectorWrite { index, bytes } in &written.vectors {
            let name = &definition.vectors[*index].name;
            *self.vector_indexes.entry(name.clone()).or_default() += *bytes as u64;
        }
    }

    /// Without those of vectors.
    pub(crate) fn bytes(&self) -> u64 {
        let of_indexes = self
            .local_indexes
            .values()
            .chain(self.global_indexes.values());
        self.table + of_indexes.sum::<u64>()
    }
}
