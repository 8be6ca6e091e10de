//! What reads and writes cost, in DynamoDB's capacity units.
//!
//! Source: Developer Guide, "DynamoDB read and write operations", and public suites.

use super::item::Item;
use super::vectors::VectorWrite;

const WRITE_UNIT_BYTES: usize = 1024;
const READ_UNIT_BYTES: usize = 4096;
/// How often a transaction pays for each of its actions on a table.
pub(crate) const TRANSACTED: u64 = 2;

/// A number of half units: an eventually consistent read costs one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct HalfUnits(pub(crate) u64);

impl HalfUnits {
    pub(crate) fn units(self) -> f64 {
        self.0 as f64 / 2.0
    }

    /// Of consistent reads only, whose units are whole.
    pub(crate) fn whole(self) -> u64 {
        self.0 / 2
    }
}

impl std::ops::AddAssign for HalfUnits {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

/// What a write did.
pub(crate) struct Written {
    pub(crate) old: Option<Item>,
    pub(crate) table_units: u64,
    pub(crate) indexes: Vec<IndexWrite>,
    pub(crate) vectors: Vec<VectorWrite>,
}

/// What a write cost in one index; an index that did not change costs nothing and is not listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IndexWrite {
    /// Its place in the table's definition.
    pub(crate) index: usize,
    pub(crate) units: u64,
    /// Of the entry that was written or, if there is none any more, removed.
    pub(crate) bytes: usize,
}

/// One unit for each 1 KiB begun, at least one.
pub(crate) fn write_units(item_bytes: usize) -> u64 {
    item_bytes.div_ceil(WRITE_UNIT_BYTES).max(1) as u64
}

/// One unit for each 4 KiB begun, at least one; half of that unless the read is consistent.
pub(crate) fn read_units(bytes: usize, consistent: bool) -> HalfUnits {
    let units = bytes.div_ceil(READ_UNIT_BYTES).max(1) as u64;
    HalfUnits(units * if consistent { 2 } else { 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_round_up_and_start_at_one() {
        assert_eq!(
            (write_units(0), write_units(1024), write_units(1025)),
            (1, 1, 2)
        );
        assert_eq!(read_units(0, true).units(), 1.0);
        assert_eq!(read_units(4096, false).units(), 0.5);
        assert_eq!(read_units(4097, false).units(), 1.0);
    }
}
