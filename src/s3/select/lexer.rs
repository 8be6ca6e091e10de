//! Cuts the text of a statement into tokens.

use crate::aws::error::AwsError;
use crate::s3::error::select::statement;

use super::keywords;
use super::number::Number;
use super::timestamp::Timestamp;
use super::token::{At, Token, TokenKind};

/// Signs of one and of two characters; the longer ones first.
const OPERATORS: [&str; 13] = [
    "<=", ">=", "<>", "!=", "||", "=", "<", ">", "+", "-", "/", "%", "^",
];

/// All tokens of a statement; the last one is its end.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, AwsError> {
    let mut lexer = Lexer {
        rest: text,
        at: At { line: 1, column: 1 },
    };
    let mut tokens = Vec::new();
    loop {
        lexer.skip_space()?;
        let at = lexer.at;
        let kind = lexer.token()?;
        let is_end = matches!(kind, TokenKind::End);
        tokens.push(Token { kind, at });
        if is_end {
            return Ok(tokens);
        }
    }
}

struct Lexer<'t> {
    rest: &'t str,
    at: At,
}

impl<'t> Lexer<'t> {
    /// Takes so many bytes.
    fn take(&mut self, bytes: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at(bytes);
        for character in taken.chars() {
            match character {
                '\n' => (self.at.line, self.at.column) = (self.at.line + 1, 1),
                _ => self.at.column += 1,
            }
        }
        self.rest = rest;
        taken
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len());
        self.take(end)
    }

    /// Passes over space and comments.
    fn skip_space(&mut self) -> Result<(), AwsError> {
        loop {
            self.take_while(|c| c.is_ascii_whitespace());
            if self.rest.starts_with("--") {
                self.take_while(|c| c != '\n');
            } else if let Some(comment) = self.rest.strip_prefix("/*") {
                let end = comment
                    .find("*/")
                    .ok_or_else(statement::lexer_invalid_char)?;
                self.take(end + 4);
            } else {
                return Ok(());
            }
        }
    }

    fn token(&mut self) -> Result<TokenKind, AwsError> {
        let mut characters = self.rest.chars();
        let Some(first) = characters.next() else {
            return Ok(TokenKind::End);
        };
        let second = characters.next().unwrap_or_default();
        let sign = match first {
            'a'..='z' | 'A'..='Z' | '_' | '$' => return Ok(self.word()),
            '0'..='9' => return self.number(),
            '.' if second.is_ascii_digit() => return self.number(),
            '\'' => return self.quoted('\'').map(TokenKind::Text),
            '"' => return self.quoted('"').map(TokenKind::Quoted),
            '`' => return self.ion(),
            ',' => TokenKind::Comma,
            '.' => TokenKind::Dot,
            '*' => TokenKind::Star,
            '(' => TokenKind::LeftParen,
            ')' => TokenKind::RightParen,
            '[' => TokenKind::LeftBracket,
            ']' => TokenKind::RightBracket,
            _ => return self.operator(),
        };
        self.take(1);
        Ok(sign)
    }

    fn operator(&mut self) -> Result<TokenKind, AwsError> {
        let sign = OPERATORS
            .into_iter()
            .find(|sign| self.rest.starts_with(sign));
        let sign = sign.ok_or_else(|| match self.rest.starts_with(['!', '|']) {
            true => statement::lexer_invalid_operator(),
            false => statement::lexer_invalid_char(),
        })?;
        self.take(sign.len());
        Ok(TokenKind::Operator(if sign == "!=" { "<>" } else { sign }))
    }

    fn word(&mut self) -> TokenKind {
        let word = self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$'));
        match keywords::find(word) {
            Some(keyword) => TokenKind::Keyword(keyword),
            None => TokenKind::Identifier(word.to_owned()),
        }
    }

    fn number(&mut self) -> Result<TokenKind, AwsError> {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let mut length = digits(self.rest);
        if self.rest[length..].starts_with('.') {
            length += 1 + digits(&self.rest[length + 1..]);
        }
        if let Some(exponent) = self.rest[length..].strip_prefix(['e', 'E']) {
            let sign = usize::from(exponent.starts_with(['+', '-']));
            length += match digits(&exponent[sign..]) {
                0 => return Err(statement::lexer_invalid_literal()),
                digits => 1 + sign + digits,
            };
        }
        let number = Number::parse(self.take(length));
        number
            .map(TokenKind::Number)
            .ok_or_else(statement::lexer_invalid_literal)
    }

    /// What stands between two quotes; a doubled quote inside is one.
    fn quoted(&mut self, quote: char) -> Result<String, AwsError> {
        let mut text = String::new();
        self.take(1);
        loop {
            let end = self
                .rest
                .find(quote)
                .ok_or_else(statement::lexer_invalid_char)?;
            text.push_str(self.take(end));
            self.take(1);
            if !self.rest.starts_with(quote) {
                return Ok(text);
            }
            text.push_str(self.take(1));
        }
    }

    /// A literal of Ion between backticks: a timestamp, a number, a text, a symbol, true or false.
    fn ion(&mut self) -> Result<TokenKind, AwsError> {
        self.take(1);
        let end = self
            .rest
            .find('`')
            .ok_or_else(statement::lexer_invalid_char)?;
        let literal = self.take(end).trim();
        self.take(1);
        let between = |quote| literal.strip_prefix(quote)?.strip_suffix(quote);
        if let Some(text) = between('"').or_else(|| between('\'')) {
            return match text.contains('\\') {
                true => Err(statement::lexer_invalid_ion_literal()),
                false => Ok(TokenKind::Text(text.to_owned())),
            };
        }
        if let Some(moment) = Timestamp::parse(literal) {
            return Ok(TokenKind::Timestamp(moment));
        }
        if let Some(number) = Number::parse(literal) {
            return Ok(TokenKind::Number(number));
        }
        match literal {
            "true" => Ok(TokenKind::Keyword("true")),
            "false" => Ok(TokenKind::Keyword("false")),
            "null" => Ok(TokenKind::Keyword("null")),
            symbol
                if symbol.chars().all(|c| c.is_ascii_alphabetic() || c == '_')
                    && !symbol.is_empty() =>
            {
                Ok(TokenKind::Text(symbol.to_owned()))
            }
            _ => Err(statement::lexer_invalid_ion_literal()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Result<Vec<String>, String> {
        let tokens = tokens(text).map_err(|error| error.code().to_owned())?;
        Ok(tokens.iter().map(|token| token.kind.to_string()).collect())
    }

    #[test]
    fn every_kind_of_token() {
        assert_eq!(
            written("sElect s.\"a\"\"b\" -- why\n<= != 'it''s' .5 1e3 `2010T` `TRUE` /* * */ [*]")
                .unwrap(),
            [
                "KEYWORD:select",
                "IDENTIFIER:s",
                "DOT:'.'",
                "QUOTED_IDENTIFIER:'a\"b'",
                "OPERATOR:'<='",
                "OPERATOR:'<>'",
                "LITERAL:\"it's\"",
                "LITERAL:5d-1",
                "LITERAL:1000.",
                "LITERAL:2010T",
                "LITERAL:\"TRUE\"",
                "LEFT_BRACKET:'['",
                "STAR:'*'",
                "RIGHT_BRACKET:']'",
                "EOF:EOF",
            ]
        );
        let tokens = tokens("a\n  é").unwrap_err();
        assert_eq!(tokens.code(), "LexerInvalidChar");
    }

    #[test]
    fn what_is_no_token() {
        for (text, code) in [
            ("'open", "LexerInvalidChar"),
            ("/* open", "LexerInvalidChar"),
            ("#", "LexerInvalidChar"),
            ("a ! b", "LexerInvalidOperator"),
            ("1e", "LexerInvalidLiteral"),
            ("`{a:1}`", "LexerInvalidIONLiteral"),
        ] {
            assert_eq!(written(text).unwrap_err(), code, "{text}");
        }
    }
}
