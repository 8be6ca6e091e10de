//! What a parser makes of a text before names and values are looked up: nodes in the order in which
//! they were finished, so that every node comes after its parts and no walk needs recursion.

/// A node's place in its tree.
pub(super) type NodeId = usize;

/// The nodes of one expression.
#[derive(Debug, Default)]
pub(super) struct Tree<'t> {
    pub(super) nodes: Vec<Node<'t>>,
    /// Operators that count towards AWS's limit.
    pub(super) operators: usize,
}

#[derive(Debug)]
pub(super) enum Node<'t> {
    Path(RawPath<'t>),
    /// A value's placeholder.
    Value(&'t str),
    Call(&'t str, Vec<NodeId>),
    Compare(Comparator, NodeId, NodeId),
    Between(NodeId, NodeId, NodeId),
    In(NodeId, Vec<NodeId>),
    Not(NodeId),
    And(NodeId, NodeId),
    Or(NodeId, NodeId),
    Arithmetic(Arithmetic, NodeId, NodeId),
}

/// A document path as written.
#[derive(Debug)]
pub(super) struct RawPath<'t> {
    pub(super) attribute: RawName<'t>,
    pub(super) steps: Vec<RawStep<'t>>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum RawName<'t> {
    Plain(&'t str),
    Placeholder(&'t str),
}

#[derive(Debug)]
pub(super) enum RawStep<'t> {
    Member(RawName<'t>),
    /// The digits of an index.
    Element(&'t str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Plus,
    Minus,
}

impl Comparator {
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl<'t> Tree<'t> {
    pub(super) fn push(&mut self, node: Node<'t>) -> NodeId {
        self.nodes.push(node);
        self.nodes.len() - 1
    }
}

impl Node<'_> {
    /// Hands each part to a function, in the order written.
    pub(super) fn for_each_part(&self, mut visit: impl FnMut(NodeId)) {
        match self {
            Self::Path(_) | Self::Value(_) => {}
            Self::Call(_, arguments) => arguments.iter().copied().for_each(visit),
            Self::Not(part) => visit(*part),
            Self::Compare(_, left, right)
            | Self::And(left, right)
            | Self::Or(left, right)
            | Self::Arithmetic(_, left, right) => {
                visit(*left);
                visit(*right);
            }
            Self::Between(operand, low, high) => {
                visit(*operand);
                visit(*low);
                visit(*high);
            }
            Self::In(operand, list) => {
                visit(*operand);
                list.iter().copied().for_each(visit);
            }
        }
    }
}
