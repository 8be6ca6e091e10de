//! Updates: what an item becomes.

mod action;
mod apply;
mod build;
mod parse;
mod raw;
mod sets;

pub(crate) use action::Update;
pub(crate) use parse::parse_update;

pub(super) use action::{Action, Assigned, Operand};
