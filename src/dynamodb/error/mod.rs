//! Every error DynamoDB answers with, as named constructors: AWS's texts live here and nowhere else.

pub(crate) mod access;
pub(crate) mod auto_scaling;
pub(crate) mod backend;
pub(crate) mod backup;
pub(crate) mod constraint;
pub(crate) mod expression;
pub(crate) mod global_table;
pub(crate) mod item;
pub(crate) mod key;
pub(crate) mod key_condition;
pub(crate) mod kinesis;
pub(crate) mod legacy;
pub(crate) mod page;
pub(crate) mod parameters;
pub(crate) mod partiql;
pub(crate) mod protocol;
pub(crate) mod replica;
pub(crate) mod resource_policy;
pub(crate) mod stream;
pub(crate) mod table;
pub(crate) mod tags;
pub(crate) mod time_to_live;
pub(crate) mod transaction;
pub(crate) mod transfer;
pub(crate) mod value;
pub(crate) mod wording;
