//! Answers about functions and their versions.

use http::StatusCode;

use super::call::{Answer, Call};
use crate::lambda::name::FunctionName;
use crate::lambda::ops;
use crate::lambda::reply;

pub(crate) async fn create_function(mut call: Call<'_>) -> Answer {
    let input = call.large().await?;
    let output = ops::create_function::create_function(call.control, call.context, input).await?;
    call.start_ahead(&output.function_name);
    call.take_snapshot(&output.function_name, &output.version);
    Ok(reply::json(StatusCode::CREATED, &output))
}

pub(crate) async fn delete_function(call: Call<'_>) -> Answer {
    let target = call.target()?;
    ops::delete_function::delete_function(call.control, call.context, &target)?;
    call.invoker.retire(call.context.scope(), &target.name.name);
    call.reprovision(&target.name.name);
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

pub(crate) async fn get_function(call: Call<'_>) -> Answer {
    let target = call.target()?;
    let output = ops::get_function::get_function(call.control, call.context, &target)?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn get_function_configuration(call: Call<'_>) -> Answer {
    let target = call.target()?;
    let output = ops::get_function_configuration::get_function_configuration(
        call.control,
        call.context,
        &target,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn list_functions(call: Call<'_>) -> Answer {
    let input = ops::list_functions::ListFunctionsInput {
        function_version: call.parameter("FunctionVersion"),
        master_region: call.parameter("MasterRegion"),
        page: call.page()?,
    };
    let output = ops::list_functions::list_functions(call.control, call.context, &input)?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn list_versions_by_function(call: Call<'_>) -> Answer {
    let name = FunctionName::parse(call.name())?;
    let page = call.page()?;
    let output = ops::list_versions_by_function::list_versions_by_function(
        call.control,
        call.context,
        &name,
        &page,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn publish_version(mut call: Call<'_>) -> Answer {
    let name = FunctionName::parse_plain(call.name())?;
    let input = call.small().await?;
    let output = ops::publish_version::publish_version(call.control, call.context, &name, input)?;
    call.take_snapshot(&output.function_name, &output.version);
    Ok(reply::json(StatusCode::CREATED, &output))
}

pub(crate) async fn update_function_code(mut call: Call<'_>) -> Answer {
    let name = FunctionName::parse_plain(call.name())?;
    let input = call.large().await?;
    let output =
        ops::update_function_code::update_function_code(call.control, call.context, &name, input)
            .await?;
    call.invoker.retire(call.context.scope(), &name.name);
    call.start_ahead(&name.name);
    call.take_snapshot(&name.name, &output.version);
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn update_function_configuration(mut call: Call<'_>) -> Answer {
    let name = FunctionName::parse_plain(call.name())?;
    let input = call.small().await?;
    let output = ops::update_function_configuration::update_function_configuration(
        call.control,
        call.context,
        &name,
        input,
    )?;
    call.invoker.retire(call.context.scope(), &name.name);
    call.start_ahead(&name.name);
    Ok(reply::json(StatusCode::OK, &output))
}
