//! Checks what a request says about a mapping.

use super::settings::{Filter, Settings};
use super::source::Source;
use crate::aws::arn::Arn;
use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::lambda::error;
use crate::lambda::event_invoke::{accept_destination, check_destination};
use crate::lambda::functions::registry::{Registry, function_arn};
use crate::lambda::name::{FunctionName, Rule};
use crate::lambda::tenancy;
use crate::lambda::wire::event_source_mapping::{EventSourceMappingInput, FilterCriteriaInput};

const ARN_PATTERN: &str = r"arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)";
const KMS_PATTERN: &str = r"(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()";
/// Recorded in this order.
const POSITIONS: [&str; 3] = ["LATEST", "AT_TIMESTAMP", "TRIM_HORIZON"];
const RESPONSE_TYPES: [&str; 1] = ["ReportBatchItemFailures"];
const METRICS: [&str; 3] = ["EventCount", "ErrorCount", "KafkaMetrics"];
const PATTERN_LENGTH_MAX: usize = 4096;
/// AWS's page "Event filtering": five, unless one asks for more.
const FILTERS_MAX: usize = 5;

/// Notes what the API model refuses, and reads the function's name if there is one.
///
/// Errors: ValidationException.
pub(crate) fn check(
    input: &EventSourceMappingInput,
    needs_function: bool,
) -> Result<Option<FunctionName>, AwsError> {
    let mut violations = Violations::default();
    let name = input.function_name.as_deref();
    if name.is_none() && needs_function {
        violations.missing("functionName");
    }
    let name = name.map(|name| FunctionName::check(name, Rule::Namespaced, &mut violations));
    if let Some(arn) = &input.event_source_arn {
        check_arn(arn, &mut violations);
    }
    if let Some(position) = &input.starting_position
        && !POSITIONS.contains(&position.as_str())
    {
        violations.one_of("startingPosition", position, &POSITIONS);
    }
    for (member, value, least, most) in [
        ("batchSize", input.batch_size, 1, 10_000),
        (
            "maximumBatchingWindowInSeconds",
            input.maximum_batching_window_in_seconds,
            0,
            300,
        ),
        ("parallelizationFactor", input.parallelization_factor, 1, 10),
        (
            "maximumRecordAgeInSeconds",
            input.maximum_record_age_in_seconds,
            -1,
            604_800,
        ),
        (
            "maximumRetryAttempts",
            input.maximum_retry_attempts,
            -1,
            10_000,
        ),
        (
            "tumblingWindowInSeconds",
            input.tumbling_window_in_seconds,
            0,
            900,
        ),
    ] {
        if let Some(value) = value {
            violations.range(member, value, least, most);
        }
    }
    check_lists(input, &mut violations);
    if let Some(key) = input.kms_key_arn.as_deref().filter(|key| !key.is_empty())
        && Arn::parse(key).is_none()
    {
        violations.pattern("kMSKeyArn", key, KMS_PATTERN);
    }
    violations.finish(Some(()))?;
    Ok(name.flatten())
}

/// Notes an ARN that is none.
pub(crate) fn check_arn(arn: &str, violations: &mut Violations) {
    if Arn::parse(arn).is_none_or(|arn| !arn.partition.starts_with("aws")) {
        violations.pattern("eventSourceArn", arn, ARN_PATTERN);
    }
}

fn check_lists(input: &EventSourceMappingInput, violations: &mut Violations) {
    let metrics = input.metrics_config.as_ref();
    let lists = [
        (
            "functionResponseTypes",
            input.function_response_types.as_ref(),
            &RESPONSE_TYPES[..],
        ),
        (
            "metricsConfig.metrics",
            metrics.and_then(|config| config.metrics.as_ref()),
            &METRICS[..],
        ),
    ];
    for (member, list, known) in lists {
        let Some(list) = list else { continue };
        let written = format!("[{}]", list.join(", "));
        if list.len() > known.len() {
            let most = known.len();
            let constraint = format!("Member must have length less than or equal to {most}");
            violations.note(member, &written, &constraint);
        }
        if list.iter().any(|one| !known.contains(&one.as_str())) {
            let constraint = format!(
                "Member must satisfy constraint: [Member must satisfy enum value set: [{}], \
                 Member must not be null]",
                known.join(", ")
            );
            violations.note(member, &written, &constraint);
        }
    }
    let destinations = input.destination_config.as_ref();
    let on_failure = destinations.and_then(|both| both.on_failure.as_ref());
    if let Some(arn) = on_failure.and_then(|one| one.destination.as_deref())
        && !arn.is_empty()
    {
        let member = "destinationConfig.onFailure.destination";
        check_destination(violations, member, arn);
    }
    let filters = input.filter_criteria.iter();
    let filters = filters.flat_map(|criteria| criteria.filters.iter().flatten());
    for (index, filter) in filters.enumerate() {
        let member = format!("filterCriteria.filters.{}.member.pattern", index + 1);
        if let Some(pattern) = &filter.pattern {
            violations.length(&member, pattern, 0, PATTERN_LENGTH_MAX);
        }
    }
}

/// The kind of source that a request names, and its ARN.
///
/// Errors, in the recorded order: InvalidParameterValueException for what fits no source or not this
/// one; for a source's place.
pub(crate) fn source(input: &EventSourceMappingInput) -> Result<(Source, &str), AwsError> {
    if input.self_managed_event_source {
        if !input.source_access_configurations {
            return Err(error::event_source::source_access_missing());
        }
        return Ok((Source::Kafka, ""));
    }
    let arn = input.event_source_arn.as_deref().unwrap_or_default();
    let source = Source::of(arn).ok_or_else(error::event_source::unrecognized_source)?;
    let position = input.starting_position.as_deref();
    match (source, position) {
        (Source::Sqs, Some(_)) => return Err(error::event_source::no_position_for_queues()),
        (_, None) if source.is_stream() => return Err(error::event_source::position_missing()),
        (_, Some("LATEST" | "TRIM_HORIZON")) if input.starting_position_timestamp => {
            return Err(error::event_source::timestamp_without_position());
        }
        (Source::DynamoDb, Some("AT_TIMESTAMP")) => {
            return Err(error::event_source::bad_position(arn));
        }
        _ => {}
    }
    Ok((source, arn))
}

/// The ARN of the function that a request names, with the qualifier if it had one.
///
/// Errors: those of [`FunctionName::settle`]; InvalidParameterValueException for a function, a version
/// or an alias that is not there (recorded), or that has isolated tenants.
pub(crate) fn function(
    registry: &Registry,
    scope: &Scope,
    name: &FunctionName,
) -> Result<String, AwsError> {
    let qualifier = name.settle(scope, None)?;
    let found = registry
        .find(scope, name, None)
        .map_err(|_| error::event_source::no_function_for_source())?;
    tenancy::refuse(&found.configuration.version, "Event source mapping")?;
    Ok(function_arn(scope, &name.name, qualifier))
}

/// Settings with what a request says about a stream.
///
/// Errors: InvalidParameterValueException.
pub(crate) fn change(
    mut settings: Settings,
    input: &EventSourceMappingInput,
) -> Result<Settings, AwsError> {
    refuse_others(input)?;
    let number = |value: i64| u32::try_from(value).unwrap_or_default();
    let endless = |value: i64| u32::try_from(value).ok();
    if let Some(enabled) = input.enabled {
        settings.enabled = enabled;
    }
    if let Some(size) = input.batch_size {
        settings.batch_size = usize::try_from(size).unwrap_or(1);
    }
    if let Some(window) = input.maximum_batching_window_in_seconds {
        settings.batching_window_s = number(window);
    }
    if let Some(criteria) = &input.filter_criteria {
        settings.filters = filters(criteria)?;
    }
    if let Some(key) = &input.kms_key_arn {
        settings.kms_key_arn = Some(key.clone()).filter(|key| !key.is_empty());
    }
    if let Some(factor) = input.parallelization_factor {
        settings.parallelization_factor = usize::try_from(factor).unwrap_or(1);
    }
    if let Some(config) = &input.destination_config {
        let on_failure = config.on_failure.as_ref();
        let arn = on_failure.and_then(|one| one.destination.clone());
        settings.on_failure = arn.filter(|arn| !arn.is_empty());
        if let Some(arn) = &settings.on_failure {
            accept_destination(arn, &settings.function_arn, &["sqs", "sns", "s3"])?;
        }
    }
    if let Some(age) = input.maximum_record_age_in_seconds {
        if (0..60).contains(&age) {
            return Err(error::event_source::bad_record_age());
        }
        settings.record_age_max_s = endless(age);
    }
    if let Some(retries) = input.maximum_retry_attempts {
        settings.retries_max = endless(retries);
    }
    if let Some(bisects) = input.bisect_batch_on_function_error {
        settings.bisects = bisects;
    }
    if let Some(window) = input.tumbling_window_in_seconds {
        settings.tumbling_window_s = number(window);
    }
    if let Some(types) = &input.function_response_types {
        settings.reports_item_failures = !types.is_empty();
    }
    if let Some(config) = &input.metrics_config {
        settings.metrics = Some(config.metrics.clone().unwrap_or_default());
    }
    Ok(settings)
}

/// Recorded for a destination of successes; said of the others in the same words.
fn refuse_others(input: &EventSourceMappingInput) -> Result<(), AwsError> {
    let destinations = input.destination_config.as_ref();
    let on_success = destinations.is_some_and(|both| both.on_success.is_some());
    let others = [
        (on_success, "DestinationConfig"),
        (input.topics, "Topics"),
        (input.queues, "Queues"),
        (
            input.source_access_configurations,
            "SourceAccessConfigurations",
        ),
        (
            input.amazon_managed_kafka_event_source_config,
            "AmazonManagedKafkaEventSourceConfig",
        ),
        (
            input.self_managed_kafka_event_source_config,
            "SelfManagedKafkaEventSourceConfig",
        ),
        (input.scaling_config, "ScalingConfig"),
        (
            input.document_db_event_source_config,
            "DocumentDBEventSourceConfig",
        ),
        (input.logging_config, "LoggingConfig"),
        (input.provisioned_poller_config, "ProvisionedPollerConfig"),
    ];
    match others.iter().find(|(given, _)| *given) {
        Some((_, member)) => Err(error::event_source::not_of_source(member)),
        None => Ok(()),
    }
}

fn filters(criteria: &FilterCriteriaInput) -> Result<Vec<Filter>, AwsError> {
    let given = criteria.filters.as_deref().unwrap_or_default();
    if given.len() > FILTERS_MAX {
        return Err(error::event_source::too_many_filters(FILTERS_MAX));
    }
    let filters = given
        .iter()
        .map(|given| Filter::parse(given.pattern.as_ref()?));
    let filters: Option<Vec<Filter>> = filters.collect();
    filters.ok_or_else(error::event_source::bad_filter)
}
