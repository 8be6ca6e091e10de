//! One pass over a request's JSON: tokens, objects and lists, with no tree in between.

use std::borrow::Cow;

use super::plain::plain_bytes;

/// Containers inside containers at most; deeper JSON is refused as malformed, as a stack would be.
const DEPTH_MAX: usize = 1_000;

/// Why a body could not be read into a request's shape.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum WireProblem {
    /// Not JSON at all: a SerializationException without a message.
    Malformed,
    /// JSON of the wrong type: a SerializationException whose Message is this text.
    Mistyped(Cow<'static, str>),
}

pub(crate) type Wire<T> = Result<T, WireProblem>;

/// What kind of JSON value comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    List,
    Text,
    Number,
    Truth(bool),
    Null,
}

/// A place in a JSON text. Every method leaves it behind what it read.
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Whether a text is one JSON value and nothing else.
    pub(crate) fn check(text: &str) -> Wire<()> {
        let mut reader = Reader::new(text);
        reader.skip()?;
        reader.finish()
    }

    /// Nothing but white space may follow.
    pub(crate) fn finish(&mut self) -> Wire<()> {
        self.white_space();
        match self.byte() {
            None => Ok(()),
            Some(_) => Err(WireProblem::Malformed),
        }
    }

    /// The kind of the next value, which stays unread.
    pub(crate) fn kind(&mut self) -> Wire<Kind> {
        self.white_space();
        match self.byte() {
            Some(b'"') => Ok(Kind::Text),
            Some(b'{') => Ok(Kind::Object),
            Some(b'[') => Ok(Kind::List),
            Some(b'-' | b'0'..=b'9') => Ok(Kind::Number),
            Some(b't') => Ok(Kind::Truth(true)),
            Some(b'f') => Ok(Kind::Truth(false)),
            Some(b'n') => Ok(Kind::Null),
            _ => Err(WireProblem::Malformed),
        }
    }

    /// Reads `null`, if that is what comes next.
    pub(crate) fn null(&mut self) -> Wire<bool> {
        if self.kind()? != Kind::Null {
            return Ok(false);
        }
        self.word("null")?;
        Ok(true)
    }

    /// Reads `true` or `false`.
    pub(crate) fn truth(&mut self) -> Wire<bool> {
        match self.kind()? {
            Kind::Truth(true) => self.word("true").map(|()| true),
            Kind::Truth(false) => self.word("false").map(|()| false),
            _ => Err(WireProblem::Malformed),
        }
    }

    /// Reads a number, as it is written.
    pub(crate) fn number(&mut self) -> Wire<&'a str> {
        self.white_space();
        let start = self.at;
        self.accept(b'-');
        if !self.accept(b'0') {
            self.digits()?;
        }
        if self.accept(b'.') {
            self.digits()?;
        }
        if self.accept(b'e') || self.accept(b'E') {
            let _ = self.accept(b'+') || self.accept(b'-');
            self.digits()?;
        }
        Ok(&self.text[start..self.at])
    }

    /// Reads a string; borrowed unless it holds an escape.
    pub(crate) fn text(&mut self) -> Wire<Cow<'a, str>> {
        self.white_space();
        if !self.accept(b'"') {
            return Err(WireProblem::Malformed);
        }
        let start = self.at;
        self.plain();
        if self.accept(b'"') {
            return Ok(Cow::Borrowed(&self.text[start..self.at - 1]));
        }
        let mut owned = self.text[start..self.at].to_owned();
        loop {
            if self.accept(b'"') {
                return Ok(Cow::Owned(owned));
            }
            if !self.accept(b'\\') {
                return Err(WireProblem::Malformed);
            }
            owned.push(self.escape()?);
            let start = self.at;
            self.plain();
            owned.push_str(&self.text[start..self.at]);
        }
    }

    /// Reads an object; `member` is called with each name and must read that member's value.
    pub(crate) fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, Cow<'a, str>) -> Wire<()>,
    ) -> Wire<()> {
        self.white_space();
        if !self.accept(b'{') {
            return Err(WireProblem::Malformed);
        }
        self.white_space();
        if self.accept(b'}') {
            return Ok(());
        }
        loop {
            let name = self.name()?;
            member(self, name)?;
            self.white_space();
            if self.accept(b'}') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    /// Reads a list; `element` is called for each element and must read it.
    pub(crate) fn list(&mut self, mut element: impl FnMut(&mut Self) -> Wire<()>) -> Wire<()> {
        self.white_space();
        if !self.accept(b'[') {
            return Err(WireProblem::Malformed);
        }
        self.white_space();
        if self.accept(b']') {
            return Ok(());
        }
        loop {
            element(self)?;
            self.white_space();
            if self.accept(b']') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    /// Reads past one value of any kind, without recursion.
    pub(crate) fn skip(&mut self) -> Wire<()> {
        let mut open: Vec<u8> = Vec::new();
        loop {
            let kind = self.kind()?;
            match kind {
                Kind::Object | Kind::List => {
                    let (opening, closing) = match kind {
                        Kind::Object => (b'{', b'}'),
                        _ => (b'[', b']'),
                    };
                    self.expect(opening)?;
                    self.white_space();
                    if !self.accept(closing) {
                        if open.len() == DEPTH_MAX {
                            return Err(WireProblem::Malformed);
                        }
                        open.push(closing);
                        if closing == b'}' {
                            self.name()?;
                        }
                        continue;
                    }
                }
                Kind::Text => self.skip_text()?,
                Kind::Number => {
                    self.number()?;
                }
                Kind::Truth(true) => self.word("true")?,
                Kind::Truth(false) => self.word("false")?,
                Kind::Null => self.word("null")?,
            }
            if !self.after_value(&mut open)? {
                return Ok(());
            }
        }
    }

    /// Closes what ends here; true if another value follows.
    fn after_value(&mut self, open: &mut Vec<u8>) -> Wire<bool> {
        loop {
            let Some(&closing) = open.last() else {
                return Ok(false);
            };
            self.white_space();
            if self.accept(closing) {
                open.pop();
                continue;
            }
            self.expect(b',')?;
            if closing == b'}' {
                self.name()?;
            }
            return Ok(true);
        }
    }

    fn name(&mut self) -> Wire<Cow<'a, str>> {
        let name = self.text()?;
        self.white_space();
        self.expect(b':')?;
        Ok(name)
    }

    fn skip_text(&mut self) -> Wire<()> {
        self.expect(b'"')?;
        loop {
            self.plain();
            if self.accept(b'"') {
                return Ok(());
            }
            if !self.accept(b'\\') {
                return Err(WireProblem::Malformed);
            }
            self.escape()?;
        }
    }

    /// Moves over characters that need no attention.
    fn plain(&mut self) {
        self.at += plain_bytes(&self.text.as_bytes()[self.at..]);
    }

    /// The character of an escape, behind its backslash.
    fn escape(&mut self) -> Wire<char> {
        let byte = self.byte().ok_or(WireProblem::Malformed)?;
        self.at += 1;
        Ok(match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => self.unicode()?,
            _ => return Err(WireProblem::Malformed),
        })
    }

    /// The character of `\uXXXX`. Half a surrogate pair becomes `?`, as Java writes it in UTF-8.
    fn unicode(&mut self) -> Wire<char> {
        let high = self.hex4()?;
        if let Some(character) = char::from_u32(high) {
            return Ok(character);
        }
        let rest = &self.text.as_bytes()[self.at..];
        if (0xD800..0xDC00).contains(&high) && rest.starts_with(b"\\u") {
            let before = self.at;
            self.at += 2;
            let low = self.hex4()?;
            if (0xDC00..0xE000).contains(&low) {
                let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                return char::from_u32(code).ok_or(WireProblem::Malformed);
            }
            self.at = before;
        }
        Ok('?')
    }

    fn hex4(&mut self) -> Wire<u32> {
        let digits = self
            .text
            .as_bytes()
            .get(self.at..self.at + 4)
            .ok_or(WireProblem::Malformed)?;
        let mut code = 0;
        for &digit in digits {
            let value = (digit as char).to_digit(16).ok_or(WireProblem::Malformed)?;
            code = code * 16 + value;
        }
        self.at += 4;
        Ok(code)
    }

    fn digits(&mut self) -> Wire<()> {
        let start = self.at;
        while matches!(self.byte(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start {
            return Err(WireProblem::Malformed);
        }
        Ok(())
    }

    fn word(&mut self, word: &str) -> Wire<()> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return Err(WireProblem::Malformed);
        }
        self.at += word.len();
        Ok(())
    }

    fn white_space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn accept(&mut self, byte: u8) -> bool {
        let here = self.byte() == Some(byte);
        self.at += usize::from(here);
        here
    }

    fn expect(&mut self, byte: u8) -> Wire<()> {
        match self.accept(byte) {
            true => Ok(()),
            false => Err(WireProblem::Malformed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Reader, WireProblem};

    #[test]
    fn a_string_is_read_with_its_escapes() {
        let mut reader = Reader::new(r#" "a\n\u00e9\ud83d\ude00\"\\ long plain text" "#);
        assert_eq!(reader.text().unwrap(), "a\né😀\"\\ long plain text");
        assert_eq!(reader.finish(), Ok(()));
    }

    #[test]
    fn half_a_surrogate_pair_becomes_a_question_mark() {
        assert_eq!(Reader::new(r#""a\ud800b""#).text().unwrap(), "a?b");
        assert_eq!(Reader::new(r#""\ud800\u0041""#).text().unwrap(), "?A");
    }

    #[test]
    fn what_serde_refuses_is_refused_and_what_it_reads_is_read() {
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "01",
            "1.",
            "1e",
            "-",
            "tru",
            "\"a",
            "\"\t\"",
            "\"\\x\"",
            "\"\\u12\"",
            "[1 2]",
            "{} {}",
            "nul",
            "{a:1}",
            "'a'",
            "+1",
            ".5",
        ] {
            assert_eq!(Reader::check(text), Err(WireProblem::Malformed), "{text}");
            assert!(serde_json::from_str::<serde_json::Value>(text).is_err());
        }
        for text in [
            "null",
            "[]",
            "{}",
            "[1,2.5,-0,1e5,1E-5]",
            "{\"a\":{\"b\":[true,false,null]}}",
            " \n1\t",
        ] {
            assert_eq!(Reader::check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn a_hundred_thousand_open_lists_are_malformed_not_a_stack_overflow() {
        let deep = "[".repeat(100_000);
        assert_eq!(Reader::check(&deep), Err(WireProblem::Malformed));
    }
}
