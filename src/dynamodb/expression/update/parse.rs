//! From the text of an update to its actions as written.

use std::ops::Range;

use super::action::Update;
use super::build;
use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;
use crate::dynamodb::expression::kind::ExpressionKind;
use crate::dynamodb::expression::lexer::{Lexer, Token};
use crate::dynamodb::expression::placeholders::Placeholders;
use crate::dynamodb::expression::tree::{Node, NodeId, RawPath, Tree};
use crate::dynamodb::expression::{names, parser, size};

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

    fn of(token: Token) -> Option<Self> {
        match token {
            Token::Set => Some(Self::Set),
            Token::Remove => Some(Self::Remove),
            Token::Add => Some(Self::Add),
            Token::Delete => Some(Self::Delete),
            _ => None,
        }
    }
}

/// Parses an UpdateExpression. Checks in AWS's order: size, syntax, reserved words and functions,
/// repeated sections, the number of operators, then what needs placeholders.
pub(crate) fn parse_update(
    text: &str,
    placeholders: &mut Placeholders,
) -> Result<Update, AwsError> {
    let parameter = ExpressionKind::Update.parameter();
    size::check(parameter, text)?;
    let mut lexer = Lexer::new(parameter, text);
    let mut tree = Tree::default();
    let mut actions = Vec::new();
    let mut sections = Vec::new();
    while lexer.token() != Token::End || sections.is_empty() {
        let Some(section) = Section::of(lexer.token()) else {
            return Err(lexer.unexpected());
        };
        sections.push(section);
        loop {
            lexer.advance();
            actions.push(action(section, &mut lexer, &mut tree)?);
            if lexer.token() != Token::Comma {
                break;
            }
        }
    }
    for action in &actions {
        names::check_path(parameter, &action.path)?;
        if let Some(root) = action.nodes.clone().last() {
            names::check_assigned(parameter, &tree, root)?;
        }
    }
    for (at, section) in sections.iter().enumerate() {
        if sections[..at].contains(section) {
            return Err(expression::repeated_section(parameter, section.name()));
        }
    }
    names::check_operators(parameter, tree.operators)?;
    build::update(parameter, &tree, &actions, placeholders)
}

fn action<'t>(
    section: Section,
    lexer: &mut Lexer<'t>,
    tree: &mut Tree<'t>,
) -> Result<RawAction<'t>, AwsError> {
    let path = parser::path(lexer)?;
    let start = tree.nodes.len();
    match section {
        Section::Set => {
            lexer.expect(Token::Equal)?;
            parser::assigned(lexer, tree)?;
        }
        Section::Remove => {}
        Section::Add | Section::Delete => {
            let value = lexer.expect(Token::ValuePlaceholder)?;
            tree.push(Node::Value(value));
        }
    }
    Ok(RawAction {
        section,
        path,
        nodes: start..tree.nodes.len(),
    })
}
