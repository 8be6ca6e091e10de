//! From a WHERE and an ORDER BY to reads of an ordered tree.

use super::branches::{Branch, KeyNames, SortTest, branches};
use super::tree::{Expression, Kind, OrderItem};
use super::values::Parameters;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::definition::{KeyAttribute, KeySchema};
use crate::dynamodb::engine::range::{KeyRange, SortCondition};
use crate::dynamodb::error::partiql;
use crate::dynamodb::validate::keys::check_key_value;
use crate::dynamodb::value::{AttributeValue, KeyScalar};

/// Reads that one statement may come to (captured: 50 are made, 51 refused).
const READS_MAX: usize = 50;

/// How a statement's items are found.
pub(super) struct Plan {
    /// In the order in which they are made; a scan is one.
    pub(super) ranges: Vec<KeyRange>,
    pub(super) forward: bool,
    /// Attributes besides the key that each read filters by, those of the last partition first (of
    /// several that an index does not hold, AWS names those); none for a scan.
    pub(super) filtered: Option<Vec<Vec<String>>>,
}

/// One read before it has its place among the others.
struct Read {
    /// The partition key's value in bytes that sort as it does.
    partition: Vec<u8>,
    range: KeyRange,
    negates_sort: bool,
    filtered: Vec<String>,
}

/// Plans the reads of a source that is ordered by `schema`, whose partition and sort key have one
/// attribute each at most.
pub(super) fn plan(
    condition: Option<&Expression>,
    order: &[OrderItem],
    schema: &KeySchema,
    parameters: &Parameters,
) -> Result<Plan, AwsError> {
    let partition = &schema.partition[0];
    let sort = schema.sort.first();
    let names = KeyNames {
        partition: &partition.name,
        sort: sort.map(|own| own.name.as_str()),
    };
    let all = match condition {
        Some(condition) => branches(condition, &names, parameters)?,
        None => Vec::new(),
    };
    let order = Order::of(order, condition.is_some(), &names)?;
    let keyed = !all.is_empty() && all.iter().all(pins_partition);
    if !keyed {
        return match order {
            None => Ok(scan()),
            Some(_) => Err(partiql::order_without_key()),
        };
    }
    for branch in &all {
        check_types(branch, partition, sort)?;
    }
    if all.len() > READS_MAX {
        return Err(partiql::too_many_reads());
    }
    let reads = all
        .into_iter()
        .map(|branch| read(branch, schema))
        .collect::<Result<Vec<_>, _>>()?;
    let reads = without_overlaps(reads)?;
    arranged(reads, order)
}

fn scan() -> Plan {
    Plan {
        ranges: vec![KeyRange::all()],
        forward: true,
        filtered: None,
    }
}

/// Whether a branch asks for exactly one partition.
fn pins_partition(branch: &Branch) -> bool {
    match branch.partition.split_first() {
        Some((first, others)) => others.iter().all(|other| other == first),
        None => false,
    }
}

fn check_types(
    branch: &Branch,
    partition: &KeyAttribute,
    sort: Option<&KeyAttribute>,
) -> Result<(), AwsError> {
    let check = |attribute: &KeyAttribute, value| match attribute.kind.fits(value) {
        true => Ok(()),
        false => Err(partiql::key_type_mismatch(&attribute.name)),
    };
    branch
        .partition
        .iter()
        .try_for_each(|value| check(partition, value))?;
    let Some(sort) = sort else {
        return Ok(());
    };
    let mut values = branch.sort.iter().flat_map(SortTest::values);
    values.try_for_each(|value| check(sort, value))
}

fn read(branch: Branch, schema: &KeySchema) -> Result<Read, AwsError> {
    let partition_key = &schema.partition[0];
    let value = &branch.partition[0];
    check_key_value(schema, partition_key, value)?;
    let partition = scalar(value, partition_key)?;
    let mut range = KeyRange::partition(&[partition], &[], None);
    for test in &branch.sort {
        let own = sort_range(partition, test, &schema.sort[0])?;
        range = range.intersection(own);
    }
    let mut bytes = Vec::new();
    partition.encode_ordered(&mut bytes);
    Ok(Read {
        partition: bytes,
        range,
        negates_sort: branch.negates_sort,
        filtered: branch.filtered,
    })
}

fn sort_range(
    partition: KeyScalar<'_>,
    test: &SortTest,
    sort: &KeyAttribute,
) -> Result<KeyRange, AwsError> {
    let scalar = |value| scalar(value, sort);
    let condition = match test {
        SortTest::Is(value) => {
            return Ok(KeyRange::partition(&[partition], &[scalar(value)?], None));
        }
        SortTest::Below(value) => SortCondition::Below(scalar(value)?),
        SortTest::AtMost(value) => SortCondition::AtMost(scalar(value)?),
        SortTest::Above(value) => SortCondition::Above(scalar(value)?),
        SortTest::AtLeast(value) => SortCondition::AtLeast(scalar(value)?),
        SortTest::Between(low, high) => SortCondition::Between(scalar(low)?, scalar(high)?),
        SortTest::BeginsWith(value) => SortCondition::BeginsWith(scalar(value)?),
    };
    Ok(KeyRange::partition(&[partition], &[], Some(&condition)))
}

fn scalar<'v>(
    value: &'v AttributeValue,
    attribute: &KeyAttribute,
) -> Result<KeyScalar<'v>, AwsError> {
    KeyScalar::of(value).ok_or_else(|| partiql::key_type_mismatch(&attribute.name))
}

/// No two reads may find the same item. Where one of a partition says what the sort key is not, AWS
/// answers the union of all (recorded), which here is one read of the whole partition.
fn without_overlaps(reads: Vec<Read>) -> Result<Vec<Read>, AwsError> {
    let negated: Vec<Vec<u8>> = reads
        .iter()
        .filter(|own| own.negates_sort)
        .map(|own| own.partition.clone())
        .collect();
    let mut kept: Vec<Read> = Vec::with_capacity(reads.len());
    for read in reads {
        let unites = negated.contains(&read.partition);
        let mut same = kept
            .iter_mut()
            .filter(|own| own.partition == read.partition);
        match same.find(|own| unites || overlap(own, &read)) {
            None => kept.push(read),
            Some(first) if unites => *first = united(first, read),
            Some(_) => return Err(partiql::overlapping_ranges()),
        }
    }
    Ok(kept)
}

fn overlap(one: &Read, two: &Read) -> bool {
    !one.range.clone().intersection(two.range.clone()).is_empty()
}

fn united(one: &Read, two: Read) -> Read {
    let mut filtered = one.filtered.clone();
    filtered.extend(two.filtered);
    Read {
        range: one.range.clone().union(two.range),
        filtered,
        partition: two.partition,
        negates_sort: true,
    }
}

fn arranged(mut reads: Vec<Read>, order: Option<Order>) -> Result<Plan, AwsError> {
    let forward = order.is_none_or(|order| !order.sort_descending);
    if let Some(order) = order {
        let several = reads.iter().any(|own| own.partition != reads[0].partition);
        if several && order.partition_descending.is_none() {
            return Err(partiql::order_of_several_partitions());
        }
        reads.sort_by(|one, two| {
            let by_partition = one.partition.cmp(&two.partition);
            let by_sort = one.range.compare_start(&two.range);
            let by_partition = match order.partition_descending {
                Some(true) => by_partition.reverse(),
                _ => by_partition,
            };
            by_partition.then(match forward {
                true => by_sort,
                false => by_sort.reverse(),
            })
        });
    }
    let ranges = reads.iter().map(|own| own.range.clone()).collect();
    reads.sort_by(|one, two| two.partition.cmp(&one.partition));
    Ok(Plan {
        ranges,
        forward,
        filtered: Some(reads.into_iter().map(|own| own.filtered).collect()),
    })
}

/// An ORDER BY on key attributes.
#[derive(Clone, Copy)]
struct Order {
    /// None if the partition key is not among them.
    partition_descending: Option<bool>,
    /// Where the sort key is not among them, its order is descending whatever that of the partition
    /// key is (captured).
    sort_descending: bool,
}

impl Order {
    fn of(
        items: &[OrderItem],
        has_condition: bool,
        names: &KeyNames<'_>,
    ) -> Result<Option<Self>, AwsError> {
        if items.is_empty() {
            return Ok(None);
        }
        if !has_condition {
            return Err(partiql::order_without_where());
        }
        let mut order = Self {
            partition_descending: None,
            sort_descending: true,
        };
        for item in items {
            let name = match &item.expression.kind {
                Kind::Path(path) if path.steps.is_empty() => path.attribute.as_str(),
                other => return Err(partiql::order_by_expression(other.name())),
            };
            if name == names.partition {
                order.partition_descending = Some(item.descending);
            } else if Some(name) == names.sort {
                order.sort_descending = item.descending;
            } else {
                return Err(partiql::order_by_attribute(name));
            }
        }
        Ok(Some(order))
    }
}
