//! Exports of tables to S3, imports and bulk operations from it, beside the requests that asked for them.
//!
//! AWS: Developer Guide, "DynamoDB table export output format" and "Amazon S3 import formats for
//! DynamoDB". Items stream in both directions: of a table of any size, one window is in memory twice.

mod bulk;
mod bulk_reports;
mod compressed;
mod csv;
mod export;
mod failure;
mod import;
mod ion;
mod manifest;
mod place;
mod records;
mod rows;
mod target;
pub(super) mod worker;
