//! PartiQL: from a statement's text to its tree, to what it reads or changes. Reads go the way of
//! Query and Scan, writes that of transactions' actions.

mod branches;
mod columns;
mod conditions;
mod cursor;
mod expressions;
mod keys;
mod keyword;
mod lexer;
mod next_token;
mod parser;
mod paths;
mod plan;
mod reads;
mod sources;
mod statement;
mod token;
mod tree;
mod types;
mod updates;
mod values;
mod writes;

pub(crate) use reads::PageOptions;
pub(crate) use statement::{Checked, Read, Statement, Write};
