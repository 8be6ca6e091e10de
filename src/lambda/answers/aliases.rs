//! Answers about aliases.

use http::StatusCode;

use super::call::{Answer, Call};
use crate::lambda::alias::AliasTarget;
use crate::lambda::ops;
use crate::lambda::reply;

pub(crate) async fn create_alias(mut call: Call<'_>) -> Answer {
    let input = call.small().await?;
    let output = ops::create_alias::create_alias(call.control, call.context, call.name(), input)?;
    Ok(reply::json(StatusCode::CREATED, &output))
}

pub(crate) async fn delete_alias(call: Call<'_>) -> Answer {
    let target = AliasTarget::parse(call.name(), call.label(1))?;
    ops::delete_alias::delete_alias(call.control, call.context, &target)?;
    call.reprovision(&target.function.name);
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

pub(crate) async fn get_alias(call: Call<'_>) -> Answer {
    let target = AliasTarget::parse(call.name(), call.label(1))?;
    let output = ops::get_alias::get_alias(call.control, call.context, &target)?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn list_aliases(call: Call<'_>) -> Answer {
    let version = call.parameter("FunctionVersion");
    let page = call.page()?;
    let version = version.as_deref();
    let output =
        ops::list_aliases::list_aliases(call.control, call.context, call.name(), version, &page)?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn update_alias(mut call: Call<'_>) -> Answer {
    let target = AliasTarget::parse(call.name(), call.label(1))?;
    let input = call.small().await?;
    let output = ops::update_alias::update_alias(call.control, call.context, &target, input)?;
    call.reprovision(&target.function.name);
    Ok(reply::json(StatusCode::OK, &output))
}
