//! Conditions and filters: from a text to a tree that an item matches or not.

mod build;
mod check;
mod operand;
mod parse;
mod test;

pub(crate) use parse::{Condition, parse_condition};

pub(super) use operand::Operand;
pub(super) use parse::parse_test;
pub(super) use test::{Test, order};
