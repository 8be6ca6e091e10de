//! Tokens of an expression, and the text around the one where reading stopped.

use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;

/// What stands at one place of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A letter, then letters, digits and underscores.
    Name,
    /// `#` and at least one letter, digit or underscore.
    NamePlaceholder,
    /// `:` and the same.
    ValuePlaceholder,
    /// Digits without a leading zero.
    Index,
    And,
    Or,
    Not,
    Between,
    In,
    Set,
    Remove,
    Add,
    Delete,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    Comma,
    Dot,
    /// A character that no expression has.
    Unknown,
    End,
}

/// Keywords in any case; all of them are reserved words too.
const KEYWORDS: [(&str, Token); 9] = [
    ("AND", Token::And),
    ("OR", Token::Or),
    ("NOT", Token::Not),
    ("BETWEEN", Token::Between),
    ("IN", Token::In),
    ("SET", Token::Set),
    ("REMOVE", Token::Remove),
    ("ADD", Token::Add),
    ("DELETE", Token::Delete),
];

/// Reads an expression token by token; one token is always at hand.
pub(super) struct Lexer<'t> {
    pub(super) parameter: &'static str,
    text: &'t str,
    /// Where the token before the one at hand starts; 0 before the first.
    previous: usize,
    start: usize,
    end: usize,
    token: Token,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(parameter: &'static str, text: &'t str) -> Self {
        let mut lexer = Self {
            parameter,
            text,
            previous: 0,
            start: 0,
            end: 0,
            token: Token::End,
        };
        (lexer.token, lexer.start, lexer.end) = scan(text, 0);
        lexer
    }

    pub(super) fn token(&self) -> Token {
        self.token
    }

    /// The text of the token at hand.
    pub(super) fn text(&self) -> &'t str {
        &self.text[self.start..self.end]
    }

    pub(super) fn advance(&mut self) {
        self.previous = self.start;
        (self.token, self.start, self.end) = scan(self.text, self.end);
    }

    /// Takes the token at hand if it is the one that must stand here.
    pub(super) fn expect(&mut self, token: Token) -> Result<&'t str, AwsError> {
        if self.token != token {
            return Err(self.unexpected());
        }
        let text = self.text();
        self.advance();
        Ok(text)
    }

    /// The token at hand can't stand here. AWS shows the text from the token before it to the token
    /// after it, as written.
    pub(super) fn unexpected(&self) -> AwsError {
        let (_, _, end) = scan(self.text, self.end);
        let token = match self.token {
            Token::End => "<EOF>",
            _ => self.text(),
        };
        expression::syntax(self.parameter, token, &self.text[self.previous..end])
    }
}

/// The token at or after a byte, with its first byte and the byte after its last.
fn scan(text: &str, from: usize) -> (Token, usize, usize) {
    let bytes = text.as_bytes();
    let blank = |byte: &u8| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let Some(start) = bytes[from..].iter().position(blank).map(|at| from + at) else {
        return (Token::End, bytes.len(), bytes.len());
    };
    let word_end = |from: usize| {
        let rest = &bytes[from..];
        from + rest
            .iter()
            .position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')
            .unwrap_or(rest.len())
    };
    let next = bytes.get(start + 1);
    let (token, end) = match bytes[start] {
        b'a'..=b'z' | b'A'..=b'Z' => {
            let end = word_end(start);
            (keyword(&text[start..end]), end)
        }
        mark @ (b'#' | b':') => match (word_end(start + 1), mark) {
            (end, _) if end == start + 1 => (Token::Unknown, end),
            (end, b'#') => (Token::NamePlaceholder, end),
            (end, _) => (Token::ValuePlaceholder, end),
        },
        b'0' => (Token::Index, start + 1),
        b'1'..=b'9' => {
            let rest = &bytes[start..];
            let length = rest.iter().position(|byte| !byte.is_ascii_digit());
            (Token::Index, start + length.unwrap_or(rest.len()))
        }
        b'<' if next == Some(&b'>') => (Token::NotEqual, start + 2),
        b'<' if next == Some(&b'=') => (Token::LessOrEqual, start + 2),
        b'>' if next == Some(&b'=') => (Token::GreaterOrEqual, start + 2),
        b'<' => (Token::Less, start + 1),
        b'>' => (Token::Greater, start + 1),
        b'=' => (Token::Equal, start + 1),
        b'+' => (Token::Plus, start + 1),
        b'-' => (Token::Minus, start + 1),
        b'(' => (Token::Open, start + 1),
        b')' => (Token::Close, start + 1),
        b'[' => (Token::OpenBracket, start + 1),
        b']' => (Token::CloseBracket, start + 1),
        b',' => (Token::Comma, start + 1),
        b'.' => (Token::Dot, start + 1),
        _ => {
            let length = text[start..].chars().next().map_or(1, char::len_utf8);
            (Token::Unknown, start + length)
        }
    };
    (token, start, end)
}

fn keyword(word: &str) -> Token {
    KEYWORDS
        .iter()
        .find(|(keyword, _)| word.eq_ignore_ascii_case(keyword))
        .map_or(Token::Name, |(_, token)| *token)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<(Token, &str)> {
        let mut lexer = Lexer::new("FilterExpression", text);
        let mut tokens = Vec::new();
        while lexer.token() != Token::End {
            tokens.push((lexer.token(), lexer.text()));
            lexer.advance();
        }
        tokens
    }

    #[test]
    fn names_placeholders_and_indexes_are_told_apart() {
        assert_eq!(
            tokens("a_1.#1[10] <> :v_"),
            [
                (Token::Name, "a_1"),
                (Token::Dot, "."),
                (Token::NamePlaceholder, "#1"),
                (Token::OpenBracket, "["),
                (Token::Index, "10"),
                (Token::CloseBracket, "]"),
                (Token::NotEqual, "<>"),
                (Token::ValuePlaceholder, ":v_"),
            ]
        );
    }

    // ScyllaDB's public suite: a name can't start with an underscore; Parity Suite: nor an index
    // with a zero.
    #[test]
    fn a_token_ends_where_aws_ends_it() {
        assert_eq!(
            tokens("_ab 01 # ü"),
            [
                (Token::Unknown, "_"),
                (Token::Name, "ab"),
                (Token::Index, "0"),
                (Token::Index, "1"),
                (Token::Unknown, "#"),
                (Token::Unknown, "ü"),
            ]
        );
        assert_eq!(
            tokens("Not between"),
            [(Token::Not, "Not"), (Token::Between, "between")]
        );
    }
}
