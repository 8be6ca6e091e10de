//! Tests of dynamodb through the front door.

mod tables;

mod get_item;
mod protocol;
