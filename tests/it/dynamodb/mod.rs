//! Tests of dynamodb through the front door.

mod other;
mod tables;

mod get_item;
mod protocol;
mod remote;
