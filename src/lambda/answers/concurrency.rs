//! Answers about reserved and provisioned concurrency.

use http::StatusCode;

use super::call::{Answer, Call};
use crate::lambda::name::FunctionName;
use crate::lambda::ops;
use crate::lambda::reply;

pub(crate) async fn delete_function_concurrency(call: Call<'_>) -> Answer {
    let name = FunctionName::parse_plain(call.name())?;
    ops::delete_function_concurrency::delete_function_concurrency(
        call.control,
        call.context,
        &name,
    )?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

pub(crate) async fn delete_provisioned_concurrency_config(call: Call<'_>) -> Answer {
    let target = call.target()?;
    ops::provisioned_concurrency_config::delete_provisioned_concurrency_config(
        call.control,
        call.invoker,
        call.context,
        &target,
    )?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

pub(crate) async fn get_function_concurrency(call: Call<'_>) -> Answer {
    let name = FunctionName::parse_plain(call.name())?;
    let output =
        ops::get_function_concurrency::get_function_concurrency(call.control, call.context, &name)?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn get_provisioned_concurrency_config(call: Call<'_>) -> Answer {
    let target = call.target()?;
    let output = ops::provisioned_concurrency_config::get_provisioned_concurrency_config(
        call.control,
        call.invoker,
        call.context,
        &target,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn list_provisioned_concurrency_configs(call: Call<'_>) -> Answer {
    let name = FunctionName::parse_plain(call.name())?;
    let page = call.page()?;
    let output = ops::provisioned_concurrency_config::list_provisioned_concurrency_configs(
        call.control,
        call.invoker,
        call.context,
        &name,
        &page,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn put_function_concurrency(mut call: Call<'_>) -> Answer {
    let input = call.small().await?;
    let output = ops::put_function_concurrency::put_function_concurrency(
        call.control,
        call.context,
        call.name(),
        &input,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn put_provisioned_concurrency_config(mut call: Call<'_>) -> Answer {
    let target = call.target()?;
    let input = call.small().await?;
    let output = ops::provisioned_concurrency_config::put_provisioned_concurrency_config(
        call.control,
        call.invoker,
        call.context,
        &target,
        &input,
    )?;
    Ok(reply::json(StatusCode::ACCEPTED, &output))
}
