//! The actions of an update as written, their placeholders not yet looked up.

use std::ops::Range;

use crate::dynamodb::expression::lexer::Token;
use crate::dynamodb::expression::tree::{NodeId, RawPath};

/// The sections of an update. Each may come once, in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Set,
    Remove,
    Add,
    Delete,
}

/// One action as written.
pub(super) struct RawAction<'t> {
    pub(super) section: Section,
    pub(super) path: RawPath<'t>,
    /// The nodes of what is assigned, added or deleted, their root last; none for REMOVE.
    pub(super) nodes: Range<NodeId>,
}

impl Section {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Set => "SET",
            Self::Remove => "REMOVE",
            Self::Add => "ADD",
            Self::Delete => "DELETE",
        }
    }

    pub(super) fn of(token: Token) -> Option<Self> {
        match token {
            Token::Set => Some(Self::Set),
            Token::Remove => Some(Self::Remove),
            Token::Add => Some(Self::Add),
            Token::Delete => Some(Self::Delete),
            _ => None,
        }
    }
}
