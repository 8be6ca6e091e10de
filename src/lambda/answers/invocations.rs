//! Answers to events.

use super::call::{Answer, Call};
use crate::lambda::name::Target;
use crate::lambda::ops;
use crate::lambda::wire;

pub(crate) async fn invoke(call: Call<'_>) -> Answer {
    let target = call.target()?;
    let output = ops::invoke::invoke(
        call.control,
        call.invoker,
        call.context,
        target,
        call.request,
    )
    .await?;
    Ok(wire::invoke::response(output))
}

pub(crate) async fn invoke_async(call: Call<'_>) -> Answer {
    let target = Target::parse(call.name(), None)?;
    let output = ops::invoke_async::invoke_async(
        call.control,
        call.invoker,
        call.context,
        &target,
        call.request,
    )
    .await?;
    Ok(wire::invoke::response(output))
}

pub(crate) async fn invoke_with_response_stream(call: Call<'_>) -> Answer {
    let target = call.target()?;
    let output = ops::invoke_with_response_stream::invoke_with_response_stream(
        call.control,
        call.invoker,
        call.context,
        &target,
        call.request,
    )
    .await?;
    Ok(wire::response_stream::response(output))
}
