//! Members that Query and Scan share.

use super::attribute::Values;
use super::parameters::Substitutions;
use super::reader::{Reader, Wire};

#[derive(Debug, Default)]
pub(crate) struct PageParameters {
    pub(crate) table_name: Option<String>,
    pub(crate) index_name: Option<String>,
    pub(crate) select: Option<String>,
    pub(crate) attributes_to_get: Option<Vec<String>>,
    pub(crate) limit: Option<i32>,
    pub(crate) consistent_read: Option<bool>,
    pub(crate) conditional_operator: Option<String>,
    pub(crate) exclusive_start_key: Option<Values>,
    pub(crate) return_consumed_capacity: Option<String>,
    pub(crate) projection_expression: Option<String>,
    pub(crate) filter_expression: Option<String>,
    pub(crate) substitutions: Substitutions,
}

impl PageParameters {
    /// Reads a member if it is one of these.
    pub(crate) fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TableName" => self.table_name = reader.string()?,
            "IndexName" => self.index_name = reader.string()?,
            "Select" => self.select = reader.string()?,
            "AttributesToGet" => self.attributes_to_get = reader.strings()?,
            "Limit" => self.limit = reader.integer()?,
            "ConsistentRead" => self.consistent_read = reader.boolean()?,
            "ConditionalOperator" => self.conditional_operator = reader.string()?,
            "ExclusiveStartKey" => self.exclusive_start_key = Values::read(reader)?,
            "ReturnConsumedCapacity" => self.return_consumed_capacity = reader.string()?,
            "ProjectionExpression" => self.projection_expression = reader.string()?,
            "FilterExpression" => self.filter_expression = reader.string()?,
            _ => return self.substitutions.read_member(reader, name),
        }
        Ok(true)
    }
}
