//! ExecuteTransaction: up to 100 PartiQL statements on one item each, all reads or all writes, all
//! of them or none (API reference, "ExecuteTransaction").

use sha2::{Digest as _, Sha256};

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::index::table_key;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::engine::page::{Reach, Reached, TooFar};
use crate::dynamodb::engine::state::State;
use crate::dynamodb::engine::tokens::{First, ReadUnits, Turn};
use crate::dynamodb::engine::transaction::{change_all, state_of_all};
use crate::dynamodb::error::transaction::{CancellationReason, canceled, payload_too_large};
use crate::dynamodb::error::{key, partiql, transaction};
use crate::dynamodb::lookup::table_of;
use crate::dynamodb::partiql::{Checked, Read, Statement};
use crate::dynamodb::transaction_cost;
use crate::dynamodb::transaction_plan::make_statements;
use crate::dynamodb::transaction_tables::TransactionTables;
use crate::dynamodb::validate::batch;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::keys::check_key;
use crate::dynamodb::validate::options::ReturnConsumedCapacity;
use crate::dynamodb::validate::statement::{item_on_failure, parameters, statement_constraints};
use crate::dynamodb::validate::transaction::{Action, Language, PAYLOAD_BYTES_MAX};
use crate::dynamodb::value::Attributes;
use crate::dynamodb::wire::consumption::Consumption;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::statement::{SentStatement, canonical};
use crate::dynamodb::wire::transaction::shown;
use crate::dynamodb::wire::writer::Writer;

/// Statements of one transaction (service model).
const STATEMENTS_MAX: usize = 100;
/// Characters of a ClientRequestToken (service model).
const TOKEN_CHARACTERS_MAX: usize = 36;
const OPERATION: &str = "ExecuteTransaction";

#[derive(Debug, Default)]
pub(crate) struct ExecuteTransactionInput {
    transact_statements: Option<Vec<SentStatement>>,
    client_request_token: Option<String>,
    return_consumed_capacity: Option<String>,
}

impl Input for ExecuteTransactionInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TransactStatements" => {
                let class = "ParameterizedStatement";
                self.transact_statements = SentStatement::read_list(reader, class)?;
            }
            "ClientRequestToken" => self.client_request_token = reader.string()?,
            "ReturnConsumedCapacity" => self.return_consumed_capacity = reader.string()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

#[derive(Default)]
pub(crate) struct ExecuteTransactionOutput {
    /// One for each read; none for writes (recorded).
    responses: Vec<Option<Item>>,
    consumption: Option<Vec<Consumption>>,
}

impl Output for ExecuteTransactionOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("Responses").list(&self.responses, |w, item| {
                w.object(|w| {
                    if let Some(item) = item {
                        w.name("Item").json(item.json());
                    }
                });
            });
            if let Some(consumption) = &self.consumption {
                w.name("ConsumedCapacity")
                    .list(consumption, |w, own| own.write(w));
            }
        });
    }
}

/// Errors, in order: the request's shape, IdempotentParameterMismatchException, parameters, the
/// first statement that is wrong by itself, reads beside writes, TransactionCanceledException for
/// tables that are not there and for keys that do not fit, the same item twice,
/// TransactionCanceledException for everything else.
pub(crate) fn execute_transaction(
    engine: &Engine,
    context: &RequestContext,
    input: ExecuteTransactionInput,
    reach: Reach,
) -> Result<Reached<ExecuteTransactionOutput>, AwsError> {
    check_shape(&input)?;
    let asked = ReturnConsumedCapacity::of(input.return_consumed_capacity.as_deref());
    let sent = input.transact_statements.unwrap_or_default();
    let Some(token) = &input.client_request_token else {
        return run(engine, context, sent, asked, reach, None);
    };
    let digest = Sha256::digest(canonical(&sent)).into();
    let slot = engine.statement_tokens.slot(context.scope(), token);
    match slot.turn(reach, digest, engine.clock.unix_ms()) {
        Err(TooFar) => Ok(Err(TooFar)),
        Ok(Turn::Different) => Err(transaction::idempotent_parameter_mismatch()),
        Ok(Turn::Repeated(read_units)) => Ok(Ok(ExecuteTransactionOutput {
            responses: Vec::new(),
            consumption: transaction_cost::of_repetition(asked, &read_units),
        })),
        Ok(Turn::First(turn)) => run(engine, context, sent, asked, reach, Some(turn)),
    }
}

/// Runs a transaction of reads or of writes. A token is for writes: reads are made again each time.
fn run(
    engine: &Engine,
    context: &RequestContext,
    sent: Vec<SentStatement>,
    asked: ReturnConsumedCapacity,
    reach: Reach,
    turn: Option<First<'_>>,
) -> Result<Reached<ExecuteTransactionOutput>, AwsError> {
    let (gets, actions) = prepare(engine, context, sent)?;
    match actions.is_empty() {
        true => read(engine, context, &gets, asked, reach),
        false => write(engine, context, &actions, asked, reach, turn),
    }
}

/// A read of one item.
struct Get {
    read: Read,
    key: Attributes,
}

/// A statement whose table is there.
enum Prepared {
    Get(Get),
    Action(Action),
}

fn prepare(
    engine: &Engine,
    context: &RequestContext,
    sent: Vec<SentStatement>,
) -> Result<(Vec<Get>, Vec<Action>), AwsError> {
    let mut checked = Vec::with_capacity(sent.len());
    for mut sent in sent {
        checked.push((parameters(sent.parameters.take())?, sent));
    }
    let (mut gets, mut actions, mut reads, mut writes) = (Vec::new(), Vec::new(), false, false);
    let mut reasons = Vec::with_capacity(checked.len());
    for (at, (parameters, sent)) in checked.into_iter().enumerate() {
        let wrong = |error: AwsError| partiql::in_transaction(at, &error);
        let text = sent.statement.as_deref().unwrap_or_default();
        let statement = Statement::parse(text, parameters).map_err(wrong)?;
        *(match statement.is_read() {
            true => &mut reads,
            false => &mut writes,
        }) = true;
        let found = statement
            .table()
            .map(|name| table_of(engine, context, name, &statement.ask()));
        match found {
            Some(Err(error)) if error.code() == "ResourceNotFoundException" => {
                reasons.push(CancellationReason::ResourceNotFound);
                continue;
            }
            _ => {}
        }
        reasons.push(CancellationReason::None);
        let state = found.transpose()?.map(|table| table.state());
        let prepared = prepare_one(statement, state.as_deref(), item_on_failure(&sent));
        match prepared.map_err(wrong)? {
            Prepared::Get(get) => gets.push(get),
            Prepared::Action(action) => actions.push(action),
        }
    }
    if reads && writes {
        return Err(partiql::reads_and_writes_in_transaction());
    }
    match reasons.contains(&CancellationReason::ResourceNotFound) {
        true => Err(canceled(&reasons)),
        false => Ok((gets, actions)),
    }
}

fn prepare_one(
    statement: Statement,
    state: Option<&State>,
    item_on_failure: bool,
) -> Result<Prepared, AwsError> {
    if let Some(state) = state {
        statement.refuse_multi_attribute_index(state)?;
    }
    let checked = statement.check()?;
    let Some(state) = state else {
        return Err(partiql::exists_without_condition());
    };
    let definition = &state.definition;
    match checked {
        Checked::Read(read) if read.has_index() => Err(partiql::index_read_in_transaction()),
        Checked::Read(read) => {
            let key = read.key(state, OPERATION)?;
            Ok(Prepared::Get(Get { read, key }))
        }
        Checked::Exists(read) if read.has_index() => Err(partiql::index_check_in_transaction()),
        Checked::Exists(read) => read
            .exists(definition, item_on_failure)
            .map(Prepared::Action),
        Checked::Write(write) if write.has_returning() => Err(partiql::returning_in_transaction()),
        Checked::Write(write) => write
            .transacted(definition, item_on_failure)
            .map(Prepared::Action),
    }
}

fn read(
    engine: &Engine,
    context: &RequestContext,
    gets: &[Get],
    asked: ReturnConsumedCapacity,
    reach: Reach,
) -> Result<Reached<ExecuteTransactionOutput>, AwsError> {
    let reads = gets.iter().map(|get| (get.read.table(), get.read.ask()));
    let tables = TransactionTables::find(engine, context, reads)?;
    let states = state_of_all(tables.in_order());
    let state = |at: usize| states[tables.of_action(at)].as_ref();
    let place = |(at, get): (usize, &Get)| {
        let schema = &state(at).definition.key;
        check_key(schema, &get.key)?;
        table_key(schema, &get.key).ok_or_else(key::schema_mismatch)
    };
    let places: Vec<_> = gets.iter().enumerate().map(place).collect();
    if places.iter().any(Result::is_err) {
        let reason = |place: &Result<_, AwsError>| match place {
            Ok(_) => CancellationReason::None,
            Err(error) => CancellationReason::of(error),
        };
        return Err(canceled(&places.iter().map(reason).collect::<Vec<_>>()));
    }
    let places = places.into_iter().collect::<Result<Vec<_>, _>>()?;
    tables.refuse_repeated(&places)?;
    tables.refuse_claimed(&states, &places)?;
    let stored = |at: usize| state(at).items.get(&places[at]);
    let bytes_of = |at: usize| stored(at).map_or(0, Item::size_bytes);
    let bytes = (0..gets.len()).map(bytes_of).sum();
    if bytes > PAYLOAD_BYTES_MAX {
        return Err(payload_too_large(bytes));
    }
    if !reach.admits(bytes, true) {
        return Ok(Err(TooFar));
    }
    transaction_cost::draw_reads(&tables, &states, gets.len(), bytes_of)?;
    let shown = |(at, get): (usize, &Get)| stored(at).map(|item| get.read.shown(item));
    Ok(Ok(ExecuteTransactionOutput {
        responses: gets.iter().enumerate().map(shown).collect(),
        consumption: transaction_cost::of_reads(asked, &tables, bytes_of),
    }))
}

fn write(
    engine: &Engine,
    context: &RequestContext,
    actions: &[Action],
    asked: ReturnConsumedCapacity,
    reach: Reach,
    turn: Option<First<'_>>,
) -> Result<Reached<ExecuteTransactionOutput>, AwsError> {
    let asks = actions
        .iter()
        .map(|own| (own.table_name.as_str(), own.ask(Language::PartiQl)));
    let tables = TransactionTables::find(engine, context, asks)?;
    let keys = || actions.iter().map(|own| own.change.attributes());
    if !reach.admits(tables.stored_bytes(keys()), true) {
        return Ok(Err(TooFar));
    }
    let _claimed = tables.claim(keys())?;
    let change = |states: &mut [State]| {
        let made = make_statements(states, &tables, actions)?;
        let output = ExecuteTransactionOutput {
            responses: Vec::new(),
            consumption: transaction_cost::of_writes(asked, &tables, states, &made),
        };
        Ok::<_, AwsError>((output, transaction_cost::of_images(&tables, &made)))
    };
    let remember = |(_, read_units): &(_, Vec<ReadUnits>)| {
        if let Some(turn) = turn {
            turn.made(engine.clock.unix_ms(), read_units.clone());
        }
    };
    let made = change_all(tables.in_order(), change, remember);
    made.map(|(output, _)| Ok(output))
}

fn check_shape(input: &ExecuteTransactionInput) -> Result<(), AwsError> {
    let mut constraints = Constraints::default();
    let path = "transactStatements";
    constraints.not_null(path, input.transact_statements.as_ref());
    if let Some(statements) = &input.transact_statements {
        let count = statements.len();
        let shown = shown("ParameterizedStatement", count);
        constraints.count(&shown, path, count, 1, STATEMENTS_MAX);
        for (at, sent) in statements.iter().enumerate() {
            let prefix = format!("{path}.{}.member.", at + 1);
            statement_constraints(&mut constraints, &prefix, sent);
        }
    }
    let token = input.client_request_token.as_deref();
    constraints.length("clientRequestToken", token, 1, TOKEN_CHARACTERS_MAX);
    batch::capacity(&mut constraints, input.return_consumed_capacity.as_deref());
    constraints.check()
}
