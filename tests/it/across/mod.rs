//! Tests of several services together, through the front door.

mod s3_notifies_lambda;
