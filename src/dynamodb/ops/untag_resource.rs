//! UntagResource (API reference, "UntagResource"): takes tags from a table. The answer has no body.

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

#[derive(Debug, Default)]
pub(crate) struct UntagResourceInput {
    resource_arn: Option<String>,
    tag_keys: Option<Vec<String>>,
}

impl Input for UntagResourceInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "ResourceArn" => self.resource_arn = reader.string()?,
            "TagKeys" => self.tag_keys = reader.strings()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// Errors, in order: the ARN, the keys, ResourceNotFoundException.
pub(crate) fn untag_resource(
    engine: &Engine,
    context: &RequestContext,
    input: UntagResourceInput,
) -> Result<NoOutput, AwsError> {
    let arn = input
        .resource_arn
        .as_deref()
        .ok_or_else(refuse::arn_missing)?;
    let mut constraints = Constraints::default();
    constraints.not_null("tagKeys", input.tag_keys.as_ref());
    constraints.check()?;
    let named = tags::tagged_table("UntagResource", arn, context.scope())?;
    let keys = input.tag_keys.unwrap_or_default();
    if keys.is_empty() {
        return Err(refuse::no_keys_given());
    }
    let table = tagged_table(engine, context, arn, &named, "UntagResource")?;
    table.change(|state| {
        let definition = Arc::make_mut(&mut state.definition);
        definition.tags.retain(|key, _| !keys.contains(key));
        Ok(NoOutput)
    })
}
