//! Answers about tags.

use http::StatusCode;

use super::call::{Answer, Call};
use crate::lambda::ops;
use crate::lambda::reply;

pub(crate) async fn list_tags(call: Call<'_>) -> Answer {
    let output = ops::list_tags::list_tags(call.control, call.context, call.name())?;
    Ok(reply::json(StatusCode::OK, &output))
}

pub(crate) async fn tag_resource(mut call: Call<'_>) -> Answer {
    let input = call.small().await?;
    ops::tag_resource::tag_resource(call.control, call.context, call.name(), input)?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

pub(crate) async fn untag_resource(call: Call<'_>) -> Answer {
    let keys = call.parameters("tagKeys");
    ops::untag_resource::untag_resource(call.control, call.context, call.name(), &keys)?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}
