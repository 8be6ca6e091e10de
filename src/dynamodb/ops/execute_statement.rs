//! ExecuteStatement: one PartiQL statement, which reads a page of items or changes one item (API
//! reference, "ExecuteStatement"; Developer Guide, "PartiQL for DynamoDB").

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::consumed;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::error::partiql;
use crate::dynamodb::lookup::table_of;
use crate::dynamodb::partiql::{Checked, PageOptions, Read, Statement, Write};
use crate::dynamodb::throttle;
use crate::dynamodb::transaction_plan::make_one;
use crate::dynamodb::validate::batch;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::options::ReturnConsumedCapacity;
use crate::dynamodb::validate::statement::{item_on_failure, parameters, statement_constraints};
use crate::dynamodb::value::Attributes;
use crate::dynamodb::wire::consumption::Consumption;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::statement::SentStatement;
use crate::dynamodb::wire::writer::Writer;

/// Characters of a NextToken (service model).
const TOKEN_CHARACTERS_MAX: usize = 32_768;

#[derive(Debug, Default)]
pub(crate) struct ExecuteStatementInput {
    sent: SentStatement,
    limit: Option<i32>,
    next_token: Option<String>,
    return_consumed_capacity: Option<String>,
}

impl Input for ExecuteStatementInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "Limit" => self.limit = reader.integer()?,
            "NextToken" => self.next_token = reader.string()?,
            "ReturnConsumedCapacity" => self.return_consumed_capacity = reader.string()?,
            _ => return self.sent.read_member(reader, name),
        }
        Ok(true)
    }
}

#[derive(Default)]
pub(crate) struct ExecuteStatementOutput {
    /// Also there, and empty, for a write that returns nothing (recorded).
    items: Vec<Item>,
    next_token: Option<String>,
    last_evaluated_key: Option<Attributes>,
    consumption: Option<Consumption>,
}

impl Output for ExecuteStatementOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("Items")
                .list(&self.items, |w, item| w.json(item.json()));
            if let Some(token) = &self.next_token {
                w.name("NextToken").text(token);
            }
            if let Some(key) = &self.last_evaluated_key {
                w.name("LastEvaluatedKey").attributes(key);
            }
            if let Some(consumption) = &self.consumption {
                consumption.write(w.name("ConsumedCapacity"));
            }
        });
    }
}

/// Errors, in order: the request's shape, its parameters, what cannot be read of the statement, an
/// index that PartiQL cannot read, what the statement says, ResourceNotFoundException, what does not
/// fit the table, DuplicateItemException or ConditionalCheckFailedException, ThrottlingException.
pub(crate) fn execute_statement(
    engine: &Engine,
    context: &RequestContext,
    mut input: ExecuteStatementInput,
) -> Result<ExecuteStatementOutput, AwsError> {
    check_shape(&input)?;
    let parameters = parameters(input.sent.parameters.take())?;
    let text = input.sent.statement.as_deref().unwrap_or_default();
    let statement = Statement::parse(text, parameters)?;
    if let Some(Ok(table)) = statement
        .table()
        .map(|name| table_of(engine, context, name, &statement.ask()))
    {
        statement.refuse_multi_attribute_index(&table.state())?;
    }
    match statement.check()? {
        Checked::Read(read) => select(engine, context, &read, &input),
        Checked::Write(write) => change(engine, context, &write, &input),
        Checked::Exists(_) => Err(partiql::exists_outside_of_transaction()),
    }
}

fn select(
    engine: &Engine,
    context: &RequestContext,
    read: &Read,
    input: &ExecuteStatementInput,
) -> Result<ExecuteStatementOutput, AwsError> {
    let state = table_of(engine, context, read.table(), &read.ask())?.state();
    let options = PageOptions {
        consistent: input.sent.consistent_read.unwrap_or(false),
        limit: input.limit.and_then(|limit| usize::try_from(limit).ok()),
        next_token: input.next_token.as_deref(),
        statement: input.sent.statement.as_deref().unwrap_or_default(),
    };
    let page = read.page(&state, &options)?;
    throttle::read(&state, page.table_units, page.index_units)?;
    Ok(ExecuteStatementOutput {
        items: page.items,
        next_token: page.next_token,
        last_evaluated_key: page.last_evaluated_key,
        consumption: consumed::by_reads(
            ReturnConsumedCapacity::of(input.return_consumed_capacity.as_deref()),
            read.table(),
            &state.definition,
            page.table_units,
            page.index_units,
        ),
    })
}

fn change(
    engine: &Engine,
    context: &RequestContext,
    write: &Write,
    input: &ExecuteStatementInput,
) -> Result<ExecuteStatementOutput, AwsError> {
    let table = table_of(engine, context, write.table(), &write.ask())?;
    let shows_item = item_on_failure(&input.sent);
    let (definition, made) = table.change(|state| {
        let definition = state.definition.clone();
        let action = write.action(&definition, shows_item)?;
        let made = make_one(state, &action).map_err(|(error, _)| error)?;
        throttle::write(state, made.table_units, &made.indexes)?;
        Ok::<_, AwsError>((definition, made))
    })?;
    let asked = ReturnConsumedCapacity::of(input.return_consumed_capacity.as_deref());
    let mut consumption = consumed::empty(asked, write.table());
    if let Some(consumption) = &mut consumption {
        consumption.table += made.table_units as f64;
        consumed::add_index_writes(consumption, &definition, &made.indexes, &made.vectors);
    }
    Ok(ExecuteStatementOutput {
        items: write.returned(&made).into_iter().collect(),
        consumption,
        ..ExecuteStatementOutput::default()
    })
}

fn check_shape(input: &ExecuteStatementInput) -> Result<(), AwsError> {
    let mut constraints = Constraints::default();
    statement_constraints(&mut constraints, "", &input.sent);
    let token = input.next_token.as_deref();
    constraints.length("nextToken", token, 1, TOKEN_CHARACTERS_MAX);
    batch::capacity(&mut constraints, input.return_consumed_capacity.as_deref());
    constraints.at_least("limit", input.limit.map(i64::from), 1);
    constraints.check()
}
