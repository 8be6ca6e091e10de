//! The actions of an update.

use std::sync::Arc;

use crate::dynamodb::expression::fragment;
use crate::dynamodb::expression::path::Path;
use crate::dynamodb::value::{AttributeValue, Attributes};

/// An UpdateExpression, or AttributeUpdates.
#[derive(Clone, Debug)]
pub(crate) struct Update {
    /// In the order written; no two paths overlap or conflict.
    pub(super) actions: Vec<Action>,
    /// The actions' paths, sorted.
    touched: Vec<Path>,
}

#[derive(Clone, Debug)]
pub(in crate::dynamodb::expression) enum Action {
    Set(Path, Assigned),
    Remove(Path),
    /// A number, or a set; a list only from AttributeUpdates.
    Add(Path, Arc<AttributeValue>),
    /// A set.
    Delete(Path, Arc<AttributeValue>),
}

/// What SET assigns.
#[derive(Clone, Debug)]
pub(in crate::dynamodb::expression) enum Assigned {
    Operand(Operand),
    Sum(Operand, Operand),
    Difference(Operand, Operand),
}

#[derive(Clone, Debug)]
pub(in crate::dynamodb::expression) enum Operand {
    Path(Path),
    Value(Arc<AttributeValue>),
    IfNotExists(Path, Box<Operand>),
    ListAppend(Box<Operand>, Box<Operand>),
}

impl Action {
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Set(path, _)
            | Self::Remove(path)
            | Self::Add(path, _)
            | Self::Delete(path, _) => path,
        }
    }
}

impl Update {
    pub(in crate::dynamodb::expression) fn new(actions: Vec<Action>) -> Self {
        let mut touched: Vec<Path> = actions.iter().map(|action| action.path().clone()).collect();
        touched.sort();
        Self { actions, touched }
    }

    /// Every path that the update writes or removes, in the order written. Key attributes may not be
    /// among them: the engine refuses with the key's own texts.
    pub(crate) fn targets(&self) -> impl Iterator<Item = &Path> {
        self.actions.iter().map(Action::path)
    }

    /// The fragments of an image that the update touches: of the old item for UPDATED_OLD, of the
    /// new one for UPDATED_NEW. Empty means that the answer has no Attributes.
    pub(crate) fn touched(&self, image: &Attributes) -> Attributes {
        fragment::select(&self.touched, image)
    }
}
