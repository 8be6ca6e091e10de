//! Every error DynamoDB answers with, as named constructors: AWS's texts live here and nowhere else.

pub(crate) mod expression;
pub(crate) mod key_condition;
pub(crate) mod legacy;
