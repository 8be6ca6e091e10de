//! What statements are cut into.

use std::fmt;

/// Where a token stands, as error texts write it: `line:column:length`, in characters from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) length: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.line, self.column, self.length)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) at: Position,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A name, quoted or not.
    Name(String),
    /// In lower case.
    Keyword(&'static str),
    /// Between single quotes.
    Text(String),
    /// As written, without a sign.
    Number(String),
    /// `?`, counted from 0.
    Parameter(usize),
    Symbol(Symbol),
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Concatenate,
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    OpenBag,
    CloseBag,
    Comma,
    Dot,
    Colon,
    Semicolon,
}

impl Symbol {
    /// Symbols with their text, longer ones first.
    pub(super) const ALL: [(&'static str, Self); 25] = [
        ("<<", Self::OpenBag),
        (">>", Self::CloseBag),
        ("<>", Self::NotEqual),
        ("!=", Self::NotEqual),
        ("<=", Self::LessOrEqual),
        (">=", Self::GreaterOrEqual),
        ("||", Self::Concatenate),
        ("=", Self::Equal),
        ("<", Self::Less),
        (">", Self::Greater),
        ("+", Self::Plus),
        ("-", Self::Minus),
        ("*", Self::Star),
        ("/", Self::Slash),
        ("%", Self::Percent),
        ("(", Self::Open),
        (")", Self::Close),
        ("[", Self::OpenBracket),
        ("]", Self::CloseBracket),
        ("{", Self::OpenBrace),
        ("}", Self::CloseBrace),
        (",", Self::Comma),
        (".", Self::Dot),
        (":", Self::Colon),
        (";", Self::Semicolon),
    ];
}
