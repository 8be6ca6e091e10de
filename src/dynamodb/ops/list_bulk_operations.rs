//! ListBulkOperations (API reference, "ListBulkOperations"): newest first, in pages.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::bulk_description::write_summary;
use crate::dynamodb::engine::bulk::BulkRequest;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::job_page::{JobPage, PAGE_MAX, page};
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

const TOKEN_PATTERN: &str = "([0-9a-f]{16})+";

#[derive(Debug, Default)]
pub(crate) struct ListBulkOperationsInput {
    page_size: Option<i32>,
    next_token: Option<String>,
}

impl Input for ListBulkOperationsInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "MaxResults" => self.page_size = reader.integer()?,
            "NextToken" => self.next_token = reader.string()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

pub(crate) struct ListBulkOperationsOutput {
    page: JobPage<BulkRequest>,
}

impl Output for ListBulkOperationsOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("BulkOperationsSummaryList")
                .list(&self.page.jobs, |w, job| {
                    w.object(|w| write_summary(w, job))
                });
            if let Some(token) = &self.page.next_token {
                w.name("NextToken").quoted(token);
            }
        });
    }
}

/// Errors, in order: the request's shape, the token.
pub(crate) fn list_bulk_operations(
    engine: &Engine,
    context: &RequestContext,
    input: ListBulkOperationsInput,
) -> Result<ListBulkOperationsOutput, AwsError> {
    let size = input.page_size.map(i64::from);
    let token = input.next_token.as_deref();
    let mut constraints = Constraints::default();
    constraints.at_least("maxResults", size, 1);
    constraints.at_most("maxResults", size, PAGE_MAX);
    constraints.pattern("nextToken", token, TOKEN_PATTERN, is_token);
    constraints.length("nextToken", token, 1, 1024);
    constraints.check()?;
    let bulk = &engine.drawer(context.scope()).bulk;
    let page = page("bulk", bulk, input.page_size, token, |_| true)?;
    Ok(ListBulkOperationsOutput { page })
}

fn is_token(text: &str) -> bool {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    !text.is_empty() && text.len().is_multiple_of(16) && text.bytes().all(is_hex)
}
