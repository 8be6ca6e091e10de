//! What a mapping is set to.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::aws::event_pattern::EventPattern;

/// Everything that UpdateEventSourceMapping can change. Immutable: an update makes new ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// With a qualifier if the request had one.
    pub(crate) function_arn: String,
    pub(crate) enabled: bool,
    pub(crate) batch_size: usize,
    pub(crate) batching_window_s: u32,
    /// A record that one of them takes is wanted; all are if there is none.
    pub(crate) filters: Vec<Filter>,
    pub(crate) kms_key_arn: Option<String>,
    /// How many batches are at work at once; records of one item stay in order.
    pub(crate) parallelization_factor: usize,
    /// The ARN of a queue, a topic or a bucket.
    pub(crate) on_failure: Option<String>,
    /// `None` is as long as the stream keeps records.
    pub(crate) record_age_max_s: Option<u32>,
    /// `None` is without end.
    pub(crate) retries_max: Option<u32>,
    pub(crate) bisects: bool,
    /// 0 is no window.
    pub(crate) tumbling_window_s: u32,
    /// The function's answer says which records failed.
    pub(crate) reports_item_failures: bool,
    /// As MetricsConfig names them.
    pub(crate) metrics: Option<Vec<String>>,
}

/// One pattern of FilterCriteria; its text is what is written down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct Filter {
    /// As it was given.
    pub(crate) text: String,
    pub(crate) pattern: EventPattern,
}

impl Filter {
    /// `None` for a text that is no pattern.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let pattern = EventPattern::parse(text)?;
        Some(Self {
            text: text.to_owned(),
            pattern,
        })
    }
}

impl From<Filter> for String {
    fn from(filter: Filter) -> Self {
        filter.text
    }
}

impl TryFrom<String> for Filter {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("no pattern")
    }
}

impl Settings {
    /// Those of a mapping of which nothing is said (recorded answers).
    pub(crate) fn new(function_arn: String) -> Self {
        Self {
            function_arn,
            enabled: true,
            batch_size: 100,
            batching_window_s: 0,
            filters: Vec::new(),
            kms_key_arn: None,
            parallelization_factor: 1,
            on_failure: None,
            record_age_max_s: None,
            retries_max: None,
            bisects: false,
            tumbling_window_s: 0,
            reports_item_failures: false,
            metrics: None,
        }
    }

    /// Whether a record, in JSON, is for the function.
    pub(super) fn wants(&self, record: &str) -> bool {
        if self.filters.is_empty() {
            return true;
        }
        let record: Value = serde_json::from_str(record).unwrap_or_default();
        let mut filters = self.filters.iter();
        filters.any(|filter| filter.pattern.takes(&record))
    }
}
