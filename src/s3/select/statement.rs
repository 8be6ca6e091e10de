//! A whole statement: what is selected, from where, on which condition, and how much of it.

use super::aggregate::Aggregate;
use super::expression::{Expr, Name};
use super::token::At;

/// `SELECT … FROM S3Object… [WHERE …] [LIMIT …]`.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) items: Vec<Item>,
    pub(super) source: Source,
    pub(super) condition: Option<Expr>,
    pub(super) limit: Option<u64>,
    /// Those of the items, in their order; not empty, and there is one row of result.
    pub(super) aggregates: Vec<Aggregate>,
}

/// One item of the SELECT list.
#[derive(Debug)]
pub(super) enum Item {
    /// All columns of the record; what stood before `.*`, if anything did.
    All(Option<(Name, At)>),
    One {
        value: Expr,
        /// What JSON calls it.
        name: String,
    },
}

/// What the FROM clause names.
#[derive(Debug)]
pub(super) struct Source {
    /// The way from a document to the records in it.
    pub(super) steps: Vec<SourceStep>,
    /// What the record is called in expressions.
    pub(super) alias: Name,
}

/// One step from a document to its records.
#[derive(Debug)]
pub(super) enum SourceStep {
    Field(Name),
    Index(usize),
    /// `[*]`: every value of a list.
    Values,
    /// `.*`: every value of a struct.
    Members,
}
