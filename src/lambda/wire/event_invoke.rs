//! Event invoke configurations on the wire.

use serde::{Deserialize, Serialize};

use super::member;
use crate::lambda::functions::event_invoke::EventInvoke;

/// The request that puts or updates one, but the name in its path.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct EventInvokeInput {
    #[serde(deserialize_with = "member::integer")]
    pub(crate) maximum_retry_attempts: Option<i64>,
    #[serde(deserialize_with = "member::integer")]
    pub(crate) maximum_event_age_in_seconds: Option<i64>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) destination_config: Option<DestinationConfigInput>,
}

/// DestinationConfig.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct DestinationConfigInput {
    #[serde(deserialize_with = "member::structure")]
    pub(crate) on_success: Option<DestinationInput>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) on_failure: Option<DestinationInput>,
}

/// OnSuccess and OnFailure.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct DestinationInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) destination: Option<String>,
}

/// FunctionEventInvokeConfig: `null` where there is nothing.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FunctionEventInvokeConfig {
    destination_config: DestinationConfig,
    function_arn: String,
    /// Seconds since 1970.
    last_modified: f64,
    maximum_event_age_in_seconds: Option<u32>,
    maximum_retry_attempts: Option<u32>,
}

/// AWS shows both places, be there a destination or not (recorded answer).
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct DestinationConfig {
    on_failure: Destination,
    on_success: Destination,
}

/// A place that is shown be there a destination or not.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Destination {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) destination: Option<String>,
}

/// One page of a function's configurations.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListFunctionEventInvokeConfigsOutput {
    pub(crate) function_event_invoke_configs: Vec<FunctionEventInvokeConfig>,
    /// `None` on the last page.
    pub(crate) next_marker: Option<String>,
}

impl FunctionEventInvokeConfig {
    pub(crate) fn of(function_arn: String, config: &EventInvoke) -> Self {
        Self {
            destination_config: DestinationConfig {
                on_failure: Destination {
                    destination: config.destinations.on_failure.clone(),
                },
                on_success: Destination {
                    destination: config.destinations.on_success.clone(),
                },
            },
            function_arn,
            last_modified: config.last_modified_ms as f64 / 1000.0,
            maximum_event_age_in_seconds: config.age_max_s,
            maximum_retry_attempts: config.retry_attempts,
        }
    }
}
