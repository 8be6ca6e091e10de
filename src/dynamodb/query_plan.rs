//! From key conditions to the range of a tree that they describe.

use super::engine::definition::{KeyAttribute, KeySchema};
use super::engine::key::Key;
use super::engine::range::{KeyRange, SortCondition};
use super::error::{key, page};
use super::expression::{KeyCondition, KeyConditions, KeyTest};
use super::validate::keys::{check_key_value, check_start_attribute};
use super::value::{AttributeValue, Attributes, KeyScalar};
use crate::aws::error::AwsError;

/// Key conditions that fit a key: the partition pinned, a leading run of the sort key pinned, and
/// perhaps one condition on the attribute behind it.
pub(crate) struct Plan<'a> {
    schema: &'a KeySchema,
    partition: Vec<KeyScalar<'a>>,
    pinned: Vec<KeyScalar<'a>>,
    condition: Option<SortCondition<'a>>,
}

impl<'a> Plan<'a> {
    /// Matches conditions with a key, attribute by attribute; each time the part of a starting key
    /// comes first, as on AWS.
    pub(crate) fn of(
        schema: &'a KeySchema,
        conditions: &'a KeyConditions,
        start: Option<&Attributes>,
    ) -> Result<Self, AwsError> {
        let conditions = &conditions.conditions;
        if conditions.len() > 1 && schema.len() == 1 {
            return Err(page::key_condition_unsupported());
        }
        if conditions.len() > schema.len() {
            return Err(page::too_many_conditions(conditions.len(), schema.len()));
        }
        let on = |attribute: &KeyAttribute| -> Option<&'a KeyCondition> {
            let mut all = conditions.iter();
            all.find(|condition| condition.attribute == attribute.name)
        };
        let mut partition = Vec::new();
        let check_start = |attribute: &KeyAttribute| match start {
            Some(start) => check_start_attribute(schema, attribute, start),
            None => Ok(()),
        };
        for attribute in &schema.partition {
            check_start(attribute)?;
            let condition = on(attribute).ok_or_else(|| page::missed_key(&attribute.name))?;
            check_values(schema, attribute, &condition.test)?;
            match &condition.test {
                KeyTest::Eq(value) => partition.push(scalar(value)?),
                _ => return Err(page::key_condition_unsupported()),
            }
        }
        let mut plan = Self {
            schema,
            partition,
            pinned: Vec::new(),
            condition: None,
        };
        let mut left = conditions.len() - schema.partition.len();
        for attribute in &schema.sort {
            check_start(attribute)?;
            if left == 0 {
                continue;
            }
            let condition = on(attribute).ok_or_else(|| page::missed_key(&attribute.name))?;
            check_values(schema, attribute, &condition.test)?;
            if plan.condition.is_some() {
                return Err(page::key_condition_unsupported());
            }
            plan.add(&condition.test)?;
            left -= 1;
        }
        match left {
            0 => Ok(plan),
            _ => Err(page::key_condition_unsupported()),
        }
    }

    fn add(&mut self, test: &'a KeyTest) -> Result<(), AwsError> {
        self.condition = Some(match test {
            KeyTest::Eq(value) => {
                self.pinned.push(scalar(value)?);
                return Ok(());
            }
            KeyTest::Lt(value) => SortCondition::Below(scalar(value)?),
            KeyTest::Le(value) => SortCondition::AtMost(scalar(value)?),
            KeyTest::Gt(value) => SortCondition::Above(scalar(value)?),
            KeyTest::Ge(value) => SortCondition::AtLeast(scalar(value)?),
            KeyTest::Between(low, high) => SortCondition::Between(scalar(low)?, scalar(high)?),
            KeyTest::BeginsWith(value) => SortCondition::BeginsWith(scalar(value)?),
            KeyTest::NotIndexable => return Err(page::not_indexable()),
        });
        Ok(())
    }

    pub(crate) fn range(&self) -> KeyRange {
        KeyRange::partition(&self.partition, &self.pinned, self.condition.as_ref())
    }

    /// A starting key has to lie in the range that is asked for.
    pub(crate) fn check_start(
        &self,
        start: &Attributes,
        range: &KeyRange,
        place: &Key,
    ) -> Result<(), AwsError> {
        if range.contains(place) {
            return Ok(());
        }
        let parts = self
            .schema
            .scalars(start)
            .ok_or_else(key::schema_mismatch)?;
        let condition = self.condition.as_ref();
        if self.pinned.is_empty() && condition.is_none() {
            return Err(page::start_key_outside_query());
        }
        // As far as its own partition goes, the key may yet meet the condition.
        let own = KeyRange::partition(&parts.partition, &self.pinned, condition);
        Err(match own.contains(place) {
            true => page::start_key_of_another_partition(),
            false => page::start_key_outside_range(),
        })
    }
}

fn check_values(
    schema: &KeySchema,
    attribute: &KeyAttribute,
    test: &KeyTest,
) -> Result<(), AwsError> {
    let values = match test {
        KeyTest::NotIndexable => return Err(page::not_indexable()),
        KeyTest::Between(low, high) => vec![low, high],
        KeyTest::Eq(value)
        | KeyTest::Lt(value)
        | KeyTest::Le(value)
        | KeyTest::Gt(value)
        | KeyTest::Ge(value)
        | KeyTest::BeginsWith(value) => vec![value],
    };
    for value in &values {
        if !attribute.kind.fits(value) {
            return Err(page::condition_type_mismatch());
        }
    }
    // Every text begins with an empty one.
    match test {
        KeyTest::BeginsWith(_) => Ok(()),
        _ => values
            .iter()
            .try_for_each(|value| check_key_value(schema, attribute, value)),
    }
}

fn scalar(value: &AttributeValue) -> Result<KeyScalar<'_>, AwsError> {
    KeyScalar::of(value).ok_or_else(page::condition_type_mismatch)
}
