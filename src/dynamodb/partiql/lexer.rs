//! From a statement's text to its tokens.

use super::keyword::keyword;
use super::token::{Position, Symbol, Token, TokenKind};
use crate::aws::error::AwsError;
use crate::dynamodb::error::partiql;

/// Cuts a statement into tokens, the last of which is [`TokenKind::End`]. AWS says nothing of what
/// it cannot cut: strings without an end, comments without one, characters that no statement has,
/// exponents that no number has.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, AwsError> {
    let mut lexer = Lexer {
        rest: text,
        line: 1,
        column: 1,
        parameters: 0,
    };
    let mut tokens = Vec::new();
    loop {
        let token = lexer.token().ok_or_else(|| partiql::not_well_formed(""))?;
        let ended = token.kind == TokenKind::End;
        tokens.push(token);
        if ended {
            return Ok(tokens);
        }
    }
}

struct Lexer<'t> {
    rest: &'t str,
    line: usize,
    column: usize,
    parameters: usize,
}

impl<'t> Lexer<'t> {
    /// The next token; none if there is no telling what it is.
    fn token(&mut self) -> Option<Token> {
        self.skip_blanks()?;
        let (line, column) = (self.line, self.column);
        let before = self.rest;
        let kind = self.kind()?;
        let taken = &before[..before.len() - self.rest.len()];
        let length = taken.chars().count();
        Some(Token {
            kind,
            at: Position {
                line,
                column,
                length,
            },
        })
    }

    fn kind(&mut self) -> Option<TokenKind> {
        let Some(first) = self.rest.chars().next() else {
            return Some(TokenKind::End);
        };
        match first {
            '\'' => self.quoted('\'').map(TokenKind::Text),
            '"' => self.quoted('"').map(TokenKind::Name),
            '?' => {
                self.take(1);
                self.parameters += 1;
                Some(TokenKind::Parameter(self.parameters - 1))
            }
            '0'..='9' => self.number(),
            '.' if self.rest[1..].starts_with(|next: char| next.is_ascii_digit()) => self.number(),
            first if is_name_start(first) => Some(self.word()),
            _ => self.symbol(),
        }
    }

    /// Moves over a number of bytes that end at a character's end.
    fn take(&mut self, bytes: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at(bytes);
        for character in taken.chars() {
            if character == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.rest = rest;
        taken
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|character| !belongs(character));
        self.take(end.unwrap_or(self.rest.len()))
    }

    /// Moves over white space and comments.
    fn skip_blanks(&mut self) -> Option<()> {
        loop {
            self.take_while(char::is_whitespace);
            if self.rest.starts_with("--") {
                self.take_while(|character| character != '\n');
            } else if self.rest.starts_with("/*") {
                let end = self.rest[2..].find("*/")?;
                self.take(end + 4);
            } else {
                return Some(());
            }
        }
    }

    /// A text between quotes, in which two of them stand for one.
    fn quoted(&mut self, quote: char) -> Option<String> {
        self.take(1);
        let mut text = String::new();
        loop {
            text.push_str(self.take_while(|character| character != quote));
            if self.rest.is_empty() {
                return None;
            }
            self.take(1);
            if !self.rest.starts_with(quote) {
                return Some(text);
            }
            text.push(quote);
            self.take(1);
        }
    }

    fn number(&mut self) -> Option<TokenKind> {
        let is_digit = |character: char| character.is_ascii_digit();
        let before = self.rest;
        self.take_while(is_digit);
        let mut fraction_digits = 0;
        if self.rest.starts_with('.') {
            self.take(1);
            fraction_digits = self.take_while(is_digit).len();
        }
        let mut exponent = 0;
        if self.rest.starts_with(['e', 'E']) {
            self.take(1);
            let written = self.rest;
            if self.rest.starts_with(['+', '-']) {
                self.take(1);
            }
            self.take_while(is_digit);
            let written = &written[..written.len() - self.rest.len()];
            exponent = written.parse::<i32>().ok()?;
        }
        // AWS reads a number as Java's BigDecimal does, whose scale has 32 bits.
        let scale = i64::try_from(fraction_digits).ok()? - i64::from(exponent);
        i32::try_from(scale).ok()?;
        let text = &before[..before.len() - self.rest.len()];
        match self.rest.starts_with(is_name_start) {
            true => None,
            false => Some(TokenKind::Number(text.to_owned())),
        }
    }

    fn word(&mut self) -> TokenKind {
        let word = self.take_while(|character| is_name_start(character) || character.is_numeric());
        match keyword(word) {
            Some(keyword) => TokenKind::Keyword(keyword),
            None => TokenKind::Name(word.to_owned()),
        }
    }

    fn symbol(&mut self) -> Option<TokenKind> {
        let mut all = Symbol::ALL.iter();
        let (text, symbol) = all.find(|(text, _)| self.rest.starts_with(text))?;
        self.take(text.len());
        Some(TokenKind::Symbol(*symbol))
    }
}

fn is_name_start(character: char) -> bool {
    character.is_alphabetic() || matches!(character, '_' | '$' | '@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        let tokens = tokens(text).ok()?;
        let shown = tokens.iter().map(|token| match &token.kind {
            TokenKind::Name(name) => format!("name {name} {}", token.at),
            TokenKind::Keyword(word) => format!("{word} {}", token.at),
            TokenKind::Text(text) => format!("text {text} {}", token.at),
            TokenKind::Number(text) => format!("number {text} {}", token.at),
            TokenKind::Parameter(at) => format!("?{at}"),
            TokenKind::Symbol(symbol) => format!("{symbol:?}"),
            TokenKind::End => "end".to_owned(),
        });
        Some(shown.collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn tokens_know_their_place() {
        assert_eq!(
            shown("SELECT \"a\"\"b\"\n  -- note\n <<'it''s', .5e1>> ?/*x*/?").unwrap(),
            "select 1:1:6, name a\"b 1:8:6, OpenBag, text it's 3:4:7, Comma, number .5e1 3:13:4, \
             CloseBag, ?0, ?1, end"
        );
        assert_eq!(
            shown("n>-5;").unwrap(),
            "name n 1:1:1, Greater, Minus, number 5 1:4:1, Semicolon, end"
        );
        assert_eq!(shown("n--1").unwrap(), "name n 1:1:1, end");
    }

    // Parity Suite, partiqlGrammar.test.ts.
    #[test]
    fn what_cannot_be_cut_is_refused() {
        for text in [
            "1e2147483648",
            "1e99999999999",
            "1.5e-2147483647",
            "1 # note",
            "1 /* note",
            "'open",
            "\"open",
            "\"",
            "`2020T`",
            "1e",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
