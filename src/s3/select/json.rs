//! JSON as a tree that keeps the order of its members and the digits of its numbers.

use std::cmp::Ordering;

use crate::aws::error::AwsError;
use crate::s3::error::select::object;

use super::number::Number;

/// Deepest nesting that is read.
const DEPTH_MAX: usize = 100;

/// One JSON value.
#[derive(Debug)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Json>),
    /// Members in their order; a name may stand there twice, and the first is meant.
    Struct(Vec<(String, Json)>),
}

impl Json {
    /// Reads one value with nothing but space around it.
    pub(super) fn parse(text: &str) -> Result<Self, AwsError> {
        let mut reader = Reader { text, at: 0 };
        let value = reader.value(0)?;
        reader.skip_space();
        match reader.at == text.len() {
            true => Ok(value),
            false => Err(object::json_parsing()),
        }
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(left), Self::Bool(right)) => left == right,
            (Self::Number(left), Self::Number(right)) => {
                left.compare(*right) == Some(Ordering::Equal)
            }
            (Self::Text(left), Self::Text(right)) => left == right,
            (Self::List(left), Self::List(right)) => left == right,
            (Self::Struct(left), Self::Struct(right)) => left == right,
            _ => false,
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// Takes a byte if it comes next, behind space.
    fn take(&mut self, byte: u8) -> bool {
        self.skip_space();
        let comes = self.peek() == Some(byte);
        self.at += usize::from(comes);
        comes
    }

    fn expect(&mut self, byte: u8) -> Result<(), AwsError> {
        match self.take(byte) {
            true => Ok(()),
            false => Err(object::json_parsing()),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Json, AwsError> {
        if depth == DEPTH_MAX {
            return Err(object::json_parsing());
        }
        self.skip_space();
        match self.peek() {
            Some(b'{') => self.members(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.string().map(Json::Text),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(object::json_parsing()),
        }
    }

    fn members(&mut self, depth: usize) -> Result<Json, AwsError> {
        let mut members = Vec::new();
        self.expect(b'{')?;
        if self.take(b'}') {
            return Ok(Json::Struct(members));
        }
        loop {
            self.skip_space();
            let name = self.string()?;
            self.expect(b':')?;
            members.push((name, self.value(depth + 1)?));
            if !self.take(b',') {
                self.expect(b'}')?;
                return Ok(Json::Struct(members));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json, AwsError> {
        let mut values = Vec::new();
        self.expect(b'[')?;
        if self.take(b']') {
            return Ok(Json::List(values));
        }
        loop {
            values.push(self.value(depth + 1)?);
            if !self.take(b',') {
                self.expect(b']')?;
                return Ok(Json::List(values));
            }
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, AwsError> {
        match self.text[self.at..].starts_with(word) {
            true => {
                self.at += word.len();
                Ok(value)
            }
            false => Err(object::json_parsing()),
        }
    }

    fn number(&mut self) -> Result<Json, AwsError> {
        let rest = &self.text[self.at..];
        let part_of_it = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
        let length = rest.bytes().take_while(|byte| part_of_it(*byte)).count();
        let digits = rest[..length].trim_start_matches('-');
        let leading_zero =
            digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit();
        let number =
            Number::parse(&rest[..length]).filter(|_| !leading_zero && !digits.starts_with('.'));
        self.at += length;
        number.map(Json::Number).ok_or_else(object::json_parsing)
    }

    /// A string, with its escapes read.
    fn string(&mut self) -> Result<String, AwsError> {
        if self.peek() != Some(b'"') {
            return Err(object::json_parsing());
        }
        self.at += 1;
        let mut string = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.find(['"', '\\']).ok_or_else(object::json_parsing)?;
            string.push_str(&rest[..plain]);
            self.at += plain + 1;
            if rest.as_bytes()[plain] == b'"' {
                return Ok(string);
            }
            string.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Result<char, AwsError> {
        let letter = self.peek().ok_or_else(object::json_parsing)?;
        self.at += 1;
        Ok(match letter {
            b'"' | b'\\' | b'/' => letter.into(),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.hex()?;
                let code = match unit {
                    0xD800..=0xDBFF if self.text[self.at..].starts_with("\\u") => {
                        self.at += 2;
                        let low = self.hex()?.wrapping_sub(0xDC00);
                        0x1_0000 + ((unit - 0xD800) << 10) + low.min(0x400)
                    }
                    _ => unit,
                };
                char::from_u32(code).ok_or_else(object::json_parsing)?
            }
            _ => return Err(object::json_parsing()),
        })
    }

    fn hex(&mut self) -> Result<u32, AwsError> {
        let digits = self.text.get(self.at..self.at + 4);
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        self.at += 4;
        digits
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .ok_or_else(object::json_parsing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_is_read() {
        let json = Json::parse(
            r#" {"a":[1,2.50,-3e2],"b":{"c":null,"d":true},"e":"\u00e9\ud83d\ude00\n"} "#,
        );
        let Ok(Json::Struct(members)) = json else {
            panic!("{json:?}");
        };
        assert_eq!(members.len(), 3);
        assert_eq!(members[2].1, Json::Text("é😀\n".to_owned()));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        let deep = "[".repeat(1000) + &"]".repeat(1000);
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\" 1}",
            "01",
            "tru",
            "\"\\x\"",
            "\"\\ud800\"",
            "1 2",
            "nul",
            ".5",
            "-",
            &deep,
        ] {
            assert!(Json::parse(text).is_err(), "{text}");
        }
    }
}
