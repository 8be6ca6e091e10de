//! ListImports (API reference, "ListImports"): newest first, in pages; whether their tables are still
//! there or not (recorded).

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::transfer::ImportRequest;
use crate::dynamodb::import_description::{log_group_arn, write_summary};
use crate::dynamodb::job_arn::named_table;
use crate::dynamodb::job_page::{JobPage, PAGE_MAX, page};
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

#[derive(Debug, Default)]
pub(crate) struct ListImportsInput {
    table_arn: Option<String>,
    page_size: Option<i32>,
    next_token: Option<String>,
}

impl Input for ListImportsInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TableArn" => self.table_arn = reader.string()?,
            "PageSize" => self.page_size = reader.integer()?,
            "NextToken" => self.next_token = reader.string()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

pub(crate) struct ListImportsOutput {
    page: JobPage<ImportRequest>,
    log_group_arn: String,
}

impl Output for ListImportsOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("ImportSummaryList").list(&self.page.jobs, |w, job| {
                w.object(|w| write_summary(w, job, &self.log_group_arn));
            });
            if let Some(token) = &self.page.next_token {
                w.name("NextToken").quoted(token);
            }
        });
    }
}

/// Errors, in order: the request's shape, the table's ARN, the token.
pub(crate) fn list_imports(
    engine: &Engine,
    context: &RequestContext,
    input: ListImportsInput,
) -> Result<ListImportsOutput, AwsError> {
    let size = input.page_size.map(i64::from);
    let mut constraints = Constraints::default();
    constraints.length("tableArn", input.table_arn.as_deref(), 1, 1024);
    constraints.at_least("pageSize", size, 1);
    constraints.at_most("pageSize", size, PAGE_MAX);
    constraints.length("nextToken", input.next_token.as_deref(), 112, 1024);
    constraints.check()?;
    if let Some(arn) = &input.table_arn {
        named_table(context, arn)?;
    }
    let drawer = engine.drawer(context.scope());
    let token = input.next_token.as_deref();
    let found = page("import", &drawer.imports, input.page_size, token, |job| {
        let asked = input.table_arn.as_ref();
        asked.is_none_or(|arn| job.table_arn == *arn)
    })?;
    Ok(ListImportsOutput {
        page: found,
        log_group_arn: log_group_arn(context.scope()),
    })
}
