//! Tests of dynamodb through the front door.

mod other;
mod streams;
mod tables;

mod batch_get_item;
mod batch_write_item;
mod create_table;
mod delete_item;
mod delete_table;
mod describe_continuous_backups;
mod describe_endpoints;
mod describe_limits;
mod describe_stream;
mod describe_table;
mod describe_time_to_live;
mod get_item;
mod get_records;
mod get_shard_iterator;
mod list_streams;
mod list_tables;
mod list_tags_of_resource;
mod protocol;
mod put_item;
mod query;
mod remote;
mod scan;
mod tag_resource;
mod transact_get_items;
mod transact_write_items;
mod transaction_isolation;
mod untag_resource;
mod update_item;
mod update_table;
mod update_time_to_live;
