//! Answers about who may do what with a function.

use http::StatusCode;

use super::call::{Answer, Call};
use crate::lambda::ops;
use crate::lambda::reply;

pub(crate) async fn add_permission(mut call: Call<'_>) -> Answer {
    let target = call.target()?;
    let input = call.small().await?;
    let output = ops::add_permission::add_permission(call.control, call.context, &target, input)?;
    Ok(reply::json(StatusCode::CREATED, &output))
}

pub(crate) async fn get_policy(call: Call<'_>) -> Answer {
    let target = call.target()?;
    let output = ops::get_policy::get_policy(call.control, call.context, &target)?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn remove_permission(call: Call<'_>) -> Answer {
    let target = call.target()?;
    let revision = call.parameter("RevisionId");
    ops::remove_permission::remove_permission(
        call.control,
        call.context,
        &target,
        call.label(1),
        revision.as_deref(),
    )?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}
