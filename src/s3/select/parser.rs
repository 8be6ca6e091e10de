//! Reads a statement: the cursor over its tokens, and its clauses.

use crate::aws::error::AwsError;
use crate::s3::error::select::{evaluation, statement};

use super::aggregate::Aggregate;
use super::expression::{DEPTH_MAX, Expr, Name, Node, PathStep};
use super::lexer;
use super::number::Number;
use super::statement::{Item, Source, SourceStep, Statement};
use super::token::{Token, TokenKind};

/// Longest statement (user guide, "Requirements and limits").
const STATEMENT_BYTES_MAX: usize = 256 * 1024;

/// Reads a statement.
pub(super) fn parse(text: &str) -> Result<Statement, AwsError> {
    if text.len() > STATEMENT_BYTES_MAX {
        return Err(statement::expression_too_long());
    }
    let mut parser = Parser {
        tokens: lexer::tokens(text)?,
        next: 0,
        depth: 0,
        aggregates: Vec::new(),
    };
    parser.statement()
}

/// A cursor over the tokens of a statement.
pub(super) struct Parser {
    /// Never empty: the last one is the end.
    tokens: Vec<Token>,
    next: usize,
    depth: u16,
    /// Those read so far.
    pub(super) aggregates: Vec<Aggregate>,
}

impl Parser {
    pub(super) fn peek(&self) -> &Token {
        self.ahead(0)
    }

    /// The token so many places ahead; behind the end there is the end.
    pub(super) fn ahead(&self, places: usize) -> &Token {
        let last = self.tokens.len() - 1;
        &self.tokens[(self.next + places).min(last)]
    }

    pub(super) fn advance(&mut self) -> Token {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    /// Takes the next token if it is such.
    pub(super) fn take(&mut self, is_such: impl Fn(&TokenKind) -> bool) -> bool {
        let takes = is_such(&self.peek().kind);
        self.next += usize::from(takes);
        takes
    }

    pub(super) fn take_keyword(&mut self, word: &str) -> bool {
        self.take(|kind| kind.is_keyword(word))
    }

    pub(super) fn take_comma(&mut self) -> bool {
        self.take(|kind| matches!(kind, TokenKind::Comma))
    }

    pub(super) fn take_right_paren(&mut self) -> bool {
        self.take(|kind| matches!(kind, TokenKind::RightParen))
    }

    pub(super) fn expect_keyword(&mut self, word: &str) -> Result<(), AwsError> {
        match self.take_keyword(word) {
            true => Ok(()),
            false => Err(statement::expected_keyword()),
        }
    }

    pub(super) fn unexpected(&self) -> AwsError {
        statement::unexpected_token(&self.peek().kind, &self.peek().at)
    }

    /// Reads something that nests, unless it nests too deep.
    pub(super) fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, AwsError>,
    ) -> Result<T, AwsError> {
        if self.depth == DEPTH_MAX {
            return Err(statement::max_operators_exceeded());
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn statement(&mut self) -> Result<Statement, AwsError> {
        if !self.take_keyword("select") {
            return Err(self.unexpected());
        }
        let items = self.items()?;
        if !self.take_keyword("from") {
            return Err(statement::select_missing_from());
        }
        let source = self.source()?;
        let before = self.aggregates.len();
        let condition = match self.take_keyword("where") {
            true => Some(self.expression()?),
            false => None,
        };
        if self.aggregates.len() > before {
            return Err(statement::unsupported_operation());
        }
        self.refuse_clauses()?;
        let limit = match self.take_keyword("limit") {
            true => Some(self.limit()?),
            false => None,
        };
        if !matches!(self.peek().kind, TokenKind::End) {
            return Err(self.unexpected());
        }
        let statement = Statement {
            items,
            source,
            condition,
            limit,
            aggregates: std::mem::take(&mut self.aggregates),
        };
        check_aggregates(&statement)?;
        Ok(statement)
    }

    /// Clauses that S3 Select has not.
    fn refuse_clauses(&self) -> Result<(), AwsError> {
        match self.peek().kind {
            TokenKind::Comma => Err(statement::multiple_data_sources()),
            TokenKind::Keyword("group" | "order" | "having" | "union" | "intersect" | "except") => {
                Err(statement::unsupported_structure())
            }
            TokenKind::Keyword(
                "join" | "inner" | "left" | "right" | "cross" | "outer" | "full",
            ) => Err(statement::malformed_join()),
            _ => Ok(()),
        }
    }

    fn items(&mut self) -> Result<Vec<Item>, AwsError> {
        match self.peek().kind {
            TokenKind::Keyword("from") | TokenKind::End => return Err(statement::empty_select()),
            TokenKind::Keyword("distinct" | "all") => {
                return Err(statement::unsupported_structure());
            }
            _ => {}
        }
        if self.take(|kind| matches!(kind, TokenKind::Star)) {
            return match self.peek().kind {
                TokenKind::Comma => Err(statement::asterisk_is_not_alone()),
                _ => Ok(vec![Item::All(None)]),
            };
        }
        let mut items = Vec::new();
        loop {
            items.push(self.item(items.len() + 1)?);
            if !self.take_comma() {
                return Ok(items);
            }
        }
    }

    /// One item; `number` is its place in the list, from 1.
    fn item(&mut self, number: usize) -> Result<Item, AwsError> {
        let is_star = |kind: &TokenKind| matches!(kind, TokenKind::Star);
        if is_star(&self.peek().kind) {
            return Err(statement::asterisk_is_not_alone());
        }
        if matches!(self.ahead(1).kind, TokenKind::Dot)
            && is_star(&self.ahead(2).kind)
            && let Some(name) = name(&self.peek().kind)
        {
            let at = self.advance().at;
            self.next += 2;
            return Ok(Item::All(Some((name, at))));
        }
        let value = self.expression()?;
        let alias = self.alias()?.map(|name| name.text);
        let name = alias
            .or_else(|| own_name(&value.node))
            .unwrap_or_else(|| format!("_{number}"));
        Ok(Item::One { value, name })
    }

    /// `AS name`, or a name alone.
    fn alias(&mut self) -> Result<Option<Name>, AwsError> {
        let with_as = self.take_keyword("as");
        match name(&self.peek().kind) {
            Some(name) => {
                self.advance();
                Ok(Some(name))
            }
            None if with_as => Err(statement::expected_identifier_for_alias()),
            None => Ok(None),
        }
    }

    fn source(&mut self) -> Result<Source, AwsError> {
        if matches!(self.peek().kind, TokenKind::LeftParen) {
            return Err(statement::unsupported_structure());
        }
        let table = name(&self.peek().kind).ok_or_else(|| self.unexpected())?;
        if !table.text.eq_ignore_ascii_case("s3object") {
            return Err(evaluation::binding_does_not_exist());
        }
        self.advance();
        let mut steps = Vec::new();
        let mut implicit = table;
        while let Some(step) = self.source_step()? {
            if let SourceStep::Field(name) = &step {
                implicit = name.clone();
            }
            steps.push(step);
        }
        // The first [*] goes over the documents of the object, as S3Object alone does.
        if matches!(steps.first(), Some(SourceStep::Values)) {
            steps.remove(0);
        }
        let alias = self.alias()?.unwrap_or(implicit);
        if matches!(self.peek().kind, TokenKind::Keyword("at" | "by")) {
            return Err(statement::unsupported_syntax());
        }
        Ok(Source { steps, alias })
    }

    fn source_step(&mut self) -> Result<Option<SourceStep>, AwsError> {
        if self.take(|kind| matches!(kind, TokenKind::Dot)) {
            if self.take(|kind| matches!(kind, TokenKind::Star)) {
                return Ok(Some(SourceStep::Members));
            }
            return self.field().map(|name| Some(SourceStep::Field(name)));
        }
        if !matches!(self.peek().kind, TokenKind::LeftBracket) {
            return Ok(None);
        }
        if matches!(self.ahead(1).kind, TokenKind::Star) {
            self.next += 2;
            return match self.take(|kind| matches!(kind, TokenKind::RightBracket)) {
                true => Ok(Some(SourceStep::Values)),
                false => Err(self.unexpected()),
            };
        }
        Ok(Some(match self.bracket()? {
            PathStep::Field(name) => SourceStep::Field(name),
            PathStep::Index(index) => SourceStep::Index(index),
        }))
    }

    /// The name behind a dot.
    pub(super) fn field(&mut self) -> Result<Name, AwsError> {
        let name = name(&self.peek().kind).ok_or_else(|| {
            statement::invalid_path_component(&self.peek().kind.name(), &self.peek().at)
        })?;
        self.advance();
        Ok(name)
    }

    /// `[0]` or `['name']`.
    pub(super) fn bracket(&mut self) -> Result<PathStep, AwsError> {
        self.advance();
        let step = match &self.peek().kind {
            TokenKind::Text(text) => PathStep::Field(Name {
                text: text.clone(),
                is_quoted: true,
            }),
            TokenKind::Number(Number::Int(index)) => {
                PathStep::Index(usize::try_from(*index).map_err(|_| statement::invalid_key_path())?)
            }
            TokenKind::Star => return Err(statement::wildcard_in_select_list()),
            _ => return Err(self.unexpected()),
        };
        self.advance();
        match self.take(|kind| matches!(kind, TokenKind::RightBracket)) {
            true => Ok(step),
            false => Err(self.unexpected()),
        }
    }

    fn limit(&mut self) -> Result<u64, AwsError> {
        let is_negative = self.take(|kind| kind.is_operator("-"));
        match self.advance().kind {
            TokenKind::Number(Number::Int(limit)) => match u64::try_from(limit) {
                Ok(limit) if !is_negative || limit == 0 => Ok(limit),
                _ => Err(statement::negative_limit()),
            },
            _ => Err(statement::expected_number()),
        }
    }
}

/// The name that a token is, if it is one.
pub(super) fn name(kind: &TokenKind) -> Option<Name> {
    match kind {
        TokenKind::Identifier(text) => Some(Name {
            text: text.clone(),
            is_quoted: false,
        }),
        TokenKind::Quoted(text) => Some(Name {
            text: text.clone(),
            is_quoted: true,
        }),
        _ => None,
    }
}

/// What a path leads to is called so in the result.
fn own_name(node: &Node) -> Option<String> {
    let Node::Path(path) = node else {
        return None;
    };
    match path.steps.last() {
        None => Some(path.root.text.clone()),
        Some(PathStep::Field(name)) => Some(name.text.clone()),
        Some(PathStep::Index(_)) => None,
    }
}

/// Where there are aggregates, nothing outside of them can be about single records.
fn check_aggregates(statement: &Statement) -> Result<(), AwsError> {
    if statement.aggregates.is_empty() {
        return Ok(());
    }
    let is_single = |item: &Item| match item {
        Item::All(_) => true,
        Item::One { value, .. } => value.any(&|node| matches!(node, Node::Path(_))),
    };
    match statement.items.iter().any(is_single) {
        true => Err(statement::unsupported_structure()),
        false => Ok(()),
    }
}

/// Two operands of an operator.
pub(super) fn pair(left: Expr, right: Expr) -> Box<[Expr; 2]> {
    Box::new([left, right])
}
