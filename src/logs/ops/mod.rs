//! Operations, one file for each or for a family.

pub(super) mod create_log_group;
pub(super) mod create_log_stream;
pub(super) mod delete_log_group;
pub(super) mod delete_log_stream;
pub(super) mod describe_log_groups;
pub(super) mod describe_log_streams;
pub(super) mod filter_log_events;
pub(super) mod get_log_events;
pub(super) mod list_log_groups;
pub(super) mod put_log_events;
pub(super) mod put_log_group_deletion_protection;
pub(super) mod put_retention_policy;
pub(super) mod start_live_tail;
pub(super) mod subscription_filters;
pub(super) mod tag_log_group;
pub(super) mod tag_resource;
pub(super) mod test_metric_filter;
