//! Conditions and operands to trees, with a stack of its own: no text that fits 4096 bytes can nest
//! too deeply for it.

use super::lexer::{Lexer, Token};
use super::tree::{Arithmetic, Comparator, Node, NodeId, RawName, RawPath, RawStep, Tree};
use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;

/// Parses a whole condition.
pub(super) fn condition<'t>(lexer: &mut Lexer<'t>) -> Result<(Tree<'t>, NodeId), AwsError> {
    let mut tree = Tree::default();
    let root = Parser::new(lexer, &mut tree, Grammar::Condition).run()?;
    match lexer.token() {
        Token::End => Ok((tree, root)),
        _ => Err(lexer.unexpected()),
    }
}

/// Parses what SET assigns: an operand, or two with `+` or `-` between them. Stops at whatever can't
/// be part of it.
pub(super) fn assigned<'t>(lexer: &mut Lexer<'t>, tree: &mut Tree<'t>) -> Result<NodeId, AwsError> {
    Parser::new(lexer, tree, Grammar::Assigned).run()
}

/// Parses a document path.
pub(super) fn path<'t>(lexer: &mut Lexer<'t>) -> Result<RawPath<'t>, AwsError> {
    let attribute = name(lexer)?;
    path_from(attribute, lexer)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Grammar {
    Condition,
    Assigned,
}

/// What is begun and waits for its next part.
enum Frame<'t> {
    /// A parenthesis; around an operand of something, no condition fits inside.
    Group {
        operand_only: bool,
    },
    Call(&'t str, Vec<NodeId>),
    Not,
    And(NodeId),
    Or(NodeId),
    Compare(Comparator, NodeId),
    Between(NodeId),
    BetweenAnd(NodeId, NodeId),
    In(NodeId, Vec<NodeId>),
    Arithmetic(Arithmetic, NodeId),
}

/// What was finished last.
#[derive(Clone, Copy)]
struct Part {
    node: NodeId,
    kind: Kind,
    /// Parentheses stand directly around it.
    grouped: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A path or a value.
    Operand,
    /// An operand or a condition, as its place wants it.
    Function,
    Condition,
    Arithmetic,
}

/// What comes after a part.
enum Next {
    /// The part grew or was put into a larger one.
    Part(Part),
    Operand,
    Done(NodeId),
}

struct Parser<'p, 't> {
    lexer: &'p mut Lexer<'t>,
    tree: &'p mut Tree<'t>,
    stack: Vec<Frame<'t>>,
    grammar: Grammar,
}

impl<'p, 't> Parser<'p, 't> {
    fn new(lexer: &'p mut Lexer<'t>, tree: &'p mut Tree<'t>, grammar: Grammar) -> Self {
        Self {
            lexer,
            tree,
            stack: Vec::new(),
            grammar,
        }
    }

    fn run(mut self) -> Result<NodeId, AwsError> {
        loop {
            let mut part = self.operand()?;
            loop {
                match self.after(part)? {
                    Next::Part(larger) => part = larger,
                    Next::Operand => break,
                    Next::Done(node) => return Ok(node),
                }
            }
        }
    }

    /// Reads up to the next path or value; parentheses, NOT and calls before it go on the stack.
    fn operand(&mut self) -> Result<Part, AwsError> {
        loop {
            match self.lexer.token() {
                Token::Open => {
                    let operand_only = self.operand_expected();
                    self.stack.push(Frame::Group { operand_only });
                    self.lexer.advance();
                }
                Token::Not if self.grammar == Grammar::Condition && !self.operand_expected() => {
                    self.stack.push(Frame::Not);
                    self.tree.operators += 1;
                    self.lexer.advance();
                }
                Token::ValuePlaceholder => {
                    let node = self.tree.push(Node::Value(self.lexer.text()));
                    self.lexer.advance();
                    return Ok(Part::new(node, Kind::Operand));
                }
                Token::Name => {
                    let text = self.lexer.text();
                    self.lexer.advance();
                    if self.lexer.token() == Token::Open {
                        self.stack.push(Frame::Call(text, Vec::new()));
                        self.lexer.advance();
                    } else {
                        return self.path(RawName::Plain(text));
                    }
                }
                Token::NamePlaceholder => {
                    let text = self.lexer.text();
                    self.lexer.advance();
                    return self.path(RawName::Placeholder(text));
                }
                _ => return Err(self.lexer.unexpected()),
            }
        }
    }

    fn path(&mut self, attribute: RawName<'t>) -> Result<Part, AwsError> {
        let path = path_from(attribute, self.lexer)?;
        Ok(Part::new(self.tree.push(Node::Path(path)), Kind::Operand))
    }

    /// Whether what begins here is an operand of something, so that it can't be a condition.
    fn operand_expected(&self) -> bool {
        match self.stack.last() {
            Some(Frame::Group { operand_only }) => *operand_only,
            Some(Frame::Not | Frame::And(_) | Frame::Or(_)) | None => false,
            Some(_) => true,
        }
    }

    /// Puts a finished part where it belongs, as far as the token at hand allows.
    fn after(&mut self, part: Part) -> Result<Next, AwsError> {
        match self.stack.pop() {
            Some(Frame::Compare(comparator, left)) => {
                Ok(self.condition(Node::Compare(comparator, left, part.node)))
            }
            Some(Frame::BetweenAnd(operand, low)) => {
                Ok(self.condition(Node::Between(operand, low, part.node)))
            }
            Some(Frame::Between(operand)) => {
                self.lexer.expect(Token::And)?;
                self.stack.push(Frame::BetweenAnd(operand, part.node));
                Ok(Next::Operand)
            }
            Some(Frame::Arithmetic(operator, left)) => {
                let node = Node::Arithmetic(operator, left, part.node);
                let node = self.tree.push(node);
                Ok(Next::Part(Part::new(node, Kind::Arithmetic)))
            }
            Some(Frame::Call(name, mut arguments)) => {
                arguments.push(part.node);
                if self.list_goes_on()? {
                    self.stack.push(Frame::Call(name, arguments));
                    return Ok(Next::Operand);
                }
                let node = self.tree.push(Node::Call(name, arguments));
                Ok(Next::Part(Part::new(node, Kind::Function)))
            }
            Some(Frame::In(operand, mut list)) => {
                list.push(part.node);
                if self.list_goes_on()? {
                    self.stack.push(Frame::In(operand, list));
                    return Ok(Next::Operand);
                }
                Ok(self.condition(Node::In(operand, list)))
            }
            Some(Frame::Group { .. }) if self.lexer.token() == Token::Close => {
                if part.grouped {
                    return Err(expression::redundant_parentheses(self.lexer.parameter));
                }
                self.lexer.advance();
                Ok(Next::Part(Part {
                    grouped: true,
                    ..part
                }))
            }
            Some(Frame::Group { operand_only: true }) => Err(self.lexer.unexpected()),
            frame => match self.grammar {
                Grammar::Condition => self.after_in_condition(part, frame),
                Grammar::Assigned => self.after_in_assignment(part, frame),
            },
        }
    }

    /// A comma or the closing parenthesis of a list.
    fn list_goes_on(&mut self) -> Result<bool, AwsError> {
        let comma = match self.lexer.token() {
            Token::Comma => true,
            Token::Close => false,
            _ => return Err(self.lexer.unexpected()),
        };
        self.lexer.advance();
        Ok(comma)
    }

    fn condition(&mut self, node: Node<'t>) -> Next {
        Next::Part(Part::new(self.tree.push(node), Kind::Condition))
    }

    /// Where a condition may stand: in a parenthesis, beside NOT, AND, OR, or alone.
    fn after_in_condition(
        &mut self,
        part: Part,
        frame: Option<Frame<'t>>,
    ) -> Result<Next, AwsError> {
        if part.kind != Kind::Condition
            && let Some(begun) = self.comparison(part.node)?
        {
            self.stack.extend(frame);
            self.stack.push(begun);
            return Ok(Next::Operand);
        }
        if part.kind == Kind::Operand {
            return Err(self.lexer.unexpected());
        }
        let token = self.lexer.token();
        match frame {
            Some(Frame::Not) => Ok(self.condition(Node::Not(part.node))),
            Some(Frame::And(left)) => Ok(self.condition(Node::And(left, part.node))),
            Some(Frame::Or(left)) if token != Token::And => {
                Ok(self.condition(Node::Or(left, part.node)))
            }
            None if token == Token::End => Ok(Next::Done(part.node)),
            frame => {
                let begun = match token {
                    Token::And => Frame::And(part.node),
                    Token::Or => Frame::Or(part.node),
                    _ => return Err(self.lexer.unexpected()),
                };
                self.tree.operators += 1;
                self.stack.extend(frame);
                self.stack.push(begun);
                self.lexer.advance();
                Ok(Next::Operand)
            }
        }
    }

    /// A comparison that begins after its first operand, if the token at hand begins one.
    fn comparison(&mut self, operand: NodeId) -> Result<Option<Frame<'t>>, AwsError> {
        let frame = match self.lexer.token() {
            Token::Equal => Frame::Compare(Comparator::Equal, operand),
            Token::NotEqual => Frame::Compare(Comparator::NotEqual, operand),
            Token::Less => Frame::Compare(Comparator::Less, operand),
            Token::LessOrEqual => Frame::Compare(Comparator::LessOrEqual, operand),
            Token::Greater => Frame::Compare(Comparator::Greater, operand),
            Token::GreaterOrEqual => Frame::Compare(Comparator::GreaterOrEqual, operand),
            Token::Between => Frame::Between(operand),
            Token::In => Frame::In(operand, Vec::new()),
            _ => return Ok(None),
        };
        self.tree.operators += 1;
        self.lexer.advance();
        if matches!(frame, Frame::In(..)) {
            self.lexer.expect(Token::Open)?;
        }
        Ok(Some(frame))
    }

    /// What SET assigns: one `+` or `-`, perhaps in parentheses.
    fn after_in_assignment(
        &mut self,
        part: Part,
        frame: Option<Frame<'t>>,
    ) -> Result<Next, AwsError> {
        let operator = match self.lexer.token() {
            Token::Plus => Some(Arithmetic::Plus),
            Token::Minus => Some(Arithmetic::Minus),
            _ => None,
        };
        match (operator, frame) {
            (Some(operator), frame) if part.kind != Kind::Arithmetic => {
                self.tree.operators += 1;
                self.stack.extend(frame);
                self.stack.push(Frame::Arithmetic(operator, part.node));
                self.lexer.advance();
                Ok(Next::Operand)
            }
            (None, None) => Ok(Next::Done(part.node)),
            _ => Err(self.lexer.unexpected()),
        }
    }
}

impl Part {
    fn new(node: NodeId, kind: Kind) -> Self {
        Self {
            node,
            kind,
            grouped: false,
        }
    }
}

fn name<'t>(lexer: &mut Lexer<'t>) -> Result<RawName<'t>, AwsError> {
    let text = lexer.text();
    let name = match lexer.token() {
        Token::Name => RawName::Plain(text),
        Token::NamePlaceholder => RawName::Placeholder(text),
        _ => return Err(lexer.unexpected()),
    };
    lexer.advance();
    Ok(name)
}

fn path_from<'t>(attribute: RawName<'t>, lexer: &mut Lexer<'t>) -> Result<RawPath<'t>, AwsError> {
    let mut steps = Vec::new();
    loop {
        match lexer.token() {
            Token::Dot => {
                lexer.advance();
                steps.push(RawStep::Member(name(lexer)?));
            }
            Token::OpenBracket => {
                lexer.advance();
                steps.push(RawStep::Element(lexer.expect(Token::Index)?));
                lexer.expect(Token::CloseBracket)?;
            }
            _ => return Ok(RawPath { attribute, steps }),
        }
    }
}
