//! ListTables (API reference, "ListTables"): names in order, up to 100 a page.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

const PAGE_NAMES_MAX: usize = 100;

#[derive(Debug, Default)]
pub(crate) struct ListTablesInput {
    exclusive_start_table_name: Option<String>,
    limit: Option<i32>,
}

impl Input for ListTablesInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "ExclusiveStartTableName" => self.exclusive_start_table_name = reader.string()?,
            "Limit" => self.limit = reader.integer()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

pub(crate) struct ListTablesOutput {
    names: Vec<String>,
    more: bool,
}

impl Output for ListTablesOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            if let Some(last) = self.names.last().filter(|_| self.more) {
                w.name("LastEvaluatedTableName").text(last);
            }
            w.name("TableNames")
                .list(&self.names, |w, name| w.text(name));
        });
    }
}

pub(crate) fn list_tables(
    engine: &Engine,
    context: &RequestContext,
    input: ListTablesInput,
) -> Result<ListTablesOutput, AwsError> {
    let mut constraints = Constraints::default();
    let limit = input.limit.map(i64::from);
    constraints.at_most("limit", limit, 100);
    constraints.at_least("limit", limit, 1);
    let start = input.exclusive_start_table_name.as_deref();
    constraints.name_pattern("exclusiveStartTableName", start);
    constraints.length("exclusiveStartTableName", start, 3, 255);
    constraints.check()?;

    let limit = limit.map_or(PAGE_NAMES_MAX, |limit| limit as usize);
    // One more tells whether there are more.
    let mut names = engine.drawer(context.scope()).names(start, limit + 1);
    let more = names.len() > limit;
    names.truncate(limit);
    Ok(ListTablesOutput { names, more })
}
