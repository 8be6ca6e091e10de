//! Answers about layers.

use http::StatusCode;

use super::call::{Answer, Call};
use crate::lambda::layers::name::LayerTarget;
use crate::lambda::ops;
use crate::lambda::reply;

pub(crate) async fn add_layer_version_permission(mut call: Call<'_>) -> Answer {
    let target = LayerTarget::parse(call.name(), call.label(1), call.context.scope())?;
    let revision = call.parameter("RevisionId");
    let input = call.small().await?;
    let output = ops::add_layer_version_permission::add_layer_version_permission(
        call.control,
        call.context,
        &target,
        revision.as_deref(),
        input,
    )?;
    Ok(reply::json(StatusCode::CREATED, &output))
}

pub(crate) async fn delete_layer_version(call: Call<'_>) -> Answer {
    let target = LayerTarget::parse(call.name(), call.label(1), call.context.scope())?;
    ops::delete_layer_version::delete_layer_version(call.control, call.context, &target)?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

pub(crate) async fn get_layer_version(call: Call<'_>) -> Answer {
    let target = LayerTarget::parse(call.name(), call.label(1), call.context.scope())?;
    let output = ops::get_layer_version::get_layer_version(call.control, call.context, &target)?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn get_layer_version_by_arn(call: Call<'_>) -> Answer {
    let arn = call.parameter("Arn");
    let output = ops::get_layer_version_by_arn::get_layer_version_by_arn(
        call.control,
        call.context,
        arn.as_deref(),
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn get_layer_version_policy(call: Call<'_>) -> Answer {
    let target = LayerTarget::parse(call.name(), call.label(1), call.context.scope())?;
    let output = ops::get_layer_version_policy::get_layer_version_policy(
        call.control,
        call.context,
        &target,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn list_layer_versions(call: Call<'_>) -> Answer {
    let filter = call.layer_filter();
    let page = call.page()?;
    let output = ops::list_layer_versions::list_layer_versions(
        call.control,
        call.context,
        call.name(),
        &filter,
        &page,
    )?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn list_layers(call: Call<'_>) -> Answer {
    let filter = call.layer_filter();
    let page = call.page()?;
    let output = ops::list_layers::list_layers(call.control, call.context, &filter, &page)?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn publish_layer_version(mut call: Call<'_>) -> Answer {
    let input = call.large().await?;
    let output = ops::publish_layer_version::publish_layer_version(
        call.control,
        call.context,
        call.name(),
        input,
    )
    .await?;
    Ok(reply::json(StatusCode::CREATED, &output))
}

pub(crate) async fn remove_layer_version_permission(call: Call<'_>) -> Answer {
    let target = LayerTarget::parse(call.name(), call.label(1), call.context.scope())?;
    let sid = call.label(2);
    let revision = call.parameter("RevisionId");
    ops::remove_layer_version_permission::remove_layer_version_permission(
        call.control,
        call.context,
        &target,
        sid,
        revision.as_deref(),
    )?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}
