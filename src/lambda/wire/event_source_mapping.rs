//! Event source mappings on the wire.

use serde::{Deserialize, Serialize};

use super::event_invoke::{Destination, DestinationConfigInput};
use super::member::{self, Pairs};
use crate::lambda::event_source::mapping::{Mapping, Shown};

/// CreateEventSourceMapping's request; what UpdateEventSourceMapping cannot change is not looked at there.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct EventSourceMappingInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) event_source_arn: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) function_name: Option<String>,
    #[serde(deserialize_with = "member::maybe_boolean")]
    pub(crate) enabled: Option<bool>,
    #[serde(deserialize_with = "member::integer")]
    pub(crate) batch_size: Option<i64>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) filter_criteria: Option<FilterCriteriaInput>,
    #[serde(deserialize_with = "member::integer")]
    pub(crate) maximum_batching_window_in_seconds: Option<i64>,
    #[serde(deserialize_with = "member::integer")]
    pub(crate) parallelization_factor: Option<i64>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) starting_position: Option<String>,
    #[serde(deserialize_with = "member::asked")]
    pub(crate) starting_position_timestamp: bool,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) destination_config: Option<DestinationConfigInput>,
    #[serde(deserialize_with = "member::integer")]
    pub(crate) maximum_record_age_in_seconds: Option<i64>,
    #[serde(deserialize_with = "member::maybe_boolean")]
    pub(crate) bisect_batch_on_function_error: Option<bool>,
    #[serde(deserialize_with = "member::integer")]
    pub(crate) maximum_retry_attempts: Option<i64>,
    #[serde(deserialize_with = "member::text_map")]
    pub(crate) tags: Option<Pairs>,
    #[serde(deserialize_with = "member::integer")]
    pub(crate) tumbling_window_in_seconds: Option<i64>,
    #[serde(deserialize_with = "member::texts")]
    pub(crate) function_response_types: Option<Vec<String>>,
    #[serde(rename = "KMSKeyArn", deserialize_with = "member::text")]
    pub(crate) kms_key_arn: Option<String>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) metrics_config: Option<MetricsConfigInput>,
    /// Of other sources than streams of DynamoDB.
    #[serde(deserialize_with = "member::asked")]
    pub(crate) topics: bool,
    #[serde(deserialize_with = "member::asked")]
    pub(crate) queues: bool,
    #[serde(deserialize_with = "member::asked")]
    pub(crate) source_access_configurations: bool,
    #[serde(deserialize_with = "member::asked")]
    pub(crate) self_managed_event_source: bool,
    #[serde(deserialize_with = "member::asked")]
    pub(crate) amazon_managed_kafka_event_source_config: bool,
    #[serde(deserialize_with = "member::asked")]
    pub(crate) self_managed_kafka_event_source_config: bool,
    #[serde(deserialize_with = "member::asked")]
    pub(crate) scaling_config: bool,
    #[serde(
        rename = "DocumentDBEventSourceConfig",
        deserialize_with = "member::asked"
    )]
    pub(crate) document_db_event_source_config: bool,
    #[serde(deserialize_with = "member::asked")]
    pub(crate) logging_config: bool,
    #[serde(deserialize_with = "member::asked")]
    pub(crate) provisioned_poller_config: bool,
}

/// FilterCriteria.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct FilterCriteriaInput {
    #[serde(deserialize_with = "member::structures")]
    pub(crate) filters: Option<Vec<FilterInput>>,
}

/// Filter.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct FilterInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) pattern: Option<String>,
}

/// MetricsConfig.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct MetricsConfigInput {
    #[serde(deserialize_with = "member::texts")]
    pub(crate) metrics: Option<Vec<String>>,
}

/// EventSourceMappingConfiguration of a mapping of a stream (recorded answers).
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct EventSourceMappingConfiguration {
    #[serde(rename = "UUID")]
    uuid: String,
    starting_position: String,
    batch_size: usize,
    maximum_batching_window_in_seconds: u32,
    parallelization_factor: usize,
    event_source_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter_criteria: Option<FilterCriteria>,
    function_arn: String,
    /// Seconds since 1970.
    last_modified: f64,
    last_processing_result: String,
    state: &'static str,
    state_transition_reason: &'static str,
    destination_config: DestinationConfig,
    maximum_record_age_in_seconds: i64,
    bisect_batch_on_function_error: bool,
    maximum_retry_attempts: i64,
    tumbling_window_in_seconds: u32,
    function_response_types: Vec<&'static str>,
    #[serde(rename = "KMSKeyArn", skip_serializing_if = "Option::is_none")]
    kms_key_arn: Option<String>,
    event_source_mapping_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    metrics_config: Option<MetricsConfig>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct FilterCriteria {
    filters: Vec<Filter>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Filter {
    pattern: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct DestinationConfig {
    on_failure: Destination,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct MetricsConfig {
    metrics: Vec<String>,
}

/// One page of mappings.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListEventSourceMappingsOutput {
    pub(crate) event_source_mappings: Vec<EventSourceMappingConfiguration>,
    /// `None` on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_marker: Option<String>,
}

impl EventSourceMappingConfiguration {
    pub(crate) fn of(mapping: &Mapping, shown: &Shown) -> Self {
        let settings = &shown.settings;
        let endless = |value: Option<u32>| value.map_or(-1, i64::from);
        let filters: Vec<_> = settings
            .filters
            .iter()
            .map(|filter| Filter {
                pattern: filter.text.clone(),
            })
            .collect();
        Self {
            uuid: mapping.uuid.clone(),
            starting_position: mapping.starting_position.clone(),
            batch_size: settings.batch_size,
            maximum_batching_window_in_seconds: settings.batching_window_s,
            parallelization_factor: settings.parallelization_factor,
            event_source_arn: mapping.source_arn.clone(),
            filter_criteria: (!filters.is_empty()).then_some(FilterCriteria { filters }),
            function_arn: settings.function_arn.clone(),
            last_modified: shown.modified_ms as f64 / 1000.0,
            last_processing_result: shown.result.clone().into_owned(),
            state: shown.state.name(),
            state_transition_reason: "User action",
            destination_config: DestinationConfig {
                on_failure: Destination {
                    destination: settings.on_failure.clone(),
                },
            },
            maximum_record_age_in_seconds: endless(settings.record_age_max_s),
            bisect_batch_on_function_error: settings.bisects,
            maximum_retry_attempts: endless(settings.retries_max),
            tumbling_window_in_seconds: settings.tumbling_window_s,
            function_response_types: match settings.reports_item_failures {
                true => vec!["ReportBatchItemFailures"],
                false => Vec::new(),
            },
            kms_key_arn: settings.kms_key_arn.clone(),
            event_source_mapping_arn: mapping.arn(),
            metrics_config: settings
                .metrics
                .clone()
                .map(|metrics| MetricsConfig { metrics }),
        }
    }
}
