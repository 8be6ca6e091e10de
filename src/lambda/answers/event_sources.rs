//! Answers about event source mappings.

use http::StatusCode;

use super::call::{Answer, Call};
use crate::lambda::ops;
use crate::lambda::ops::list_event_source_mappings::ListEventSourceMappingsInput;
use crate::lambda::reply;

pub(crate) async fn create_event_source_mapping(mut call: Call<'_>) -> Answer {
    let input = call.small().await?;
    let output = ops::create_event_source_mapping::create_event_source_mapping(
        call.control,
        call.pollers,
        call.context,
        input,
    )
    .await?;
    Ok(reply::json(StatusCode::ACCEPTED, &output))
}

pub(crate) async fn delete_event_source_mapping(call: Call<'_>) -> Answer {
    let output = ops::delete_event_source_mapping::delete_event_source_mapping(
        call.control,
        call.context,
        call.name(),
    )?;
    Ok(reply::json(StatusCode::ACCEPTED, &output))
}

pub(crate) async fn get_event_source_mapping(call: Call<'_>) -> Answer {
    let output = ops::get_event_source_mapping::get_event_source_mapping(
        call.control,
        call.context,
        call.name(),
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn list_event_source_mappings(call: Call<'_>) -> Answer {
    let input = ListEventSourceMappingsInput {
        event_source_arn: call.parameter("EventSourceArn"),
        function_name: call.parameter("FunctionName"),
        page: call.page()?,
    };
    let output = ops::list_event_source_mappings::list_event_source_mappings(
        call.control,
        call.context,
        &input,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn update_event_source_mapping(mut call: Call<'_>) -> Answer {
    let input = call.small().await?;
    let output = ops::update_event_source_mapping::update_event_source_mapping(
        call.control,
        call.context,
        call.name(),
        &input,
    )?;
    Ok(reply::json(StatusCode::ACCEPTED, &output))
}
