//! What each target asks, for input of its own type.

pub mod dynamodb_expression;
pub mod dynamodb_number;
pub mod dynamodb_request;
pub mod dynamodb_statement;
pub mod dynamodb_value;
pub mod event_pattern;
pub mod iam_request;
pub mod journal;
pub mod lambda_package;
pub mod lambda_request;
pub mod logs_pattern;
pub mod own_pages;
pub mod s3_chunked;
pub mod s3_document;
pub mod s3_form;
pub mod s3_policy;
pub mod s3_request;
pub mod s3_select;
pub mod seeds;
pub mod signature;
pub mod snapshot_file;
