//! The tree of an expression.

use crate::aws::error::AwsError;
use crate::s3::error::select::statement;

use super::function::{Function, Side};
use super::number::{Arithmetic, Number};
use super::timestamp::{DatePart, Timestamp};
use super::token::At;

/// Deepest tree; text that nests deeper is refused before it can fill a stack.
pub(super) const DEPTH_MAX: u16 = 120;

/// A name in a path: in quotes its case matters.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) is_quoted: bool,
}

impl Name {
    pub(super) fn matches(&self, other: &str) -> bool {
        match self.is_quoted {
            true => self.text == other,
            false => self.text.eq_ignore_ascii_case(other),
        }
    }
}

/// One step down into a value.
#[derive(Clone, Debug)]
pub(super) enum PathStep {
    Field(Name),
    Index(usize),
}

/// `s.address[0].city`, before it is known what `s` is.
#[derive(Clone, Debug)]
pub(super) struct Path {
    pub(super) root: Name,
    pub(super) steps: Vec<PathStep>,
    pub(super) at: At,
}

/// A value that the statement itself holds.
#[derive(Clone, Debug)]
pub(super) enum Literal {
    Null,
    Missing,
    Bool(bool),
    Number(Number),
    Text(String),
    Timestamp(Timestamp),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Bool,
    Int,
    Float,
    Decimal,
    Text,
    Timestamp,
}

#[derive(Debug)]
pub(super) enum Node {
    Literal(Literal),
    /// Gone once names are resolved.
    Path(Path),
    /// A column of CSV, counted from 0.
    Column(usize),
    /// A way into the record of JSON; the record itself without steps.
    Inside(Vec<PathStep>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    Arithmetic(Arithmetic, Box<[Expr; 2]>),
    Concat(Box<[Expr; 2]>),
    Compare(Comparison, Box<[Expr; 2]>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    /// Value, pattern, and the escape character if there is one.
    Like(Vec<Expr>),
    /// Value, and what it may be.
    In(Box<Expr>, Vec<Expr>),
    /// Value, lowest, highest.
    Between(Box<[Expr; 3]>),
    IsNull(Box<Expr>),
    IsMissing(Box<Expr>),
    Case {
        /// What the arms are compared with; without it they are conditions.
        operand: Option<Box<Expr>>,
        arms: Vec<(Expr, Expr)>,
        otherwise: Option<Box<Expr>>,
    },
    Cast(Box<Expr>, Type),
    Call(Function, Vec<Expr>),
    DateAdd(DatePart, Box<[Expr; 2]>),
    DateDiff(DatePart, Box<[Expr; 2]>),
    Extract(DatePart, Box<Expr>),
    /// Text, and the characters to remove if they are not spaces.
    Trim(Side, Vec<Expr>),
    /// One of the statement's aggregates.
    Aggregate(usize),
}

/// An expression, and how deep it is.
#[derive(Debug)]
pub(super) struct Expr {
    pub(super) node: Node,
    depth: u16,
}

impl Expr {
    /// MaxOperatorsExceeded when the tree becomes too deep.
    pub(super) fn new(node: Node) -> Result<Self, AwsError> {
        let mut deepest = 0;
        children(&node, &mut |child| deepest = deepest.max(child.depth));
        match deepest {
            DEPTH_MAX.. => Err(statement::max_operators_exceeded()),
            depth => Ok(Self {
                node,
                depth: depth + 1,
            }),
        }
    }

    /// Shows this expression and all in it to `visit`, which may change them in place.
    pub(super) fn visit_mut(
        &mut self,
        visit: &mut dyn FnMut(&mut Node) -> Result<(), AwsError>,
    ) -> Result<(), AwsError> {
        visit(&mut self.node)?;
        for child in children_mut(&mut self.node) {
            child.visit_mut(visit)?;
        }
        Ok(())
    }

    /// Whether this expression or one in it is such.
    pub(super) fn any(&self, is_such: &dyn Fn(&Node) -> bool) -> bool {
        let mut found = is_such(&self.node);
        children(&self.node, &mut |child| found = found || child.any(is_such));
        found
    }
}

fn children(node: &Node, show: &mut dyn FnMut(&Expr)) {
    match node {
        Node::Literal(_)
        | Node::Path(_)
        | Node::Column(_)
        | Node::Inside(_)
        | Node::Aggregate(_) => {}
        Node::Not(one)
        | Node::Negate(one)
        | Node::IsNull(one)
        | Node::IsMissing(one)
        | Node::Cast(one, _)
        | Node::Extract(_, one) => show(one),
        Node::Arithmetic(_, two)
        | Node::Concat(two)
        | Node::Compare(_, two)
        | Node::DateAdd(_, two)
        | Node::DateDiff(_, two) => two.iter().for_each(show),
        Node::Between(three) => three.iter().for_each(show),
        Node::And(all)
        | Node::Or(all)
        | Node::Like(all)
        | Node::Call(_, all)
        | Node::Trim(_, all) => {
            all.iter().for_each(show);
        }
        Node::In(value, list) => {
            show(value);
            list.iter().for_each(show);
        }
        Node::Case {
            operand,
            arms,
            otherwise,
        } => {
            for (when, then) in arms {
                show(when);
                show(then);
            }
            operand
                .iter()
                .chain(otherwise)
                .for_each(|child| show(child));
        }
    }
}

fn children_mut(node: &mut Node) -> Vec<&mut Expr> {
    match node {
        Node::Literal(_)
        | Node::Path(_)
        | Node::Column(_)
        | Node::Inside(_)
        | Node::Aggregate(_) => Vec::new(),
        Node::Not(one)
        | Node::Negate(one)
        | Node::IsNull(one)
        | Node::IsMissing(one)
        | Node::Cast(one, _)
        | Node::Extract(_, one) => vec![one],
        Node::Arithmetic(_, two)
        | Node::Concat(two)
        | Node::Compare(_, two)
        | Node::DateAdd(_, two)
        | Node::DateDiff(_, two) => two.iter_mut().collect(),
        Node::Between(three) => three.iter_mut().collect(),
        Node::And(all)
        | Node::Or(all)
        | Node::Like(all)
        | Node::Call(_, all)
        | Node::Trim(_, all) => all.iter_mut().collect(),
        Node::In(value, list) => std::iter::once(&mut **value).chain(list).collect(),
        Node::Case {
            operand,
            arms,
            otherwise,
        } => {
            let arms = arms.iter_mut().flat_map(|(when, then)| [when, then]);
            let ends = operand
                .iter_mut()
                .chain(otherwise)
                .map(|child| &mut **child);
            arms.chain(ends).collect()
        }
    }
}
