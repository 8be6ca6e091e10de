//! Answers about what an account or a function has apart from its configuration.

use http::StatusCode;

use super::call::{Answer, Call};
use crate::lambda::name::FunctionName;
use crate::lambda::ops;
use crate::lambda::reply;

pub(crate) async fn get_account_settings(call: Call<'_>) -> Answer {
    let output = ops::get_account_settings::get_account_settings(call.control, call.context);
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn get_function_recursion_config(call: Call<'_>) -> Answer {
    let name = FunctionName::parse_plain(call.name())?;
    let output = ops::function_recursion_config::get_function_recursion_config(
        call.control,
        call.context,
        &name,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn get_function_scaling_config(call: Call<'_>) -> Answer {
    let qualifier = call.parameter("Qualifier");
    match ops::function_scaling_config::get_function_scaling_config(
        call.control,
        call.context,
        call.name(),
        qualifier.as_deref(),
    )? {}
}

pub(crate) async fn get_runtime_management_config(call: Call<'_>) -> Answer {
    let target = call.target()?;
    let output = ops::runtime_management_config::get_runtime_management_config(
        call.control,
        call.context,
        &target,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn put_function_recursion_config(mut call: Call<'_>) -> Answer {
    let input = call.small().await?;
    let output = ops::function_recursion_config::put_function_recursion_config(
        call.control,
        call.context,
        call.name(),
        &input,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn put_function_scaling_config(mut call: Call<'_>) -> Answer {
    let qualifier = call.parameter("Qualifier");
    let input = call.small().await?;
    match ops::function_scaling_config::put_function_scaling_config(
        call.control,
        call.context,
        call.name(),
        qualifier.as_deref(),
        &input,
    )? {}
}

pub(crate) async fn put_runtime_management_config(mut call: Call<'_>) -> Answer {
    let target = call.target()?;
    let input = call.small().await?;
    let output = ops::runtime_management_config::put_runtime_management_config(
        call.control,
        call.context,
        &target,
        input,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}
