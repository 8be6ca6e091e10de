//! Updates: what an item becomes.

mod action;
mod apply;
mod build;
mod parse;
mod raw;
mod sets;

pub(crate) use action::{Action, Assigned, Operand, Update};
pub(crate) use parse::parse_update;
