//! Conditions and filters: from a text to a tree that an item matches or not.

mod build;
pub(crate) mod check;
mod operand;
mod parse;
mod test;

pub(crate) use operand::TypeName;
pub(crate) use parse::{Condition, parse_condition};
pub(crate) use test::{Operand, Test};

pub(super) use parse::parse_test;
pub(super) use test::order;
