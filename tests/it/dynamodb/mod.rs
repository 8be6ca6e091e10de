//! Tests of dynamodb through the front door.

mod other;
mod tables;

mod batch_get_item;
mod batch_write_item;
mod create_table;
mod delete_item;
mod delete_table;
mod describe_table;
mod get_item;
mod list_tables;
mod protocol;
mod put_item;
mod query;
mod remote;
mod scan;
mod update_item;
mod update_table;
