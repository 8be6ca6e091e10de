//! TagResource (API reference, "TagResource"): puts tags on a table. The answer has no body.

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::error::tags as refuse;
use crate::dynamodb::lookup::tagged_table;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::tags;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, NoOutput};
use crate::dynamodb::wire::table::{SentTag, read_tags};

#[derive(Debug, Default)]
pub(crate) struct TagResourceInput {
    resource_arn: Option<String>,
    tags: Option<Vec<SentTag>>,
}

impl Input for TagResourceInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "ResourceArn" => self.resource_arn = reader.string()?,
            "Tags" => self.tags = read_tags(reader)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// Errors, in order: the ARN, the tags, ResourceNotFoundException, too many tags.
pub(crate) fn tag_resource(
    engine: &Engine,
    context: &RequestContext,
    input: TagResourceInput,
) -> Result<NoOutput, AwsError> {
    let arn = input
        .resource_arn
        .as_deref()
        .ok_or_else(refuse::arn_missing)?;
    let mut constraints = Constraints::default();
    constraints.not_null("tags", input.tags.as_ref());
    constraints.check()?;
    let named = tags::tagged_table("TagResource", arn, context.scope())?;
    let sent = input.tags.unwrap_or_default();
    if sent.is_empty() {
        return Err(refuse::none_given());
    }
    let table = tagged_table(engine, context, arn, &named, "TagResource")?;
    table.change(|state| {
        let tags = tags::added(&state.definition.tags, sent)?;
        Arc::make_mut(&mut state.definition).tags = tags;
        Ok(NoOutput)
    })
}
