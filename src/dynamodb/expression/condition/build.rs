//! Looks up the placeholders of a condition's tree, checks its operands, and builds its tests.

use std::ops::Range;
use std::sync::Arc;

use super::check;
use super::operand::TypeName;
use super::test::{Operand, Test};
use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;
use crate::dynamodb::expression::path::Path;
use crate::dynamodb::expression::placeholders::Placeholders;
use crate::dynamodb::expression::resolve;
use crate::dynamodb::expression::tree::{Node, NodeId, Tree};
use crate::dynamodb::value::AttributeValue;

/// Builds the test of a tree that `names` has checked. Nodes come after their parts, so that one
/// pass without recursion does.
///
/// AWS checks comparison by comparison, and in each: undefined names and values, then numbers of
/// operands (dynalite's suite), then from the innermost function on types and repeated operands
/// (DynamoDB Local).
pub(super) fn test(
    parameter: &'static str,
    tree: &Tree<'_>,
    placeholders: &mut Placeholders,
) -> Result<Test, AwsError> {
    let mut builder = Builder {
        parameter,
        nodes: &tree.nodes,
        operands: tree.nodes.iter().map(|_| None).collect(),
        tests: Vec::new(),
    };
    let mut start = 0;
    for (id, node) in tree.nodes.iter().enumerate() {
        let test = match node {
            Node::Not(_) => Test::Not(Box::new(builder.pop())),
            Node::And(..) => {
                let last = builder.pop();
                Test::And(match builder.pop() {
                    Test::And(tests) => extended(tests, last),
                    first => vec![first, last],
                })
            }
            Node::Or(..) => {
                let last = builder.pop();
                Test::Or(match builder.pop() {
                    Test::Or(tests) => extended(tests, last),
                    first => vec![first, last],
                })
            }
            node if !is_comparison(node) => continue,
            _ => builder.comparison(start..id + 1, placeholders)?,
        };
        start = id + 1;
        builder.tests.push(test);
    }
    Ok(builder.pop())
}

/// Comparisons are what AND, OR and NOT join. Every function but `size` is one.
fn is_comparison(node: &Node<'_>) -> bool {
    match node {
        Node::Compare(..) | Node::Between(..) | Node::In(..) => true,
        Node::Call(name, _) => *name != "size",
        _ => false,
    }
}

fn extended(mut tests: Vec<Test>, last: Test) -> Vec<Test> {
    tests.push(last);
    tests
}

struct Builder<'b, 't> {
    parameter: &'static str,
    nodes: &'b [Node<'t>],
    /// Operands that are built and not yet part of anything, at their nodes' places.
    operands: Vec<Option<Operand>>,
    /// Tests that are built and not yet part of another.
    tests: Vec<Test>,
}

impl Builder<'_, '_> {
    fn pop(&mut self) -> Test {
        self.tests
            .pop()
            .expect("parts come before what they are part of")
    }

    fn take(&mut self, id: NodeId) -> Operand {
        self.operands[id]
            .take()
            .expect("operands come before their comparison, and each has one place")
    }

    fn taken(&mut self, ids: &[NodeId]) -> Vec<Operand> {
        ids.iter().map(|id| self.take(*id)).collect()
    }

    /// Builds the comparison whose nodes are these, the comparison itself last.
    fn comparison(
        &mut self,
        nodes: Range<NodeId>,
        placeholders: &mut Placeholders,
    ) -> Result<Test, AwsError> {
        for id in nodes.clone() {
            self.operands[id] = match &self.nodes[id] {
                Node::Path(path) => Some(Operand::Path(resolve::path(
                    self.parameter,
                    path,
                    placeholders,
                )?)),
                Node::Value(name) => Some(Operand::Value(resolve::value(
                    self.parameter,
                    name,
                    placeholders,
                )?)),
                _ => None,
            };
        }
        for id in nodes.clone() {
            check::count(self.parameter, &self.nodes[id])?;
        }
        let last = nodes.end - 1;
        for id in nodes.start..last {
            if let Node::Call(_, arguments) = &self.nodes[id] {
                let operand = self.take(arguments[0]);
                check::size(self.parameter, &operand)?;
                self.operands[id] = Some(Operand::Size(Box::new(operand)));
            }
        }
        self.finished(last)
    }

    fn finished(&mut self, id: NodeId) -> Result<Test, AwsError> {
        let parameter = self.parameter;
        let nodes = self.nodes;
        match &nodes[id] {
            Node::Compare(comparator, left, right) => {
                let (left, right) = (self.take(*left), self.take(*right));
                check::comparable(parameter, *comparator, [&left, &right])?;
                check::distinct(parameter, comparator.symbol(), &left, [&right])?;
                Ok(Test::Compare(*comparator, left, right))
            }
            Node::Between(operand, low, high) => {
                let operand = self.take(*operand);
                let (low, high) = (self.take(*low), self.take(*high));
                check::between(parameter, &operand, &low, &high)?;
                Ok(Test::Between(operand, low, high))
            }
            Node::In(operand, list) => {
                let operand = self.take(*operand);
                let list = self.taken(list);
                check::distinct(parameter, "IN", &operand, &list)?;
                Ok(Test::In(operand, list))
            }
            Node::Call(name, arguments) => {
                let arguments = self.taken(arguments);
                self.function(name, arguments)
            }
            _ => unreachable!("only comparisons are built so"),
        }
    }

    fn function(&self, name: &str, arguments: Vec<Operand>) -> Result<Test, AwsError> {
        let parameter = self.parameter;
        let mut arguments = arguments.into_iter();
        let first = arguments.next().expect("calls have an argument");
        match (name, arguments.next()) {
            ("begins_with", Some(start)) => {
                check::begins_with(parameter, [&first, &start])?;
                check::distinct(parameter, name, &first, [&start])?;
                Ok(Test::BeginsWith(first, start))
            }
            ("contains", Some(part)) => {
                check::distinct(parameter, name, &first, [&part])?;
                Ok(Test::Contains(first, part))
            }
            ("attribute_type", Some(wanted)) => {
                check::distinct(parameter, name, &first, [&wanted])?;
                Ok(Test::Type(first, self.type_name(&wanted)?))
            }
            ("attribute_exists", None) => self.path(name, first).map(Test::Exists),
            (_, _) => self.path(name, first).map(Test::NotExists),
        }
    }

    fn path(&self, function: &str, operand: Operand) -> Result<Path, AwsError> {
        match operand {
            Operand::Path(path) => Ok(path),
            _ => Err(expression::not_a_path(self.parameter, function)),
        }
    }

    fn type_name(&self, operand: &Operand) -> Result<TypeName, AwsError> {
        let value: Option<&Arc<AttributeValue>> = match operand {
            Operand::Value(value) => Some(value),
            _ => None,
        };
        match value.map(Arc::as_ref) {
            Some(AttributeValue::S(name)) => {
                TypeName::parse(name).ok_or_else(|| expression::unknown_type(self.parameter, name))
            }
            _ => Err(expression::operand_type(
                self.parameter,
                "attribute_type",
                operand.known_type().unwrap_or(expression::ANY_TYPE),
            )),
        }
    }
}
