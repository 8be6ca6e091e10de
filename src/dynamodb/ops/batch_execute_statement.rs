//! BatchExecuteStatement: up to 25 PartiQL statements, all of them reads of one item or all writes,
//! each for itself (API reference, "BatchExecuteStatement").

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::consumed;
use crate::dynamodb::engine::capacity::{read_units, write_units};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::engine::page::{self, Reach, TooFar};
use crate::dynamodb::error::{key, partiql};
use crate::dynamodb::lookup::table_of;
use crate::dynamodb::partiql::{Checked, Read, Statement, Write};
use crate::dynamodb::throttle;
use crate::dynamodb::transaction_plan::{Reached, make_one};
use crate::dynamodb::validate::batch;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::keys::check_key;
use crate::dynamodb::validate::options::ReturnConsumedCapacity;
use crate::dynamodb::validate::statement::{parameters, statement_constraints};
use crate::dynamodb::value::Attributes;
use crate::dynamodb::wire::consumption::Consumption;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::statement::SentStatement;
use crate::dynamodb::wire::transaction::shown;
use crate::dynamodb::wire::writer::Writer;

/// Statements of one batch (service model).
const STATEMENTS_MAX: usize = 25;
const OPERATION: &str = "BatchExecuteStatement";

#[derive(Debug, Default)]
pub(crate) struct BatchExecuteStatementInput {
    statements: Option<Vec<SentStatement>>,
    return_consumed_capacity: Option<String>,
}

impl Input for BatchExecuteStatementInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "Statements" => {
                self.statements = SentStatement::read_list(reader, "BatchStatementRequest")?;
            }
            "ReturnConsumedCapacity" => self.return_consumed_capacity = reader.string()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

pub(crate) struct BatchExecuteStatementOutput {
    /// In the order of the request.
    responses: Vec<Response>,
    consumption: Option<Vec<Consumption>>,
}

#[derive(Default)]
struct Response {
    error: Option<AwsError>,
    /// Not there if the statement was refused before it reached its table.
    table_name: Option<String>,
    item: Option<Item>,
}

impl Output for BatchExecuteStatementOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("Responses")
                .list(&self.responses, |w, own| own.write(w));
            if let Some(consumption) = &self.consumption {
                w.name("ConsumedCapacity")
                    .list(consumption, |w, own| own.write(w));
            }
        });
    }
}

impl Response {
    fn refused(error: AwsError) -> Self {
        Self {
            error: Some(error),
            ..Self::default()
        }
    }

    fn write(&self, w: &mut Writer) {
        w.object(|w| {
            if let Some(error) = &self.error {
                w.name("Error").object(|w| {
                    w.name("Code").text(short_code(error.code()));
                    w.name("Message").text(error.message().unwrap_or_default());
                });
            }
            if let Some(name) = &self.table_name {
                w.name("TableName").text(name);
            }
            if let Some(item) = &self.item {
                w.name("Item").json(item.json());
            }
        });
    }
}

/// A code of BatchStatementErrorCodeEnum (service model).
fn short_code(code: &str) -> &str {
    match code {
        "ValidationException" => "ValidationError",
        "ThrottlingException" => "ThrottlingError",
        other => other.strip_suffix("Exception").unwrap_or(other),
    }
}

/// Errors, in order: the request's shape, reads beside writes, two statements on one item. What is
/// wrong with a statement alone is told in its place of the answer, and the others run.
pub(crate) fn batch_execute_statement(
    engine: &Engine,
    context: &RequestContext,
    input: BatchExecuteStatementInput,
    reach: Reach,
) -> Result<page::Reached<BatchExecuteStatementOutput>, AwsError> {
    check_shape(&input)?;
    let asked = ReturnConsumedCapacity::of(input.return_consumed_capacity.as_deref());
    let mut batch = Batch {
        engine,
        context,
        asked,
        costs: Vec::new(),
        stored_bytes: 0,
    };
    let mut consistent = Vec::new();
    let mut prepared = Vec::new();
    for sent in input.statements.unwrap_or_default() {
        consistent.push(sent.consistent_read.unwrap_or(false));
        prepared.push(batch.prepare(sent));
    }
    refuse_mixture(&prepared)?;
    refuse_repeated(&prepared)?;
    if !reach.admits(batch.stored_bytes, true) {
        return Ok(Err(TooFar));
    }
    let run = |(prepared, consistent)| match prepared {
        Err(response) => response,
        Ok(Prepared::Read(read, key)) => batch.read(&read, &key, consistent),
        Ok(Prepared::Write(write, _)) => batch.write(&write),
    };
    let responses: Vec<_> = prepared.into_iter().zip(consistent).map(run).collect();
    Ok(Ok(BatchExecuteStatementOutput {
        responses,
        consumption: batch.consumption(),
    }))
}

/// A statement that may run.
enum Prepared {
    Read(Read, Attributes),
    Write(Write, Attributes),
}

fn refuse_mixture(prepared: &[Result<Prepared, Response>]) -> Result<(), AwsError> {
    let is_read = |own: &Prepared| matches!(own, Prepared::Read(..));
    let mut kinds = prepared.iter().flatten().map(is_read);
    let first = kinds.next();
    match kinds.all(|kind| Some(kind) == first) {
        true => Ok(()),
        false => Err(partiql::reads_and_writes_in_batch()),
    }
}

fn refuse_repeated(prepared: &[Result<Prepared, Response>]) -> Result<(), AwsError> {
    let mut seen: Vec<(&str, &Attributes)> = Vec::new();
    for own in prepared.iter().flatten() {
        let target = match own {
            Prepared::Read(read, key) => (read.table(), key),
            Prepared::Write(write, key) => (write.table(), key),
        };
        if seen.contains(&target) {
            return Err(key::repeated_in_batch());
        }
        seen.push(target);
    }
    Ok(())
}

/// A batch at work.
struct Batch<'b> {
    engine: &'b Engine,
    context: &'b RequestContext,
    asked: ReturnConsumedCapacity,
    costs: Vec<Cost>,
    /// Of the items that the statements name, as they were when the statements were read.
    stored_bytes: usize,
}

/// What was consumed of one table.
struct Cost {
    consumption: Consumption,
    /// Whether one of its statements did what it should: AWS tells nothing of other tables.
    succeeded: bool,
}

impl Batch<'_> {
    fn prepare(&mut self, sent: SentStatement) -> Result<Prepared, Response> {
        let statement = parameters(sent.parameters)
            .and_then(|own| Statement::parse(sent.statement.as_deref().unwrap_or_default(), own))
            .map_err(Response::refused)?;
        let name = statement.table().map(str::to_owned);
        let found = name.map(|name| {
            (
                table_of(self.engine, self.context, &name, &statement.ask()),
                name,
            )
        });
        if let Some((Ok(table), _)) = &found {
            statement
                .refuse_multi_attribute_index(&table.state())
                .map_err(Response::refused)?;
        }
        let checked = statement.check().map_err(Response::refused)?;
        let table = match found {
            Some((Err(error), name)) => {
                return Err(Response {
                    error: Some(error),
                    table_name: Some(name),
                    item: None,
                });
            }
            Some((Ok(table), _)) => table,
            None => return Err(Response::refused(partiql::exists_outside_of_transaction())),
        };
        match checked {
            Checked::Exists(_) => Err(Response::refused(partiql::exists_outside_of_transaction())),
            Checked::Write(write) => {
                let state = table.state();
                let key = write.target(&state.definition.key);
                self.stored_bytes += state.get(&key).map_or(0, Item::size_bytes);
                Ok(Prepared::Write(write, key))
            }
            Checked::Read(read) => {
                let state = table.state();
                let key = read.key(&state, OPERATION);
                let key = key.and_then(|key| check_key(&state.definition.key, &key).map(|()| key));
                let key = key.map_err(Response::refused)?;
                self.stored_bytes += state.get(&key).map_or(0, Item::size_bytes);
                Ok(Prepared::Read(read, key))
            }
        }
    }

    fn read(&mut self, read: &Read, key: &Attributes, consistent: bool) -> Response {
        let state = match table_of(self.engine, self.context, read.table(), &read.ask()) {
            Ok(table) => table.state(),
            Err(error) => return Response::refused(error),
        };
        let stored = state.get(key);
        let units = read_units(stored.map_or(0, Item::size_bytes), consistent);
        if let Err(error) = throttle::read(&state, units, None) {
            return Response::refused(error);
        }
        if let Some(cost) = self.cost(read.table()) {
            cost.succeeded = true;
            cost.consumption.table += units.units();
        }
        Response {
            error: None,
            table_name: Some(read.table().to_owned()),
            item: stored.map(|item| read.shown(item)),
        }
    }

    fn write(&mut self, write: &Write) -> Response {
        let table = match table_of(self.engine, self.context, write.table(), &write.ask()) {
            Ok(table) => table,
            Err(error) => return Response::refused(error),
        };
        let made = table.change(|state| {
            let definition = state.definition.clone();
            // ReturnValuesOnConditionCheckFailure has no effect in a batch (recorded).
            let action = write
                .action(&definition, false)
                .map_err(|error| (error, Reached::Nothing))?;
            let made = make_one(state, &action)?;
            throttle::write(state, made.table_units, &made.indexes)
                .map_err(|error| (error, Reached::Nothing))?;
            Ok((definition, made))
        });
        let table_name = Some(write.table().to_owned());
        match made {
            Ok((definition, made)) => {
                if let Some(cost) = self.cost(write.table()) {
                    cost.succeeded = true;
                    let consumption = &mut cost.consumption;
                    consumption.table += made.table_units as f64;
                    let (indexes, vectors) = (&made.indexes, &made.vectors);
                    consumed::add_index_writes(consumption, &definition, indexes, vectors);
                }
                Response {
                    error: None,
                    table_name,
                    item: write.returned(&made),
                }
            }
            Err((error, Reached::Nothing)) => Response::refused(error),
            Err((error, Reached::Item { image_bytes })) => {
                if let Some(cost) = self.cost(write.table()) {
                    cost.consumption.table += write_units(image_bytes) as f64;
                }
                Response {
                    error: Some(error),
                    table_name,
                    item: None,
                }
            }
        }
    }

    fn cost(&mut self, table: &str) -> Option<&mut Cost> {
        let named = |own: &Cost| own.consumption.table_name == table;
        let at = match self.costs.iter().position(named) {
            Some(at) => at,
            None => {
                self.costs.push(Cost {
                    consumption: consumed::empty(self.asked, table)?,
                    succeeded: false,
                });
                self.costs.len() - 1
            }
        };
        self.costs.get_mut(at)
    }

    fn consumption(self) -> Option<Vec<Consumption>> {
        let told = self.costs.into_iter().filter(|own| own.succeeded);
        let told: Vec<_> = told.map(|own| own.consumption).collect();
        (!told.is_empty()).then_some(told)
    }
}

fn check_shape(input: &BatchExecuteStatementInput) -> Result<(), AwsError> {
    let mut constraints = Constraints::default();
    let path = "statements";
    constraints.not_null(path, input.statements.as_ref());
    if let Some(statements) = &input.statements {
        let count = statements.len();
        let shown = shown("BatchStatementRequest", count);
        constraints.count(&shown, path, count, 1, STATEMENTS_MAX);
        for (at, sent) in statements.iter().enumerate() {
            let prefix = format!("{path}.{}.member.", at + 1);
            statement_constraints(&mut constraints, &prefix, sent);
        }
    }
    batch::capacity(&mut constraints, input.return_consumed_capacity.as_deref());
    constraints.check()
}
