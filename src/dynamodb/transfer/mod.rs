//! Exports of tables to S3 and imports from it, beside the requests that asked for them.
//!
//! AWS: Developer Guide, "DynamoDB table export output format" and "Amazon S3 import formats for
//! DynamoDB". Items stream in both directions: of a table of any size, one window is in memory twice.

mod compressed;
mod csv;
mod export;
mod failure;
mod import;
mod ion;
mod manifest;
mod records;
mod rows;
pub(super) mod worker;
