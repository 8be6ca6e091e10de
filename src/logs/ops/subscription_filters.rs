//! PutSubscriptionFilter, DescribeSubscriptionFilters and DeleteSubscriptionFilter: which functions
//! get a group's events as these come.

use std::ops::Bound;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::aws::arn::Arn;
use crate::aws::error::AwsError;
use crate::logs::call::Call;
use crate::logs::group::SUBSCRIPTIONS_MAX;
use crate::logs::input::Input;
use crate::logs::pattern::Pattern;
use crate::logs::reply::Reply;
use crate::logs::subscription::Subscription;
use crate::logs::{error, name, token};

const LIMIT_MAX: i64 = 50;

/// API reference, PutSubscriptionFilter. Functions are destinations; streams of Kinesis, Firehose and
/// other accounts' destinations are not here.
///
/// Errors: InvalidParameterException; AccessDeniedException for another account's function; then
/// InvalidParameterException for a function whose policy does not let CloudWatch Logs run it;
/// ResourceNotFoundException; LimitExceededException beyond two filters of a group.
pub(in crate::logs) fn put_subscription_filter(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let group = name::required_group(input)?;
    let name = name::filter(input, "filterName")?;
    let name = input.must("filterName", name);
    let pattern_text = input.text("filterPattern", 0, 1024)?;
    let pattern_text = input.must("filterPattern", pattern_text);
    let destination_arn = input.text("destinationArn", 1, usize::MAX)?;
    let destination_arn = input.must("destinationArn", destination_arn);
    let role_arn = input.text("roleArn", 1, usize::MAX)?;
    let distribution = input.one_of("distribution", &["Random", "ByLogStream"])?;
    input.boolean("applyOnTransformedLogs")?;
    input.finish()?;
    let group = group.unwrap_or_default();
    let destination_arn = destination_arn.unwrap_or_default();
    check_destination(call, &destination_arn, role_arn.is_some())?;
    let pattern_text = pattern_text.unwrap_or_default();
    let pattern = Pattern::parse(&pattern_text);
    let pattern = pattern.map_err(|problem| error::invalid_parameter(problem.to_string()))?;
    call.shared
        .store()
        .group(call.scope, &group, call.now_ms())?;
    let deliveries = &call.shared.deliveries;
    if !deliveries.is_admitted(call.scope, &group, &destination_arn) {
        return Err(error::cannot_run_function());
    }
    let name = name.unwrap_or_default();
    let mut store = call.shared.store();
    let group = store.group(call.scope, &group, call.now_ms())?;
    let old = group.subscriptions.get(&name);
    if old.is_none() && group.subscriptions.len() >= SUBSCRIPTIONS_MAX {
        return Err(error::limit_exceeded());
    }
    let subscription = Subscription {
        name: name.clone(),
        pattern_text,
        pattern: Arc::new(pattern),
        destination_arn,
        distribution: distribution.unwrap_or_else(|| "ByLogStream".to_owned()),
        created_ms: old.map_or(call.now_ms(), |old| old.created_ms),
    };
    group.subscriptions.insert(name, subscription);
    Ok(Reply::Nothing)
}

fn check_destination(call: &Call<'_>, arn: &str, has_role: bool) -> Result<(), AwsError> {
    let Some(arn) = Arn::parse(arn) else {
        return Err(error::invalid_destination());
    };
    match arn.service {
        "lambda" if arn.account != call.scope.account.as_str() => {
            Err(error::function_of_other_account())
        }
        "lambda" if has_role => Err(error::role_for_function()),
        "lambda" => Ok(()),
        vendor @ ("kinesis" | "firehose") if !has_role => Err(error::role_missing(vendor)),
        _ => Err(error::invalid_destination()),
    }
}

/// API reference, DescribeSubscriptionFilters: sorted by name.
///
/// Errors: InvalidParameterException, ResourceNotFoundException.
pub(in crate::logs) fn describe_subscription_filters(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let group = name::required_group(input)?;
    let prefix = name::filter(input, "filterNamePrefix")?.unwrap_or_default();
    let token = token::next_token(input)?;
    let limit = input.number("limit", 1, LIMIT_MAX)?;
    input.finish()?;
    let start = match token {
        Some(token) => Bound::Excluded(token::read_behind(&token)?),
        None => Bound::Unbounded,
    };
    let mut store = call.shared.store();
    let group = store.group(call.scope, &group.unwrap_or_default(), call.now_ms())?;
    let limit = limit.unwrap_or(LIMIT_MAX) as usize;
    let mut page: Vec<_> = group
        .subscriptions
        .range((start, Bound::Unbounded))
        .map(|(_, subscription)| subscription)
        .filter(|subscription| subscription.name.starts_with(&prefix))
        .collect();
    let has_more = page.len() > limit;
    page.truncate(limit);
    let describe = |subscription: &&Subscription| subscription.description(&group.name);
    let shown: Vec<Value> = page.iter().map(describe).collect();
    let mut reply = json!({ "subscriptionFilters": shown });
    if let Some(last) = page.last().filter(|_| has_more) {
        reply["nextToken"] = token::behind(&last.name).into();
    }
    Ok(Reply::Json(reply))
}

/// API reference, DeleteSubscriptionFilter.
///
/// Errors: InvalidParameterException, ResourceNotFoundException for the group, then for the filter.
pub(in crate::logs) fn delete_subscription_filter(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let group = name::required_group(input)?;
    let name = name::filter(input, "filterName")?;
    let name = input.must("filterName", name);
    input.finish()?;
    let mut store = call.shared.store();
    let group = store.group(call.scope, &group.unwrap_or_default(), call.now_ms())?;
    match group.subscriptions.remove(&name.unwrap_or_default()) {
        Some(_) => Ok(Reply::Nothing),
        None => Err(error::no_such_filter()),
    }
}
