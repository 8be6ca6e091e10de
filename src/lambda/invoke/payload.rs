//! Checks that a payload is JSON, and says why not in the words of AWS's parser (Jackson).

/// Jackson's own limit on nesting.
const DEPTH_MAX: usize = 1000;

/// `Err` holds Jackson's message with its location, as InvalidRequestContentException quotes it.
pub(crate) fn check(payload: &[u8]) -> Result<(), String> {
    let mut reader = Reader {
        bytes: payload,
        at: 0,
    };
    reader.document().map_err(|problem| {
        let before = &payload[..problem.at.min(payload.len())];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let line_start = before.iter().rposition(|byte| *byte == b'\n');
        let column = problem.at + 1 - line_start.map_or(0, |newline| newline + 1);
        format!(
            "{}\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: {line}, column: {column}]",
            problem.text
        )
    })
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

struct Problem {
    text: String,
    /// How many bytes Jackson has read by then.
    at: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Object,
    Array,
}

impl Reader<'_> {
    /// One value and nothing behind it. Iterative, so that no nesting can exhaust the stack.
    fn document(&mut self) -> Result<(), Problem> {
        let mut open: Vec<Inside> = Vec::new();
        loop {
            self.space();
            let opened = match self.peek() {
                Some(b'{') => Some(Inside::Object),
                Some(b'[') => Some(Inside::Array),
                _ => None,
            };
            if let Some(inside) = opened {
                self.at += 1;
                if open.len() == DEPTH_MAX {
                    return Err(self.too_deep());
                }
                open.push(inside);
                if !self.close_empty(inside) {
                    self.name_if(inside)?;
                    continue;
                }
                open.pop();
            } else {
                self.scalar(open.last().copied())?;
            }
            if !self.after_value(&mut open)? {
                return Ok(());
            }
        }
    }

    /// Reads commas and closing brackets; `true` when another value must follow.
    fn after_value(&mut self, open: &mut Vec<Inside>) -> Result<bool, Problem> {
        loop {
            self.space();
            let Some(inside) = open.last().copied() else {
                return match self.peek() {
                    None => Ok(false),
                    Some(_) => Err(self.unrecognised(None)),
                };
            };
            match (self.peek(), inside) {
                (Some(b','), _) => {
                    self.at += 1;
                    self.name_if(inside)?;
                    return Ok(true);
                }
                (Some(b'}'), Inside::Object) | (Some(b']'), Inside::Array) => {
                    self.at += 1;
                    open.pop();
                }
                (None, _) => return Err(self.end_inside(inside)),
                (Some(_), _) => {
                    let kind = match inside {
                        Inside::Object => "Object",
                        Inside::Array => "Array",
                    };
                    return Err(
                        self.unexpected(&format!("was expecting comma to separate {kind} entries"))
                    );
                }
            }
        }
    }

    fn close_empty(&mut self, inside: Inside) -> bool {
        self.space();
        let closing = match inside {
            Inside::Object => b'}',
            Inside::Array => b']',
        };
        let empty = self.peek() == Some(closing);
        self.at += usize::from(empty);
        empty
    }

    /// A field's name and colon, if the next value is a field's.
    fn name_if(&mut self, inside: Inside) -> Result<(), Problem> {
        if inside == Inside::Array {
            return Ok(());
        }
        self.space();
        match self.peek() {
            Some(b'"') => self.string("in field name")?,
            None => return Err(self.end_inside(inside)),
            Some(_) => {
                return Err(self.unexpected("was expecting double-quote to start field name"));
            }
        }
        self.space();
        match self.peek() {
            Some(b':') => {
                self.at += 1;
                Ok(())
            }
            None => Err(self.end_inside(inside)),
            Some(_) => {
                Err(self.unexpected("was expecting a colon to separate field name and value"))
            }
        }
    }

    fn scalar(&mut self, inside: Option<Inside>) -> Result<(), Problem> {
        match self.peek() {
            Some(b'"') => self.string(": was expecting closing quote for a string value"),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => {
                for word in ["null", "true", "false"] {
                    let end = self.at + word.len();
                    let follows = self.bytes.get(end).is_some_and(|byte| is_word(*byte));
                    if self.bytes[self.at..].starts_with(word.as_bytes()) && !follows {
                        self.at = end;
                        return Ok(());
                    }
                }
                Err(self.unrecognised(inside))
            }
        }
    }

    fn string(&mut self, unfinished: &str) -> Result<(), Problem> {
        self.at += 1;
        loop {
            let Some(byte) = self.peek() else {
                return Err(self
                    .problem(format!("Unexpected end-of-input {unfinished}").replace(" :", ":")));
            };
            self.at += 1;
            match byte {
                b'"' => return Ok(()),
                b'\\' => self.escape()?,
                0..0x20 => {
                    return Err(self.problem(format!(
                        "Illegal unquoted character ((CTRL-CHAR, code {byte})): has to be escaped using backslash to be included in string value"
                    )));
                }
                0x80.. => self.multibyte(byte)?,
                _ => {}
            }
        }
    }

    fn escape(&mut self) -> Result<(), Problem> {
        let escape = self.peek();
        self.at += 1;
        match escape {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(()),
            Some(b'u') => {
                for _ in 0..4 {
                    let digit = self.peek();
                    self.at += 1;
                    if !digit.is_some_and(|digit| digit.is_ascii_hexdigit()) {
                        return Err(self.problem(format!(
                            "Unexpected character ({}): expected a hex-digit for character escape sequence",
                            shown(digit.unwrap_or_default())
                        )));
                    }
                }
                Ok(())
            }
            other => Err(self.problem(format!(
                "Unrecognized character escape {}",
                shown(other.unwrap_or_default())
            ))),
        }
    }

    /// The bytes behind the first one of a character that is not ASCII.
    fn multibyte(&mut self, first: u8) -> Result<(), Problem> {
        let more = match first {
            0xC0..0xE0 => 1,
            0xE0..0xF0 => 2,
            0xF0..0xF8 => 3,
            _ => return Err(self.problem(format!("Invalid UTF-8 start byte 0x{first:x}"))),
        };
        let start = self.at - 1;
        for _ in 0..more {
            let byte = self.peek().unwrap_or_default();
            self.at += 1;
            if byte & 0xC0 != 0x80 {
                return Err(self.problem(format!("Invalid UTF-8 middle byte 0x{byte:x}")));
            }
        }
        // Overlong forms and surrogates pass Jackson, but no runtime can read them.
        match std::str::from_utf8(&self.bytes[start..self.at]) {
            Ok(_) => Ok(()),
            Err(_) => Err(self.problem(format!("Invalid UTF-8 start byte 0x{first:x}"))),
        }
    }

    fn number(&mut self) -> Result<(), Problem> {
        self.at += usize::from(self.peek() == Some(b'-'));
        if self.peek() == Some(b'0') {
            self.at += 1;
            if self.peek().is_some_and(|digit| digit.is_ascii_digit()) {
                return Err(self.problem("Invalid numeric value: Leading zeroes not allowed"));
            }
        } else {
            self.digits("expected digit (0-9) to follow minus sign, for valid numeric value")?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits("Decimal point not followed by a digit")?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits("Exponent indicator not followed by a digit")?;
        }
        match self.peek() {
            Some(byte) if is_word(byte) => {
                Err(self.unexpected("Expected space separating root-level values"))
            }
            _ => Ok(()),
        }
    }

    fn digits(&mut self, missing: &str) -> Result<(), Problem> {
        let count = self.bytes[self.at..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        self.at += count;
        match count {
            0 => Err(self.unexpected(missing)),
            _ => Ok(()),
        }
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn problem(&self, text: impl Into<String>) -> Problem {
        Problem {
            text: text.into(),
            at: self.at,
        }
    }

    /// A word where a value should be, or a character that begins nothing.
    fn unrecognised(&mut self, inside: Option<Inside>) -> Problem {
        let start = self.at;
        let Some(first) = self.peek() else {
            return match inside {
                Some(inside) => self.end_inside(inside),
                None => self.problem("No content to map due to end-of-input"),
            };
        };
        if first >= 0x80 {
            self.at += 1;
            return match self.multibyte(first) {
                Err(problem) => problem,
                Ok(()) => self.problem(format!(
                    "Unexpected character ({}): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
                    shown(first)
                )),
            };
        }
        while self.peek().is_some_and(is_word) {
            self.at += 1;
        }
        if self.at == start {
            return self.unexpected("expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')");
        }
        // Jackson quotes no more than 256 characters of a token.
        let token = String::from_utf8_lossy(&self.bytes[start..self.at.min(start + 256)]);
        let text = format!(
            "Unrecognized token '{token}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
        );
        self.problem(text)
    }

    fn unexpected(&mut self, why: &str) -> Problem {
        let character = shown(self.peek().unwrap_or_default());
        self.at += 1;
        self.problem(format!("Unexpected character ({character}): {why}"))
    }

    fn end_inside(&self, inside: Inside) -> Problem {
        let kind = match inside {
            Inside::Object => "Object",
            Inside::Array => "Array",
        };
        self.problem(format!(
            "Unexpected end-of-input: expected close marker for {kind}"
        ))
    }

    fn too_deep(&self) -> Problem {
        self.problem(format!(
            "Document nesting depth ({}) exceeds the maximum allowed ({DEPTH_MAX}, from `StreamReadConstraints.getMaxNestingDepth()`)",
            DEPTH_MAX + 1
        ))
    }
}

/// Bytes that Jackson takes for part of a word.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$'
}

/// `'x' (code 120)`, or `(CTRL-CHAR, code 7)`.
fn shown(byte: u8) -> String {
    match byte {
        0..0x20 => format!("(CTRL-CHAR, code {byte})"),
        _ => format!("'{}' (code {byte})", char::from(byte)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn why(payload: &[u8]) -> String {
        check(payload).unwrap_err()
    }

    #[test]
    fn a_word_that_is_no_json_is_quoted_with_its_place() {
        assert_eq!(
            why(b"not json"),
            "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 4]"
        );
    }

    #[test]
    fn a_byte_that_is_no_utf8_is_named() {
        assert!(why(b"\"\x87\"").starts_with("Invalid UTF-8 start byte 0x87\n at [Source"));
        assert!(why(b"\"\xC3(\"").starts_with("Invalid UTF-8 middle byte 0x28\n"));
    }

    #[test]
    fn a_payload_that_breaks_off_is_told_from_one_that_goes_wrong() {
        assert!(why(b"{").starts_with("Unexpected end-of-input: expected close marker for Object"));
        assert!(why(b"{a:1}").starts_with(
            "Unexpected character ('a' (code 97)): was expecting double-quote to start field name"
        ));
        assert!(why(b"\"a").starts_with(
            "Unexpected end-of-input: was expecting closing quote for a string value\n"
        ));
        assert!(why(b"{\n\"a\":1 2}").contains("line: 2, column: 8]"));
    }

    #[test]
    fn nesting_has_a_limit() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(check(nested(1000).as_bytes()).is_ok());
        assert!(why(nested(1001).as_bytes()).starts_with("Document nesting depth (1001)"));
    }

    proptest! {
        #[test]
        fn json_is_what_serde_takes_for_json(text in "[\\[\\]{}\",:0-9a-e .+\\-\\\\u\u{e9}nulrtfs]{0,12}") {
            let expected = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
            prop_assert_eq!(check(text.as_bytes()).is_ok(), expected, "{}", text);
        }

        #[test]
        fn any_bytes_are_checked_without_panic(bytes: Vec<u8>) {
            let expected = serde_json::from_slice::<&serde_json::value::RawValue>(&bytes).is_ok();
            prop_assert_eq!(check(&bytes).is_ok(), expected);
        }
    }
}
