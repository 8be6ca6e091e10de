//! What the parser makes of a statement.

use super::token::Position;
use crate::dynamodb::expression::{Comparator, Path};

#[derive(Debug)]
pub(super) enum Statement {
    Select(Select),
    Insert(Insert),
    Update(Update),
    Delete(Delete),
    /// `EXISTS(SELECT …)`, which only a transaction has.
    Exists(Select),
    /// An expression where a statement should be, by its kind.
    Expression(String),
}

/// A table, and perhaps its index.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) table: String,
    pub(super) index: Option<String>,
}

#[derive(Debug)]
pub(super) struct Select {
    /// None is `*`.
    pub(super) columns: Option<Vec<Expression>>,
    pub(super) source: Source,
    pub(super) condition: Option<Expression>,
    /// Empty without ORDER BY.
    pub(super) order: Vec<OrderItem>,
}

#[derive(Debug)]
pub(super) struct OrderItem {
    pub(super) expression: Expression,
    pub(super) descending: bool,
}

#[derive(Debug)]
pub(super) struct Insert {
    pub(super) source: Source,
    pub(super) item: Expression,
}

#[derive(Debug)]
pub(super) struct Update {
    pub(super) source: Source,
    pub(super) actions: Vec<UpdateAction>,
    pub(super) condition: Option<Expression>,
    pub(super) returning: Option<Returning>,
}

#[derive(Debug)]
pub(super) enum UpdateAction {
    Set(Path, Expression),
    Remove(Path),
}

#[derive(Debug)]
pub(super) struct Delete {
    pub(super) source: Source,
    pub(super) condition: Option<Expression>,
    pub(super) returning: Option<Returning>,
}

/// Which image of an item a write returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Returning {
    AllOld,
    ModifiedOld,
    AllNew,
    ModifiedNew,
}

impl Returning {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::AllOld => "ALL OLD",
            Self::ModifiedOld => "MODIFIED OLD",
            Self::AllNew => "ALL NEW",
            Self::ModifiedNew => "MODIFIED NEW",
        }
    }
}

#[derive(Debug)]
pub(super) struct Expression {
    pub(super) kind: Kind,
    /// Of its first token.
    pub(super) at: Position,
}

/// Trees are no deeper than the parser goes, so that walks may recurse.
#[derive(Debug)]
pub(super) enum Kind {
    Text(String),
    /// As written, with its sign.
    Number(String),
    Truth(bool),
    Null,
    Missing,
    Parameter(usize),
    Path(Path),
    List(Vec<Expression>),
    Bag(Vec<Expression>),
    Struct(Vec<(Expression, Expression)>),
    /// A function's name in lower case, and its arguments.
    Call(String, Vec<Expression>),
    /// `*`, as in COUNT(*).
    Star,
    Arithmetic(&'static str, Box<[Expression; 2]>),
    Compare(Comparator, Box<[Expression; 2]>),
    /// A value, and its bounds.
    Between(Box<[Expression; 3]>),
    In(Box<[Expression; 2]>),
    Like(Box<[Expression; 2]>),
    /// A type's name in upper case.
    Is(Box<Expression>, String),
    Not(Box<Expression>),
    And(Vec<Expression>),
    Or(Vec<Expression>),
}

impl Kind {
    /// As AWS names the node of a tree.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Text(_) | Self::Number(_) | Self::Truth(_) | Self::Null => "Lit",
            Self::Missing => "Missing",
            Self::Parameter(_) => "Parameter",
            Self::Path(path) if path.steps.is_empty() => "Id",
            Self::Path(_) => "Path",
            Self::List(_) => "List",
            Self::Bag(_) => "Bag",
            Self::Struct(_) => "Struct",
            Self::Call(name, _) => name,
            Self::Star => "Star",
            Self::Arithmetic(operator, _) => match *operator {
                "+" => "Plus",
                "-" => "Minus",
                "*" => "Times",
                "/" => "Divide",
                "%" => "Modulo",
                _ => "Concat",
            },
            Self::Compare(comparator, _) => match comparator {
                Comparator::Equal => "Eq",
                Comparator::NotEqual => "Ne",
                Comparator::Less => "Lt",
                Comparator::LessOrEqual => "Lte",
                Comparator::Greater => "Gt",
                Comparator::GreaterOrEqual => "Gte",
            },
            Self::Between(_) => "Between",
            Self::In(_) => "InCollection",
            Self::Like(_) => "Like",
            Self::Is(..) => "IsType",
            Self::Not(_) => "Not",
            Self::And(_) => "And",
            Self::Or(_) => "Or",
        }
    }
}
