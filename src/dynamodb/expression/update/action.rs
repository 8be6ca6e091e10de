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
pub(crate) enum Action {
    Set(Path, Assigned),
    Remove(Path),
    /// A number, or a set; a list only from AttributeUpdates.
    Add(Path, Arc<AttributeValue>),
    /// A set.
    Delete(Path, Arc<AttributeValue>),
}

/// What SET assigns.
#[derive(Clone, Debug)]
pub(crate) enum Assigned {
    Operand(Operand),
    Sum(Operand, Operand),
    Difference(Operand, Operand),
}

#[derive(Clone, Debug)]
pub(crate) enum Operand {
    Path(Path),
    Value(Arc<AttributeValue>),
    IfNotExists(Path, Box<Operand>),
    ListAppend(Box<Operand>, Box<Operand>),
}

impl Update {
    /// Whether there are actions, all of which take away.
    pub(crate) fn only_removes(&self) -> bool {
        let takes = |action: &Action| matches!(action, Action::Remove(_) | Action::Delete(..));
        !self.actions.is_empty() && self.actions.iter().all(takes)
    }
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

impl Action {
    /// Shows the path that the action changes, then those that it reads.
    fn visit_paths<'a>(&'a self, visit: &mut impl FnMut(&'a Path)) {
        visit(self.path());
        if let Self::Set(_, assigned) = self {
            match assigned {
                Assigned::Operand(operand) => operand.visit_paths(visit),
                Assigned::Sum(left, right) | Assigned::Difference(left, right) => {
                    left.visit_paths(visit);
                    right.visit_paths(visit);
                }
            }
        }
    }
}

impl Operand {
    fn known_type(&self) -> Option<&'static str> {
        match self {
            Self::Value(value) => Some(value.type_name()),
            Self::ListAppend(..) => Some("L"),
            Self::Path(_) | Self::IfNotExists(..) => None,
        }
    }

    fn visit_paths<'a>(&'a self, visit: &mut impl FnMut(&'a Path)) {
        match self {
            Self::Path(path) => visit(path),
            Self::Value(_) => {}
            Self::IfNotExists(path, otherwise) => {
                visit(path);
                otherwise.visit_paths(visit);
            }
            Self::ListAppend(left, right) => {
                left.visit_paths(visit);
                right.visit_paths(visit);
            }
        }
    }
}

impl Update {
    pub(crate) fn new(actions: Vec<Action>) -> Self {
        let mut touched: Vec<Path> = actions.iter().map(|action| action.path().clone()).collect();
        touched.sort();
        Self { actions, touched }
    }

    /// Every path that the update writes or removes, in the order written. Key attributes may not be
    /// among them: the engine refuses with the key's own texts.
    pub(crate) fn targets(&self) -> impl Iterator<Item = &Path> {
        self.actions.iter().map(Action::path)
    }

    /// The type that the update gives a top-level attribute, if it doesn't depend on the item.
    pub(crate) fn given_type(&self, attribute: &str) -> Option<&'static str> {
        let is_it = |path: &Path| path.steps.is_empty() && path.attribute == attribute;
        let action = self.actions.iter().find(|action| is_it(action.path()))?;
        match action {
            Action::Set(_, Assigned::Operand(operand)) => operand.known_type(),
            Action::Set(_, Assigned::Sum(..) | Assigned::Difference(..)) => Some("N"),
            Action::Remove(_) => None,
            Action::Add(_, value) | Action::Delete(_, value) => Some(value.type_name()),
        }
    }

    /// Top-level attributes that the update reads or writes into, as only documents can be.
    pub(crate) fn documents(&self) -> impl Iterator<Item = &str> {
        let mut documents = Vec::new();
        for action in &self.actions {
            action.visit_paths(&mut |path| {
                if !path.steps.is_empty() {
                    documents.push(path.attribute.as_str());
                }
            });
        }
        documents.into_iter()
    }

    /// The fragments of an image that the update touches: of the old item for UPDATED_OLD, of the
    /// new one for UPDATED_NEW. Empty means that the answer has no Attributes.
    pub(crate) fn touched(&self, image: &Attributes) -> Attributes {
        fragment::select(&self.touched, image)
    }
}
