//! Looks up the placeholders of an update, checks its paths and operands, and builds its actions.

use std::ops::Range;
use std::sync::Arc;

use super::action::{Action, Assigned, Operand, Update};
use super::raw::{RawAction, Section};
use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;
use crate::dynamodb::expression::path::Path;
use crate::dynamodb::expression::placeholders::Placeholders;
use crate::dynamodb::expression::tree::{Arithmetic, Node, NodeId, Tree};
use crate::dynamodb::expression::{overlap, resolve};
use crate::dynamodb::value::AttributeValue;

/// Builds the actions of a tree that `names` has checked. AWS checks the targets first: undefined
/// names, then paths that overlap or conflict. Then it goes through the actions from the last to
/// the first, once for names and once for all else (as DynamoDB Local does; dynalite's recorded
/// answers agree).
pub(super) fn update(
    parameter: &'static str,
    tree: &Tree<'_>,
    raw: &[RawAction<'_>],
    placeholders: &mut Placeholders,
) -> Result<Update, AwsError> {
    let paths = raw
        .iter()
        .map(|action| resolve::path(parameter, &action.path, placeholders))
        .collect::<Result<Vec<_>, _>>()?;
    overlap::check(parameter, paths.iter())?;
    let mut builder = Builder {
        parameter,
        nodes: &tree.nodes,
        operands: tree.nodes.iter().map(|_| None).collect(),
    };
    for action in raw.iter().rev() {
        builder.resolve_paths(action.nodes.clone(), placeholders)?;
    }
    let mut actions = Vec::with_capacity(raw.len());
    for (action, path) in raw.iter().zip(paths).rev() {
        builder.resolve_values(action.nodes.clone(), placeholders)?;
        builder.check_clause(action)?;
        actions.push(builder.action(action, path)?);
    }
    actions.reverse();
    Ok(Update::new(actions))
}

struct Builder<'b, 't> {
    parameter: &'static str,
    nodes: &'b [Node<'t>],
    /// Operands that are built and not yet part of anything, at their nodes' places.
    operands: Vec<Option<Operand>>,
}

impl Builder<'_, '_> {
    fn resolve_paths(
        &mut self,
        nodes: Range<NodeId>,
        placeholders: &mut Placeholders,
    ) -> Result<(), AwsError> {
        for id in nodes {
            if let Node::Path(path) = &self.nodes[id] {
                let path = resolve::path(self.parameter, path, placeholders)?;
                self.operands[id] = Some(Operand::Path(path));
            }
        }
        Ok(())
    }

    fn resolve_values(
        &mut self,
        nodes: Range<NodeId>,
        placeholders: &mut Placeholders,
    ) -> Result<(), AwsError> {
        for id in nodes {
            if let Node::Value(name) = &self.nodes[id] {
                let value = resolve::value(self.parameter, name, placeholders)?;
                self.operands[id] = Some(Operand::Value(value));
            }
        }
        Ok(())
    }

    /// ADD takes numbers and sets, DELETE sets.
    fn check_clause(&self, action: &RawAction<'_>) -> Result<(), AwsError> {
        let adds = match action.section {
            Section::Add => true,
            Section::Delete => false,
            Section::Set | Section::Remove => return Ok(()),
        };
        let Some(Operand::Value(value)) = &self.operands[action.nodes.start] else {
            return Ok(());
        };
        let word = match value.as_ref() {
            AttributeValue::N(_) if adds => return Ok(()),
            AttributeValue::Ss(_) | AttributeValue::Ns(_) | AttributeValue::Bs(_) => return Ok(()),
            AttributeValue::S(_) => "STRING",
            AttributeValue::N(_) => "NUMBER",
            AttributeValue::B(_) => "BINARY",
            AttributeValue::Bool(_) => "BOOLEAN",
            AttributeValue::Null => "NULL",
            AttributeValue::M(_) => "MAP",
            AttributeValue::L(_) => "LIST",
        };
        Err(expression::clause_operand_type(
            self.parameter,
            action.section.name(),
            word,
        ))
    }

    fn action(&mut self, raw: &RawAction<'_>, path: Path) -> Result<Action, AwsError> {
        Ok(match raw.section {
            Section::Remove => Action::Remove(path),
            Section::Add => Action::Add(path, self.value(raw.nodes.start)),
            Section::Delete => Action::Delete(path, self.value(raw.nodes.start)),
            Section::Set => Action::Set(path, self.assigned(raw.nodes.clone())?),
        })
    }

    fn take(&mut self, id: NodeId) -> Operand {
        self.operands[id]
            .take()
            .expect("operands come before what they are part of, and each has one place")
    }

    fn value(&mut self, id: NodeId) -> Arc<AttributeValue> {
        match self.take(id) {
            Operand::Value(value) => value,
            _ => unreachable!("ADD and DELETE are parsed with a value"),
        }
    }

    /// Builds what these nodes, the root last, assign.
    fn assigned(&mut self, nodes: Range<NodeId>) -> Result<Assigned, AwsError> {
        let last = nodes.end - 1;
        let all = self.nodes;
        for id in nodes {
            match &all[id] {
                Node::Call(name, arguments) => {
                    let function = self.function(name, arguments)?;
                    self.operands[id] = Some(function);
                }
                Node::Arithmetic(operator, left, right) => {
                    return self.arithmetic(*operator, *left, *right);
                }
                _ => {}
            }
        }
        Ok(Assigned::Operand(self.take(last)))
    }

    fn function(&mut self, name: &str, arguments: &[NodeId]) -> Result<Operand, AwsError> {
        let [first, second] = arguments else {
            let count = arguments.len();
            return Err(expression::operand_count(self.parameter, name, count));
        };
        let (first, second) = (self.take(*first), self.take(*second));
        if name == "if_not_exists" {
            return match (first, second) {
                (Operand::Path(path), Operand::Path(same)) if path == same => {
                    Err(expression::repeated_operand(self.parameter, name, path))
                }
                (Operand::Path(path), other) => Ok(Operand::IfNotExists(path, Box::new(other))),
                _ => Err(expression::not_a_path(self.parameter, name)),
            };
        }
        self.only("L", name, [&first, &second])?;
        Ok(Operand::ListAppend(Box::new(first), Box::new(second)))
    }

    fn arithmetic(
        &mut self,
        operator: Arithmetic,
        left: NodeId,
        right: NodeId,
    ) -> Result<Assigned, AwsError> {
        let (left, right) = (self.take(left), self.take(right));
        match operator {
            Arithmetic::Plus => {
                self.only("N", "+", [&left, &right])?;
                Ok(Assigned::Sum(left, right))
            }
            Arithmetic::Minus => {
                self.only("N", "-", [&left, &right])?;
                Ok(Assigned::Difference(left, right))
            }
        }
    }

    /// Refuses operands whose type is known, and another.
    fn only(
        &self,
        type_name: &str,
        operator: &str,
        operands: [&Operand; 2],
    ) -> Result<(), AwsError> {
        for operand in operands {
            if let Operand::Value(value) = operand
                && value.type_name() != type_name
            {
                return Err(expression::operand_type(
                    self.parameter,
                    operator,
                    value.type_name(),
                ));
            }
        }
        Ok(())
    }
}
