//! Answers are written by hand into one buffer.

use std::fmt::{Display, Write as _};

use super::plain::plain_bytes;

/// A JSON text under construction. Commas come by themselves.
#[derive(Default)]
pub(crate) struct Writer {
    text: String,
}

impl Writer {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
        }
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// Writes `{`, what `members` writes, and `}`.
    pub(crate) fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.separate();
        self.text.push('{');
        members(self);
        self.text.push('}');
    }

    /// Writes a list of what `element` writes for each item.
    pub(crate) fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut element: impl FnMut(&mut Self, T),
    ) {
        self.separate();
        self.text.push('[');
        for item in items {
            element(self, item);
        }
        self.text.push(']');
    }

    /// Writes a member's name; its value comes next.
    pub(crate) fn name(&mut self, name: &str) -> &mut Self {
        self.text(name);
        self.text.push(':');
        self
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.separate();
        self.text.push('"');
        let mut rest = text;
        loop {
            let (plain, special) = rest.split_at(plain_bytes(rest.as_bytes()));
            self.text.push_str(plain);
            let Some(&byte) = special.as_bytes().first() else {
                break;
            };
            self.escaped(byte);
            rest = &special[1..];
        }
        self.text.push('"');
    }

    /// Writes a number or anything else whose text needs no quotes.
    pub(crate) fn plain(&mut self, value: impl Display) {
        self.separate();
        // Writing into a String cannot fail.
        let _ = write!(self.text, "{value}");
    }

    /// Writes text in quotes that holds nothing to escape, such as a number or base64.
    pub(crate) fn quoted(&mut self, text: &str) {
        self.separate();
        self.text.push('"');
        self.text.push_str(text);
        self.text.push('"');
    }

    /// Writes JSON that is written already.
    pub(crate) fn json(&mut self, json: &str) {
        self.separate();
        self.text.push_str(json);
    }

    fn separate(&mut self) {
        if !matches!(self.text.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.text.push(',');
        }
    }

    fn escaped(&mut self, byte: u8) {
        match byte {
            b'"' => self.text.push_str("\\\""),
            b'\\' => self.text.push_str("\\\\"),
            b'\n' => self.text.push_str("\\n"),
            b'\r' => self.text.push_str("\\r"),
            b'\t' => self.text.push_str("\\t"),
            8 => self.text.push_str("\\b"),
            12 => self.text.push_str("\\f"),
            other => {
                let _ = write!(self.text, "\\u{other:04X}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Writer;

    #[test]
    fn commas_come_by_themselves() {
        let mut writer = Writer::default();
        writer.object(|w| {
            w.name("a").plain(1);
            w.name("b").list([1, 2], |w, n| w.plain(n));
            w.name("c").object(|w| w.name("d:").text("{x\"\u{1}é"));
        });
        assert_eq!(
            writer.into_text(),
            r#"{"a":1,"b":[1,2],"c":{"d:":"{x\"\u0001é"}}"#
        );
    }
}
