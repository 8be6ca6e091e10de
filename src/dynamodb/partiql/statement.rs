//! A statement that has passed every check that needs no table.

use super::columns::Columns;
use super::conditions::test;
use super::parser::parse;
use super::tree::{self, Expression, OrderItem, Returning, Source};
use super::updates::update;
use super::values::item;
use crate::aws::error::AwsError;
use crate::dynamodb::access::ask::Ask;
use crate::dynamodb::engine::state::State;
use crate::dynamodb::error::partiql;
use crate::dynamodb::expression::condition::Test;
use crate::dynamodb::expression::{Condition, Update};
use crate::dynamodb::value::{AttributeValue, Attributes};

/// A statement that could be read, with its parameters.
pub(crate) struct Statement {
    tree: tree::Statement,
    parameters: Vec<AttributeValue>,
}

/// What a statement does.
pub(crate) enum Checked {
    Read(Read),
    Write(Write),
    /// `EXISTS(SELECT …)`, a condition of a transaction.
    Exists(Read),
}

/// SELECT.
pub(crate) struct Read {
    pub(super) table: String,
    pub(super) index: Option<String>,
    pub(super) columns: Option<Columns>,
    pub(super) expression: Option<Expression>,
    pub(super) test: Option<Test>,
    pub(super) order: Vec<OrderItem>,
    pub(super) parameters: Vec<AttributeValue>,
}

/// INSERT, UPDATE or DELETE.
pub(crate) struct Write {
    pub(super) table: String,
    pub(super) kind: WriteKind,
    pub(super) expression: Option<Expression>,
    pub(super) test: Option<Test>,
    pub(super) returning: Option<Returning>,
    pub(super) parameters: Vec<AttributeValue>,
}

pub(super) enum WriteKind {
    Insert(Attributes),
    Update(Update),
    Delete,
}

impl Statement {
    /// Errors, in order: what cannot be read, what PartiQL has and DynamoDB refuses, the number of
    /// parameters.
    pub(crate) fn parse(text: &str, parameters: Vec<AttributeValue>) -> Result<Self, AwsError> {
        let (tree, count) = parse(text)?;
        match count == parameters.len() {
            true => Ok(Self { tree, parameters }),
            false => Err(partiql::parameter_count()),
        }
    }

    /// The table as the statement names it; none for what is no statement on a table.
    pub(crate) fn table(&self) -> Option<&str> {
        self.source().map(|source| source.table.as_str())
    }

    /// What it asks of its table, as far as policies can know before it is checked.
    pub(crate) fn ask(&self) -> Ask<'_> {
        let action = match &self.tree {
            tree::Statement::Insert(_) => "PartiQLInsert",
            tree::Statement::Update(_) => "PartiQLUpdate",
            tree::Statement::Delete(_) => "PartiQLDelete",
            tree::Statement::Select(_)
            | tree::Statement::Exists(_)
            | tree::Statement::Expression(_) => "PartiQLSelect",
        };
        let index = self.source().and_then(|source| source.index.as_deref());
        Ask::to(action).on_index(index)
    }

    /// Whether it reads items to show them.
    pub(crate) fn is_read(&self) -> bool {
        matches!(self.tree, tree::Statement::Select(_))
    }

    /// Refuses an index that PartiQL cannot read, which AWS does before it looks at what the
    /// statement says (recorded).
    pub(crate) fn refuse_multi_attribute_index(&self, state: &State) -> Result<(), AwsError> {
        let index = self.source().and_then(|source| source.index.as_deref());
        let found = index.and_then(|name| state.definition.index(name));
        match found {
            Some((_, index)) if index.key.partition.len() > 1 || index.key.sort.len() > 1 => {
                Err(partiql::multi_attribute_index())
            }
            _ => Ok(()),
        }
    }

    fn source(&self) -> Option<&Source> {
        match &self.tree {
            tree::Statement::Select(own) | tree::Statement::Exists(own) => Some(&own.source),
            tree::Statement::Insert(own) => Some(&own.source),
            tree::Statement::Update(own) => Some(&own.source),
            tree::Statement::Delete(own) => Some(&own.source),
            tree::Statement::Expression(_) => None,
        }
    }

    /// Checks what the statement says. Errors, in order: the table's name, columns, values and
    /// conditions.
    pub(crate) fn check(self) -> Result<Checked, AwsError> {
        if let Some(table) = self.table() {
            check_table_name(table)?;
        }
        let parameters = self.parameters;
        match self.tree {
            tree::Statement::Expression(node) => Err(partiql::unsupported_operation(&node)),
            tree::Statement::Select(own) => read(own, parameters).map(Checked::Read),
            tree::Statement::Exists(own) => read(own, parameters).map(Checked::Exists),
            tree::Statement::Insert(own) => Ok(Checked::Write(Write {
                kind: WriteKind::Insert(item(&own.item, &parameters)?),
                table: own.source.table,
                expression: None,
                test: None,
                returning: None,
                parameters,
            })),
            tree::Statement::Update(own) => {
                let update = update(&own.actions, &parameters)?;
                Ok(Checked::Write(Write {
                    kind: WriteKind::Update(update),
                    table: own.source.table,
                    test: where_test(own.condition.as_ref(), &parameters)?,
                    expression: own.condition,
                    returning: own.returning,
                    parameters,
                }))
            }
            tree::Statement::Delete(own) => Ok(Checked::Write(Write {
                kind: WriteKind::Delete,
                table: own.source.table,
                test: where_test(own.condition.as_ref(), &parameters)?,
                expression: own.condition,
                returning: own.returning,
                parameters,
            })),
        }
    }
}

fn read(own: tree::Select, parameters: Vec<AttributeValue>) -> Result<Read, AwsError> {
    let columns = own.columns.as_deref().map(Columns::of).transpose()?;
    Ok(Read {
        table: own.source.table,
        index: own.source.index,
        columns,
        test: where_test(own.condition.as_ref(), &parameters)?,
        expression: own.condition,
        order: own.order,
        parameters,
    })
}

fn where_test(
    condition: Option<&Expression>,
    parameters: &[AttributeValue],
) -> Result<Option<Test>, AwsError> {
    let test = |own| test(own, parameters, partiql::where_is_no_condition);
    condition.map(test).transpose()
}

/// As CreateTable takes them, or an ARN.
fn check_table_name(name: &str) -> Result<(), AwsError> {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let is_name = (3..=255).contains(&name.len()) && name.bytes().all(legal);
    match is_name || name.starts_with("arn:") {
        true => Ok(()),
        false => Err(partiql::invalid_table_name()),
    }
}

impl Read {
    /// The WHERE as a filter.
    pub(super) fn filter(&self) -> Option<Condition> {
        self.test.clone().map(Condition::new)
    }
}
