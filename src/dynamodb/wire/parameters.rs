//! Members that many requests share: substitution maps, and the options of item writes.

use std::collections::BTreeMap;

use super::attribute::{SingleValue, Values};
use super::legacy::{Entries, SentExpected, read_expected};
use super::reader::{Reader, Wire};
use super::scalars::Place;

/// ExpressionAttributeNames and ExpressionAttributeValues.
#[derive(Debug, Default)]
pub(crate) struct Substitutions {
    pub(crate) names: Option<BTreeMap<String, String>>,
    /// In the order of the request.
    pub(crate) values: Option<Vec<(String, SingleValue)>>,
}

impl Substitutions {
    /// Reads a member if it is one of the two.
    pub(crate) fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "ExpressionAttributeNames" => self.names = read_names(reader)?,
            "ExpressionAttributeValues" => self.values = Values::read_each(reader)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

pub(super) fn read_names(reader: &mut Reader<'_>) -> Wire<Option<BTreeMap<String, String>>> {
    let mut names = BTreeMap::new();
    let there = reader.entries("java.lang.String", Place::Member, |reader, name| {
        if let Some(attribute) = reader.string()? {
            names.insert(name.into_owned(), attribute);
        }
        Ok(())
    })?;
    Ok(there.then_some(names))
}

/// What PutItem, UpdateItem and DeleteItem share.
#[derive(Debug, Default)]
pub(crate) struct WriteParameters {
    pub(crate) table_name: Option<String>,
    pub(crate) condition_expression: Option<String>,
    pub(crate) expected: Option<Entries<SentExpected>>,
    pub(crate) conditional_operator: Option<String>,
    pub(crate) substitutions: Substitutions,
    pub(crate) return_values: Option<String>,
    pub(crate) return_consumed_capacity: Option<String>,
    pub(crate) return_item_collection_metrics: Option<String>,
    pub(crate) return_values_on_condition_check_failure: Option<String>,
}

impl WriteParameters {
    /// Reads a member if it is one of these.
    pub(crate) fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TableName" => self.table_name = reader.string()?,
            "ConditionExpression" => self.condition_expression = reader.string()?,
            "Expected" => self.expected = read_expected(reader)?,
            "ConditionalOperator" => self.conditional_operator = reader.string()?,
            "ReturnValues" => self.return_values = reader.string()?,
            "ReturnConsumedCapacity" => self.return_consumed_capacity = reader.string()?,
            "ReturnItemCollectionMetrics" => {
                self.return_item_collection_metrics = reader.string()?;
            }
            "ReturnValuesOnConditionCheckFailure" => {
                self.return_values_on_condition_check_failure = reader.string()?;
            }
            _ => return self.substitutions.read_member(reader, name),
        }
        Ok(true)
    }
}
