//! What AWS says when a limit on demand is reached.
//!
//! Source: Developer Guide, "DynamoDB throttling diagnosis framework" (its second example), and the
//! service model's ThrottlingReason.

use http::StatusCode;

use crate::aws::error::AwsError;
use crate::dynamodb::engine::definition::{Definition, Dimension};
use crate::dynamodb::engine::meters::Exceeded;
use crate::dynamodb::wire::writer::Writer;

pub(crate) const EXCEEDED: &str =
    "Throughput exceeds the maximum OnDemandThroughput configured on table or index";

/// A request that found limits of its table reached.
pub(crate) fn exceeded(definition: &Definition, limits: &[Exceeded]) -> AwsError {
    let mut writer = Writer::default();
    writer.list(limits, |w, limit| {
        w.object(|w| {
            w.name("reason").text(reason(limit));
            w.name("resource").text(&resource(definition, limit));
        });
    });
    AwsError::new(StatusCode::BAD_REQUEST, "ThrottlingException", EXCEEDED)
        .with_json_field("throttlingReasons", writer.into_text())
}

fn reason(limit: &Exceeded) -> &'static str {
    match (&limit.index, limit.dimension) {
        (None, Dimension::Read) => "TableReadMaxOnDemandThroughputExceeded",
        (None, Dimension::Write) => "TableWriteMaxOnDemandThroughputExceeded",
        (Some(_), Dimension::Read) => "IndexReadMaxOnDemandThroughputExceeded",
        (Some(_), Dimension::Write) => "IndexWriteMaxOnDemandThroughputExceeded",
    }
}

fn resource(definition: &Definition, limit: &Exceeded) -> String {
    match &limit.index {
        Some(index) => format!("{}/index/{index}", definition.arn),
        None => definition.arn.clone(),
    }
}
