//! Every error DynamoDB answers with, as named constructors: AWS's texts live here and nowhere else.

pub(crate) mod expression;
