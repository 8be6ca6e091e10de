//! Answers about capacity providers, of which there are none.

use http::StatusCode;

use super::call::{Answer, Call};
use crate::lambda::ops::capacity_provider;
use crate::lambda::reply;

pub(crate) async fn create_capacity_provider(mut call: Call<'_>) -> Answer {
    let input = call.small().await?;
    match capacity_provider::create_capacity_provider(input)? {}
}

/// Get-, Update-, DeleteCapacityProvider and ListFunctionVersionsByCapacityProvider.
pub(crate) async fn find(call: Call<'_>) -> Answer {
    match capacity_provider::find(call.context, call.label(0))? {}
}

pub(crate) async fn list_capacity_providers(call: Call<'_>) -> Answer {
    let (state, page) = (call.parameter("State"), call.page()?);
    let output = capacity_provider::list_capacity_providers(state.as_deref(), &page)?;
    Ok(reply::json(StatusCode::OK, &output))
}
