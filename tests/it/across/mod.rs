//! Tests of several services together, through the front door.

mod lambda_writes_logs;
mod s3_notifies_lambda;
