//! ListTagsOfResource (API reference, "ListTagsOfResource"). A table's 50 tags at most fit one page.

use std::collections::BTreeMap;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::error::tags as refuse;
use crate::dynamodb::lookup::tagged_table;
use crate::dynamodb::validate::tags;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

#[derive(Debug, Default)]
pub(crate) struct ListTagsOfResourceInput {
    resource_arn: Option<String>,
}

impl Input for ListTagsOfResourceInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        if name == "ResourceArn" {
            self.resource_arn = reader.string()?;
        }
        Ok(name == "ResourceArn")
    }
}

pub(crate) struct ListTagsOfResourceOutput {
    tags: BTreeMap<String, String>,
}

impl Output for ListTagsOfResourceOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("Tags").list(&self.tags, |w, (key, value)| {
                w.object(|w| {
                    w.name("Key").text(key);
                    w.name("Value").text(value);
                });
            });
        });
    }
}

/// Errors, in order: the ARN, ResourceNotFoundException.
pub(crate) fn list_tags_of_resource(
    engine: &Engine,
    context: &RequestContext,
    input: ListTagsOfResourceInput,
) -> Result<ListTagsOfResourceOutput, AwsError> {
    let arn = input
        .resource_arn
        .as_deref()
        .ok_or_else(refuse::arn_missing)?;
    let named = tags::tagged_table("ListTagsOfResource", arn, context.scope())?;
    let table = tagged_table(engine, context, arn, &named, "ListTagsOfResource")?;
    Ok(ListTagsOfResourceOutput {
        tags: table.state().definition.tags.clone(),
    })
}
