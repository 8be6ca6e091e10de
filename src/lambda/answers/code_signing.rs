//! Answers about code signing.

use http::StatusCode;

use super::call::{Answer, Call};
use crate::lambda::name::FunctionName;
use crate::lambda::ops::{code_signing_config, function_code_signing_config};
use crate::lambda::reply;

pub(crate) async fn create_code_signing_config(mut call: Call<'_>) -> Answer {
    let input = call.small().await?;
    let output =
        code_signing_config::create_code_signing_config(call.control, call.context, input)?;
    Ok(reply::json(StatusCode::CREATED, &output))
}

pub(crate) async fn delete_code_signing_config(call: Call<'_>) -> Answer {
    code_signing_config::delete_code_signing_config(call.control, call.context, call.label(0))?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

pub(crate) async fn delete_function_code_signing_config(call: Call<'_>) -> Answer {
    let name = FunctionName::parse(call.name())?;
    function_code_signing_config::delete_function_code_signing_config(
        call.control,
        call.context,
        &name,
    )?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

pub(crate) async fn get_code_signing_config(call: Call<'_>) -> Answer {
    let arn = call.label(0);
    let output = code_signing_config::get_code_signing_config(call.control, call.context, arn)?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn get_function_code_signing_config(call: Call<'_>) -> Answer {
    let name = FunctionName::parse(call.name())?;
    let output = function_code_signing_config::get_function_code_signing_config(
        call.control,
        call.context,
        &name,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn list_code_signing_configs(call: Call<'_>) -> Answer {
    let page = call.page()?;
    let output = code_signing_config::list_code_signing_configs(call.control, call.context, &page)?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn list_functions_by_code_signing_config(call: Call<'_>) -> Answer {
    let (arn, page) = (call.label(0), call.page()?);
    let output = code_signing_config::list_functions_by_code_signing_config(
        call.control,
        call.context,
        arn,
        &page,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn put_function_code_signing_config(mut call: Call<'_>) -> Answer {
    let input = call.small().await?;
    let output = function_code_signing_config::put_function_code_signing_config(
        call.control,
        call.context,
        call.name(),
        input,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn update_code_signing_config(mut call: Call<'_>) -> Answer {
    let input = call.small().await?;
    let output = code_signing_config::update_code_signing_config(
        call.control,
        call.context,
        call.label(0),
        input,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}
