//! Expressions, from text to tree to answer, and the older parameters that become the same trees.
//! Pure: no table, no schema, no JSON.

pub(crate) mod condition;
mod fragment;
mod key_condition;
mod kind;
pub(crate) mod legacy;
mod lexer;
mod names;
pub(crate) mod overlap;
mod parser;
mod path;
mod placeholders;
mod projection;
mod reserved;
mod resolve;
mod search_condition;
mod size;
mod tree;
pub(crate) mod update;

pub(crate) use condition::{Condition, parse_condition};
pub(crate) use key_condition::{KeyCondition, KeyConditions, KeyTest, parse_key_condition};
pub(crate) use kind::ExpressionKind;
pub(crate) use path::{Path, Step};
pub(crate) use placeholders::Placeholders;
pub(crate) use projection::{Projection, parse_projection};
pub(crate) use search_condition::{SearchCondition, parse_search_condition};
pub(crate) use tree::Comparator;
pub(crate) use update::{Update, parse_update};
