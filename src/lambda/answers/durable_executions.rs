//! Answers about durable executions.

use http::StatusCode;
use serde::Serialize;

use super::call::{Answer, Call};
use crate::aws::error::AwsError;
use crate::aws::time::parse_iso;
use crate::lambda::error;
use crate::lambda::name::Target;
use crate::lambda::ops;
use crate::lambda::ops::get_durable_execution_history::HistoryInput;
use crate::lambda::ops::list_durable_executions_by_function::ListInput;
use crate::lambda::reply;

/// Results of callbacks are no longer (API model: BinaryOperationPayload).
const RESULT_BYTES_MAX: usize = 1_048_576;

/// Answers of the operations that have nothing to say.
#[derive(Serialize)]
struct Nothing {}

pub(crate) async fn checkpoint_durable_execution(mut call: Call<'_>) -> Answer {
    let input = call.small().await?;
    let output = ops::checkpoint_durable_execution::checkpoint_durable_execution(
        call.invoker,
        call.context,
        call.name(),
        input,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn get_durable_execution(call: Call<'_>) -> Answer {
    let with_data = boolean(&call, "IncludeExecutionData", true)?;
    let output = ops::get_durable_execution::get_durable_execution(
        call.invoker,
        call.context,
        call.name(),
        with_data,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn get_durable_execution_history(call: Call<'_>) -> Answer {
    let input = HistoryInput {
        page: call.page()?,
        with_data: boolean(&call, "IncludeExecutionData", true)?,
        reverse: boolean(&call, "ReverseOrder", false)?,
    };
    let output = ops::get_durable_execution_history::get_durable_execution_history(
        call.invoker,
        call.context,
        call.name(),
        &input,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn get_durable_execution_state(call: Call<'_>) -> Answer {
    let output = ops::get_durable_execution_state::get_durable_execution_state(
        call.invoker,
        call.context,
        call.name(),
        call.parameter("CheckpointToken").as_deref(),
        &call.page()?,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn list_durable_executions_by_function(call: Call<'_>) -> Answer {
    let target: Target = call.target()?;
    let input = ListInput {
        page: call.page()?,
        name: call.parameter("DurableExecutionName"),
        statuses: call.parameters("Statuses"),
        after_ms: moment(&call, "StartedAfter")?,
        before_ms: moment(&call, "StartedBefore")?,
        reverse: boolean(&call, "ReverseOrder", false)?,
    };
    let output = ops::list_durable_executions_by_function::list_durable_executions_by_function(
        call.control,
        call.invoker,
        call.context,
        &target,
        &input,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn stop_durable_execution(mut call: Call<'_>) -> Answer {
    let error = call.small().await?;
    let output = ops::stop_durable_execution::stop_durable_execution(
        call.invoker,
        call.context,
        call.name(),
        error,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn pause_durable_execution(mut call: Call<'_>) -> Answer {
    let input = call.small().await?;
    ops::pause_durable_execution::pause_durable_execution(
        call.invoker,
        call.context,
        call.name(),
        input,
    )?;
    Ok(reply::json(StatusCode::ACCEPTED, &Nothing {}))
}

pub(crate) async fn resume_durable_execution(mut call: Call<'_>) -> Answer {
    let input = call.small().await?;
    ops::resume_durable_execution::resume_durable_execution(
        call.invoker,
        call.context,
        call.name(),
        input,
    )?;
    Ok(reply::json(StatusCode::ACCEPTED, &Nothing {}))
}

pub(crate) async fn delete_durable_execution(call: Call<'_>) -> Answer {
    let output = ops::delete_durable_execution::delete_durable_execution(
        call.invoker,
        call.context,
        call.name(),
    )?;
    Ok(reply::json(StatusCode::ACCEPTED, &output))
}

pub(crate) async fn send_durable_execution_callback_success(mut call: Call<'_>) -> Answer {
    let result = call.blob(RESULT_BYTES_MAX).await?;
    let result = String::from_utf8_lossy(&result).into_owned();
    ops::send_durable_execution_callback_success::send_durable_execution_callback_success(
        call.invoker,
        call.context,
        call.name(),
        Some(result).filter(|result| !result.is_empty()),
    )?;
    Ok(reply::json(StatusCode::OK, &Nothing {}))
}

pub(crate) async fn send_durable_execution_callback_failure(mut call: Call<'_>) -> Answer {
    let error = call.small().await?;
    ops::send_durable_execution_callback_failure::send_durable_execution_callback_failure(
        call.invoker,
        call.context,
        call.name(),
        error,
    )?;
    Ok(reply::json(StatusCode::OK, &Nothing {}))
}

pub(crate) async fn send_durable_execution_callback_heartbeat(call: Call<'_>) -> Answer {
    ops::send_durable_execution_callback_heartbeat::send_durable_execution_callback_heartbeat(
        call.invoker,
        call.context,
        call.name(),
    )?;
    Ok(reply::json(StatusCode::OK, &Nothing {}))
}

/// A boolean of the query.
fn boolean(call: &Call<'_>, name: &str, default: bool) -> Result<bool, AwsError> {
    match call.parameter(name).as_deref() {
        None | Some("") => Ok(default),
        Some("true") => Ok(true),
        Some("false") => Ok(false),
        Some(other) => Err(error::durable::bad_parameter(other, "Boolean")),
    }
}

/// A moment of the query, in milliseconds since 1970: ISO 8601, or seconds since then.
fn moment(call: &Call<'_>, name: &str) -> Result<Option<i64>, AwsError> {
    let Some(text) = call.parameter(name).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let of_seconds = |seconds: f64| seconds.is_finite().then_some((seconds * 1000.0) as i64);
    let of_iso =
        || parse_iso(&text).map(|moment| (moment.unix_timestamp_nanos() / 1_000_000) as i64);
    let seconds = text.parse().ok().and_then(of_seconds);
    match seconds.or_else(of_iso) {
        Some(moment) => Ok(Some(moment)),
        None => Err(error::durable::bad_parameter(&text, "Date")),
    }
}
