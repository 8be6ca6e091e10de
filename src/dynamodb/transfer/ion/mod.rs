//! Amazon Ion's text, as far as DynamoDB's items need it (Developer Guide, "DynamoDB table export
//! output format": how the types correspond).

pub(super) mod reader;
pub(super) mod writer;

/// What each line begins with.
const VERSION: &str = "$ion_1_0";
const STRING_SET: &str = "$dynamodb_SS";
const NUMBER_SET: &str = "$dynamodb_NS";
const BINARY_SET: &str = "$dynamodb_BS";
