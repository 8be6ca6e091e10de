//! Answers about settings for asynchronous events.

use http::StatusCode;

use super::call::{Answer, Call};
use crate::lambda::name::FunctionName;
use crate::lambda::ops;
use crate::lambda::reply;

pub(crate) async fn delete_function_event_invoke_config(call: Call<'_>) -> Answer {
    let target = call.target()?;
    ops::delete_function_event_invoke_config::delete_function_event_invoke_config(
        call.control,
        call.context,
        &target,
    )?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

pub(crate) async fn get_function_event_invoke_config(call: Call<'_>) -> Answer {
    let target = call.target()?;
    let output = ops::get_function_event_invoke_config::get_function_event_invoke_config(
        call.control,
        call.context,
        &target,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn list_function_event_invoke_configs(call: Call<'_>) -> Answer {
    let name = FunctionName::parse(call.name())?;
    let page = call.page()?;
    let output = ops::list_function_event_invoke_configs::list_function_event_invoke_configs(
        call.control,
        call.context,
        &name,
        &page,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn put_function_event_invoke_config(mut call: Call<'_>) -> Answer {
    let target = call.target()?;
    let input = call.small().await?;
    let output = ops::put_function_event_invoke_config::put_function_event_invoke_config(
        call.control,
        call.context,
        &target,
        &input,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn update_function_event_invoke_config(mut call: Call<'_>) -> Answer {
    let target = call.target()?;
    let input = call.small().await?;
    let output = ops::update_function_event_invoke_config::update_function_event_invoke_config(
        call.control,
        call.context,
        &target,
        &input,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}
