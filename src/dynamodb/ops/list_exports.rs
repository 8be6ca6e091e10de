//! ListExports (API reference, "ListExports"): newest first, in pages. Exports of a table that is
//! gone are only in the list of all (recorded).

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::transfer::ExportRequest;
use crate::dynamodb::export_description::write_summary;
use crate::dynamodb::job_arn::named_table;
use crate::dynamodb::job_page::{JobPage, PAGE_MAX, page};
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

#[derive(Debug, Default)]
pub(crate) struct ListExportsInput {
    table_arn: Option<String>,
    max_results: Option<i32>,
    next_token: Option<String>,
}

impl Input for ListExportsInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TableArn" => self.table_arn = reader.string()?,
            "MaxResults" => self.max_results = reader.integer()?,
            "NextToken" => self.next_token = reader.string()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

pub(crate) struct ListExportsOutput(JobPage<ExportRequest>);

impl Output for ListExportsOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("ExportSummaries")
                .list(&self.0.jobs, |w, job| w.object(|w| write_summary(w, job)));
            if let Some(token) = &self.0.next_token {
                w.name("NextToken").quoted(token);
            }
        });
    }
}

/// Errors, in order: the request's shape, the table's ARN, the token.
pub(crate) fn list_exports(
    engine: &Engine,
    context: &RequestContext,
    input: ListExportsInput,
) -> Result<ListExportsOutput, AwsError> {
    let max = input.max_results.map(i64::from);
    let mut constraints = Constraints::default();
    constraints.length("tableArn", input.table_arn.as_deref(), 1, 1024);
    constraints.at_least("maxResults", max, 1);
    constraints.at_most("maxResults", max, PAGE_MAX);
    constraints.check()?;
    let drawer = engine.drawer(context.scope());
    let table_id = match &input.table_arn {
        None => None,
        Some(arn) => {
            let table = drawer.table(named_table(context, arn)?);
            // No table has this id.
            Some(table.map_or_else(String::new, |table| table.state().definition.id.clone()))
        }
    };
    let token = input.next_token.as_deref();
    let found = page("export", &drawer.exports, input.max_results, token, |job| {
        table_id.as_ref().is_none_or(|id| job.table_id == *id)
    })?;
    Ok(ListExportsOutput(found))
}
