//! Answers about URLs of functions.

use http::StatusCode;

use super::call::{Answer, Call};
use crate::lambda::function_url::UrlRequest;
use crate::lambda::ops;
use crate::lambda::reply;

pub(crate) async fn create_function_url_config(mut call: Call<'_>) -> Answer {
    let qualifier = call.parameter("Qualifier");
    let input = call.small().await?;
    let input = UrlRequest::parse(call.name(), qualifier.as_deref(), input, true)?;
    let output =
        ops::function_url_config::create_function_url_config(call.control, call.context, input)?;
    Ok(reply::json(StatusCode::CREATED, &output))
}

pub(crate) async fn delete_function_url_config(call: Call<'_>) -> Answer {
    let input = call.url()?;
    ops::function_url_config::delete_function_url_config(call.control, call.context, &input)?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

pub(crate) async fn get_function_url_config(call: Call<'_>) -> Answer {
    let input = call.url()?;
    let output =
        ops::function_url_config::get_function_url_config(call.control, call.context, &input)?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn list_function_url_configs(call: Call<'_>) -> Answer {
    let page = call.page()?;
    let output = ops::function_url_config::list_function_url_configs(
        call.control,
        call.context,
        call.name(),
        &page,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn update_function_url_config(mut call: Call<'_>) -> Answer {
    let qualifier = call.parameter("Qualifier");
    let input = call.small().await?;
    let input = UrlRequest::parse(call.name(), qualifier.as_deref(), input, false)?;
    let output =
        ops::function_url_config::update_function_url_config(call.control, call.context, input)?;
    Ok(reply::json(StatusCode::OK, &output))
}
