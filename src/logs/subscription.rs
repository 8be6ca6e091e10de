//! A subscription filter: which of a group's events go to which function.

use std::sync::Arc;

use serde_json::{Value, json};

use super::pattern::Pattern;

#[derive(Clone, Debug)]
pub(super) struct Subscription {
    pub(super) name: String,
    /// As it was written.
    pub(super) pattern_text: String,
    pub(super) pattern: Arc<Pattern>,
    /// A function's ARN.
    pub(super) destination_arn: String,
    pub(super) distribution: String,
    pub(super) created_ms: i64,
}

impl Subscription {
    /// As DescribeSubscriptionFilters shows it (recorded).
    pub(super) fn description(&self, group: &str) -> Value {
        json!({
            "applyOnTransformedLogs": false,
            "creationTime": self.created_ms,
            "destinationArn": self.destination_arn,
            "distribution": self.distribution,
            "filterName": self.name,
            "filterPattern": self.pattern_text,
            "logGroupName": group,
        })
    }
}
