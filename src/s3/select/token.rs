//! The words of a statement, and where they stand.

use std::fmt;

use super::number::Number;
use super::timestamp::Timestamp;

/// A place in a statement; lines and columns count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// One word or sign.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) at: At,
}

#[derive(Clone, Debug)]
pub(super) enum TokenKind {
    /// A name as it was written.
    Identifier(String),
    /// A name in double quotes.
    Quoted(String),
    /// A reserved word, in small letters.
    Keyword(&'static str),
    Operator(&'static str),
    Text(String),
    Number(Number),
    /// From backticks.
    Timestamp(Timestamp),
    Comma,
    Dot,
    Star,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    End,
}

impl TokenKind {
    pub(super) fn is_keyword(&self, word: &str) -> bool {
        matches!(self, Self::Keyword(own) if *own == word)
    }

    pub(super) fn is_operator(&self, sign: &str) -> bool {
        matches!(self, Self::Operator(own) if *own == sign)
    }

    /// The kind, as AWS's messages name it (recorded: LITERAL, QUOTED_IDENTIFIER, OPERATOR).
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Identifier(_) => "IDENTIFIER",
            Self::Quoted(_) => "QUOTED_IDENTIFIER",
            Self::Keyword("null") => "NULL",
            Self::Keyword("missing") => "MISSING",
            Self::Keyword("as") => "AS",
            Self::Keyword("true" | "false") => "LITERAL",
            Self::Keyword(_) => "KEYWORD",
            Self::Operator(_) => "OPERATOR",
            Self::Text(_) | Self::Number(_) | Self::Timestamp(_) => "LITERAL",
            Self::Comma => "COMMA",
            Self::Dot => "DOT",
            Self::Star => "STAR",
            Self::LeftParen => "LEFT_PAREN",
            Self::RightParen => "RIGHT_PAREN",
            Self::LeftBracket => "LEFT_BRACKET",
            Self::RightBracket => "RIGHT_BRACKET",
            Self::End => "EOF",
        }
    }
}

/// `LITERAL:5d-1`, `QUOTED_IDENTIFIER:'true'`: the kind and the value as Ion text (recorded).
impl fmt::Display for TokenKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.name())?;
        match self {
            Self::Identifier(name) | Self::Quoted(name) => f.write_str(&symbol(name)),
            Self::Keyword(word @ ("true" | "false" | "null")) if self.name() != "KEYWORD" => {
                f.write_str(word)
            }
            Self::Keyword(word) | Self::Operator(word) => f.write_str(&symbol(word)),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Number(Number::Decimal(decimal)) => f.write_str(&decimal.ion()),
            Self::Number(number) => number.fmt(f),
            Self::Timestamp(moment) => moment.fmt(f),
            Self::Comma => f.write_str("','"),
            Self::Dot => f.write_str("'.'"),
            Self::Star => f.write_str("'*'"),
            Self::LeftParen => f.write_str("'('"),
            Self::RightParen => f.write_str("')'"),
            Self::LeftBracket => f.write_str("'['"),
            Self::RightBracket => f.write_str("']'"),
            Self::End => f.write_str("EOF"),
        }
    }
}

/// A symbol of Ion: in quotes unless it is a plain name.
fn symbol(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
    let reserved = matches!(name, "null" | "true" | "false" | "nan");
    let starts_well = name.starts_with(|c: char| plain(c) && !c.is_ascii_digit());
    match starts_well && name.chars().all(plain) && !reserved {
        true => name.to_owned(),
        false => format!("'{}'", name.replace('\\', "\\\\").replace('\'', "\\'")),
    }
}
