//! Every operation that is answered here, by name.

use super::call::Call;
use super::input::Input;
use super::ops;
use super::reply::Reply;
use crate::aws::error::AwsError;

/// From a request to its answer.
pub(super) type Answer = fn(&Call<'_>, &mut Input) -> Result<Reply, AwsError>;

pub(super) type Named = (&'static str, Answer);

const fn named(name: &'static str, answer: Answer) -> Named {
    (name, answer)
}

/// Sorted by name.
pub(super) const OPERATIONS: &[Named] = &[
    named("CreateLogGroup", ops::create_log_group::create_log_group),
    named("CreateLogStream", ops::create_log_stream::create_log_stream),
    named("DeleteLogGroup", ops::delete_log_group::delete_log_group),
    named("DeleteLogStream", ops::delete_log_stream::delete_log_stream),
    named(
        "DeleteRetentionPolicy",
        ops::put_retention_policy::delete_retention_policy,
    ),
    named(
        "DeleteSubscriptionFilter",
        ops::subscription_filters::delete_subscription_filter,
    ),
    named(
        "DescribeLogGroups",
        ops::describe_log_groups::describe_log_groups,
    ),
    named(
        "DescribeLogStreams",
        ops::describe_log_streams::describe_log_streams,
    ),
    named(
        "DescribeSubscriptionFilters",
        ops::subscription_filters::describe_subscription_filters,
    ),
    named("FilterLogEvents", ops::filter_log_events::filter_log_events),
    named("GetLogEvents", ops::get_log_events::get_log_events),
    named("ListLogGroups", ops::list_log_groups::list_log_groups),
    named(
        "ListTagsForResource",
        ops::tag_resource::list_tags_for_resource,
    ),
    named("ListTagsLogGroup", ops::tag_log_group::list_tags_log_group),
    named("PutLogEvents", ops::put_log_events::put_log_events),
    named(
        "PutLogGroupDeletionProtection",
        ops::put_log_group_deletion_protection::put_log_group_deletion_protection,
    ),
    named(
        "PutRetentionPolicy",
        ops::put_retention_policy::put_retention_policy,
    ),
    named(
        "PutSubscriptionFilter",
        ops::subscription_filters::put_subscription_filter,
    ),
    named("StartLiveTail", ops::start_live_tail::start_live_tail),
    named("TagLogGroup", ops::tag_log_group::tag_log_group),
    named("TagResource", ops::tag_resource::tag_resource),
    named(
        "TestMetricFilter",
        ops::test_metric_filter::test_metric_filter,
    ),
    named("UntagLogGroup", ops::tag_log_group::untag_log_group),
    named("UntagResource", ops::tag_resource::untag_resource),
];

/// The operation of this name.
pub(super) fn find(name: &str) -> Option<&'static Named> {
    let found = OPERATIONS.binary_search_by_key(&name, |(own, _)| own);
    found.ok().and_then(|at| OPERATIONS.get(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(OPERATIONS.is_sorted_by_key(|(name, _)| name));
    }
}
