//! A place among a statement's tokens, and what all rules of the grammar do there.

use super::token::{Position, Symbol, Token, TokenKind};
use crate::aws::error::AwsError;
use crate::dynamodb::error::{expression, partiql};

/// Operators that one statement may have ("Expression parameters", quotas page).
const OPERATORS_MAX: usize = 300;
/// Expressions inside expressions, so that no statement of 8,192 characters fills the stack. Values
/// end at 32 levels.
const DEPTH_MAX: usize = 100;

pub(super) struct Cursor {
    tokens: Vec<Token>,
    at: usize,
    operators: usize,
    depth: usize,
    /// The first thing that is refused although it can be read: only after all has been read.
    later: Option<AwsError>,
}

impl Cursor {
    /// The tokens end with [`TokenKind::End`].
    pub(super) fn new(tokens: Vec<Token>) -> Self {
        Self {
            tokens,
            at: 0,
            operators: 0,
            depth: 0,
            later: None,
        }
    }

    pub(super) fn kind(&self) -> &TokenKind {
        &self.tokens[self.at].kind
    }

    pub(super) fn place(&self) -> Position {
        self.tokens[self.at].at
    }

    /// The kind of the token behind the next one.
    pub(super) fn second(&self) -> &TokenKind {
        let last = self.tokens.len() - 1;
        &self.tokens[(self.at + 1).min(last)].kind
    }

    /// Moves on; the end stays where it is.
    pub(super) fn advance(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len() - 1);
    }

    pub(super) fn is_keyword(&self, word: &str) -> bool {
        matches!(self.kind(), TokenKind::Keyword(own) if *own == word)
    }

    pub(super) fn is_symbol(&self, symbol: Symbol) -> bool {
        *self.kind() == TokenKind::Symbol(symbol)
    }

    /// Whether nothing follows but perhaps a semicolon.
    pub(super) fn is_at_end(&self) -> bool {
        matches!(
            self.kind(),
            TokenKind::End | TokenKind::Symbol(Symbol::Semicolon)
        )
    }

    pub(super) fn accept_keyword(&mut self, word: &str) -> bool {
        let here = self.is_keyword(word);
        if here {
            self.advance();
        }
        here
    }

    pub(super) fn accept(&mut self, symbol: Symbol) -> bool {
        let here = self.is_symbol(symbol);
        if here {
            self.advance();
        }
        here
    }

    /// Takes a symbol, which errors call by a name.
    pub(super) fn expect(&mut self, symbol: Symbol, name: &str) -> Result<(), AwsError> {
        match self.accept(symbol) {
            true => Ok(()),
            false => Err(partiql::expected(name)),
        }
    }

    /// Takes a keyword.
    pub(super) fn expect_keyword(&mut self, word: &str) -> Result<(), AwsError> {
        match self.accept_keyword(word) {
            true => Ok(()),
            false => Err(partiql::expected(&format!(
                "{} keyword",
                word.to_uppercase()
            ))),
        }
    }

    /// Takes a name; none if something else stands here.
    pub(super) fn accept_name(&mut self) -> Option<String> {
        let TokenKind::Name(name) = self.kind() else {
            return None;
        };
        let name = name.clone();
        self.advance();
        Some(name)
    }

    pub(super) fn count_operator(&mut self) -> Result<(), AwsError> {
        self.operators += 1;
        match self.operators > OPERATORS_MAX {
            true => Err(expression::too_many_operators("", self.operators)),
            false => Ok(()),
        }
    }

    /// Reads something inside of what is being read.
    pub(super) fn inside<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, AwsError>,
    ) -> Result<T, AwsError> {
        if self.depth == DEPTH_MAX {
            return Err(partiql::not_well_formed(""));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    pub(super) fn refuse_later(&mut self, error: AwsError) {
        self.later.get_or_insert(error);
    }

    /// Nothing may follow, and nothing may have been refused.
    pub(super) fn finish(mut self) -> Result<(), AwsError> {
        self.accept(Symbol::Semicolon);
        if *self.kind() != TokenKind::End {
            return Err(partiql::not_well_formed(partiql::LEFTOVER));
        }
        match self.later {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }
}
