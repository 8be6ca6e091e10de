//! Reads a line of Ion text into the JSON that stands for it, so that one reader of lines judges both.

use std::borrow::Cow;

use super::{BINARY_SET, NUMBER_SET, STRING_SET, VERSION};
use crate::dynamodb::wire::writer::Writer;

/// Containers inside containers at most; items may have far fewer.
const DEPTH_MAX: usize = 100;

/// Why a line is no item.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::dynamodb::transfer) enum IonProblem {
    /// Not Ion's text.
    Malformed,
    /// Ion that stands for nothing in DynamoDB, such as a timestamp.
    Unsupported,
}

type Ion<T> = Result<T, IonProblem>;

/// The JSON of a line's records, `{"Item":…}` with the members of a condition, if they are there: one
/// record as in AWS's exports, or a list as in "Amazon S3 import formats for DynamoDB" (Developer Guide).
pub(in crate::dynamodb::transfer) fn records_json(line: &str) -> Ion<Vec<String>> {
    let mut reader = IonReader { text: line, at: 0 };
    reader.space()?;
    if reader.rest().starts_with(VERSION) {
        reader.at += VERSION.len();
        reader.space()?;
    }
    let mut items = Vec::new();
    match reader.rest().starts_with('[') {
        true => reader.elements(|reader| {
            items.push(reader.record()?);
            Ok(())
        })?,
        false => items.push(reader.record()?),
    }
    reader.space()?;
    match reader.rest().is_empty() {
        true => Ok(items),
        false => Err(IonProblem::Malformed),
    }
}

/// A place in a text. Every method leaves it behind what it read.
struct IonReader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> IonReader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn accept(&mut self, text: &str) -> bool {
        let here = self.rest().starts_with(text);
        self.at += if here { text.len() } else { 0 };
        here
    }

    fn expect(&mut self, text: &str) -> Ion<()> {
        match self.accept(text) {
            true => Ok(()),
            false => Err(IonProblem::Malformed),
        }
    }

    /// White space and comments.
    fn space(&mut self) -> Ion<()> {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n', '\u{b}', '\u{c}']);
            self.at += rest.len() - trimmed.len();
            if trimmed.starts_with("//") {
                self.at += trimmed.find('\n').unwrap_or(trimmed.len());
            } else if trimmed.starts_with("/*") {
                let end = trimmed.find("*/").ok_or(IonProblem::Malformed)?;
                self.at += end + 2;
            } else {
                return Ok(());
            }
        }
    }

    /// A struct with a member `Item`; members beside it and its condition mean nothing.
    fn record(&mut self) -> Ion<String> {
        let mut writer = Writer::default();
        let mut read = Ok(());
        writer.object(|w| read = self.members(|reader, name| reader.member(w, &name)));
        read.map(|()| writer.into_text())
    }

    fn member(&mut self, writer: &mut Writer, name: &str) -> Ion<()> {
        let mut read = Ok(());
        match name {
            "Item" | "ExpressionAttributeValues" => {
                writer.name(name).object(|w| read = self.fields(w, 1));
            }
            "ExpressionAttributeNames" => writer.name(name).object(|w| {
                read = self.members(|reader, placeholder| {
                    let attribute = reader.string()?;
                    w.name(&placeholder).text(&attribute);
                    Ok(())
                });
            }),
            "ConditionExpression" => {
                let text = self.string()?;
                writer.name(name).text(&text);
            }
            _ => read = self.value(&mut Writer::default(), 1),
        }
        read
    }

    fn string(&mut self) -> Ion<Cow<'a, str>> {
        match self.rest() {
            rest if rest.starts_with("'''") => self.long_string(),
            rest if rest.starts_with('"') => self.quoted("\""),
            _ => Err(IonProblem::Unsupported),
        }
    }

    /// A struct; `member` reads each value.
    fn members(&mut self, mut member: impl FnMut(&mut Self, Cow<'a, str>) -> Ion<()>) -> Ion<()> {
        self.expect("{")?;
        loop {
            self.space()?;
            if self.accept("}") {
                return Ok(());
            }
            let name = self.name()?;
            self.space()?;
            self.expect(":")?;
            self.space()?;
            member(self, name)?;
            self.space()?;
            if !self.accept(",") {
                self.space()?;
                return self.expect("}");
            }
        }
    }

    /// The members of a struct, as those of a map.
    fn fields(&mut self, writer: &mut Writer, depth: usize) -> Ion<()> {
        self.members(|reader, name| reader.value(writer.name(&name), depth + 1))
    }

    fn elements(&mut self, mut element: impl FnMut(&mut Self) -> Ion<()>) -> Ion<()> {
        self.expect("[")?;
        loop {
            self.space()?;
            if self.accept("]") {
                return Ok(());
            }
            element(self)?;
            self.space()?;
            if !self.accept(",") {
                return self.expect("]");
            }
        }
    }

    /// The name of a field: a symbol or a string.
    fn name(&mut self) -> Ion<Cow<'a, str>> {
        match self.rest().as_bytes().first() {
            Some(b'"') => self.quoted("\""),
            Some(b'\'') if self.rest().starts_with("'''") => self.long_string(),
            Some(b'\'') => self.quoted("'"),
            _ => self.identifier().map(Cow::Borrowed),
        }
    }

    fn identifier(&mut self) -> Ion<&'a str> {
        let rest = self.rest();
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let name = &rest[..end];
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(IonProblem::Malformed);
        }
        self.at += end;
        Ok(name)
    }

    /// A value, written as an attribute value of DynamoDB's JSON.
    fn value(&mut self, writer: &mut Writer, depth: usize) -> Ion<()> {
        if depth > DEPTH_MAX {
            return Err(IonProblem::Unsupported);
        }
        let set = self.annotation()?;
        if let Some(set) = set {
            return self.set(writer, set);
        }
        let rest = self.rest();
        let mut read = Ok(());
        match rest.as_bytes().first() {
            Some(b'{') if rest.starts_with("{{") => {
                let text = self.blob()?;
                writer.object(|w| w.name("B").quoted(&text));
            }
            Some(b'{') => writer.object(|w| {
                w.name("M").object(|w| read = self.fields(w, depth));
            }),
            Some(b'[') => writer.object(|w| {
                w.name("L").list([()], |w, ()| {
                    // The list is written by its elements.
                    read = self.elements(|reader| reader.value(w, depth + 1));
                });
            }),
            Some(b'"') => {
                let text = self.quoted("\"")?;
                writer.object(|w| w.name("S").text(&text));
            }
            Some(b'\'') if rest.starts_with("'''") => {
                let text = self.long_string()?;
                writer.object(|w| w.name("S").text(&text));
            }
            Some(b'-' | b'0'..=b'9') => {
                let text = self.number()?;
                writer.object(|w| w.name("N").quoted(&text));
            }
            Some(_) => match self.word()? {
                Word::Truth(truth) => writer.object(|w| w.name("BOOL").plain(truth)),
                Word::Null => writer.object(|w| w.name("NULL").plain(true)),
            },
            None => return Err(IonProblem::Malformed),
        }
        read
    }

    /// The annotation that makes a list a set; others mean nothing.
    fn annotation(&mut self) -> Ion<Option<&'static str>> {
        let mut set = None;
        loop {
            let start = self.at;
            let is_symbol = self
                .rest()
                .starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$' | '\''))
                && !self.rest().starts_with("'''");
            if !is_symbol {
                return Ok(set);
            }
            let name = self.name()?;
            self.space()?;
            if !self.accept("::") {
                self.at = start;
                return Ok(set);
            }
            self.space()?;
            set = match &*name {
                STRING_SET => Some("SS"),
                NUMBER_SET => Some("NS"),
                BINARY_SET => Some("BS"),
                _ => set,
            };
        }
    }

    fn set(&mut self, writer: &mut Writer, kind: &'static str) -> Ion<()> {
        let mut members = Vec::new();
        self.elements(|reader| {
            let member = match (kind, reader.rest().as_bytes().first()) {
                ("SS", Some(b'"')) => reader.quoted("\"")?,
                ("NS", Some(b'-' | b'0'..=b'9')) => Cow::Owned(reader.number()?),
                ("BS", Some(b'{')) => Cow::Owned(reader.blob()?),
                _ => return Err(IonProblem::Unsupported),
            };
            members.push(member);
            Ok(())
        })?;
        writer.object(|w| w.name(kind).list(&members, |w, member| w.text(member)));
        Ok(())
    }

    /// `{{base64}}`, as base64 without white space. A clob, which is in quotes, is none.
    fn blob(&mut self) -> Ion<String> {
        self.expect("{{")?;
        let end = self.rest().find("}}").ok_or(IonProblem::Malformed)?;
        let text: String = self.rest()[..end].split_ascii_whitespace().collect();
        if text.contains(['"', '\'']) {
            return Err(IonProblem::Unsupported);
        }
        self.at += end + 2;
        Ok(text)
    }

    /// An integer, a decimal or a float, as DynamoDB writes numbers.
    fn number(&mut self) -> Ion<String> {
        let rest = self.rest();
        let ends = |c: char| c.is_ascii_whitespace() || matches!(c, ',' | ']' | '}' | '/');
        let end = rest.find(ends).unwrap_or(rest.len());
        self.at += end;
        let is_plain = |c: char| {
            c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | '_' | 'd' | 'D' | 'e' | 'E')
        };
        let text = &rest[..end];
        // A sign inside belongs to an exponent; elsewhere it is that of a timestamp.
        let is_signed = |(at, _): (usize, &str)| {
            at == 0 || matches!(text.as_bytes()[at - 1], b'd' | b'D' | b'e' | b'E')
        };
        match text.chars().all(is_plain) && text.match_indices(['-', '+']).all(is_signed) {
            true => Ok(text.replace('_', "").replace(['d', 'D'], "e")),
            false => Err(IonProblem::Unsupported),
        }
    }

    /// `true`, `false`, `null` or a typed null.
    fn word(&mut self) -> Ion<Word> {
        match self.identifier()? {
            "true" => Ok(Word::Truth(true)),
            "false" => Ok(Word::Truth(false)),
            "null" => {
                if self.accept(".") {
                    self.identifier()?;
                }
                Ok(Word::Null)
            }
            _ => Err(IonProblem::Unsupported),
        }
    }

    fn quoted(&mut self, quote: &str) -> Ion<Cow<'a, str>> {
        self.expect(quote)?;
        self.up_to(quote)
    }

    /// Strings in three quotes, which are one string if they follow each other.
    fn long_string(&mut self) -> Ion<Cow<'a, str>> {
        let mut whole = String::new();
        while self.accept("'''") {
            whole.push_str(&self.up_to("'''")?);
            self.space()?;
        }
        Ok(Cow::Owned(whole))
    }

    /// Text up to a quote, which is passed over; borrowed unless it holds an escape.
    fn up_to(&mut self, quote: &str) -> Ion<Cow<'a, str>> {
        let rest = self.rest();
        let end = rest.find(quote).ok_or(IonProblem::Malformed)?;
        if !rest[..end].contains('\\') {
            self.at += end + quote.len();
            return Ok(Cow::Borrowed(&rest[..end]));
        }
        let mut text = String::new();
        loop {
            if self.accept(quote) {
                return Ok(Cow::Owned(text));
            }
            let next = self.rest().chars().next().ok_or(IonProblem::Malformed)?;
            self.at += next.len_utf8();
            match next {
                '\\' => text.extend(self.escape()?),
                plain => text.push(plain),
            }
        }
    }

    /// The character of an escape, behind its backslash; none for an escaped end of a line.
    fn escape(&mut self) -> Ion<Option<char>> {
        let kind = self.rest().chars().next().ok_or(IonProblem::Malformed)?;
        self.at += kind.len_utf8();
        Ok(Some(match kind {
            '0' => '\0',
            'a' => '\u{7}',
            'b' => '\u{8}',
            't' => '\t',
            'n' => '\n',
            'f' => '\u{c}',
            'r' => '\r',
            'v' => '\u{b}',
            '"' | '\'' | '?' | '\\' | '/' => kind,
            'x' => self.code(2)?,
            'u' => self.utf16()?,
            'U' => self.code(8)?,
            '\n' => return Ok(None),
            _ => return Err(IonProblem::Malformed),
        }))
    }

    /// `\uXXXX`, perhaps the first half of a pair of them.
    fn utf16(&mut self) -> Ion<char> {
        let high = self.hex(4)?;
        if !(0xD800..0xDC00).contains(&high) {
            return char::from_u32(high).ok_or(IonProblem::Malformed);
        }
        self.expect("\\u")?;
        let low = self.hex(4)?;
        let code = 0x10000 + ((high - 0xD800) << 10) + low.wrapping_sub(0xDC00);
        match (0xDC00..0xE000).contains(&low) {
            true => char::from_u32(code).ok_or(IonProblem::Malformed),
            false => Err(IonProblem::Malformed),
        }
    }

    fn code(&mut self, digits: usize) -> Ion<char> {
        char::from_u32(self.hex(digits)?).ok_or(IonProblem::Malformed)
    }

    fn hex(&mut self, digits: usize) -> Ion<u32> {
        let text = self.rest().get(..digits).ok_or(IonProblem::Malformed)?;
        let all_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
        self.at += digits;
        match u32::from_str_radix(text, 16) {
            Ok(code) if all_hex => Ok(code),
            _ => Err(IonProblem::Malformed),
        }
    }
}

enum Word {
    Truth(bool),
    Null,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Of a line with one item.
    fn record_json(line: &str) -> Ion<String> {
        let mut records = records_json(line)?;
        assert_eq!(records.len(), 1);
        Ok(records.remove(0))
    }

    // Developer Guide, "Amazon S3 import formats for DynamoDB": its example.
    #[test]
    fn a_line_may_be_a_list_of_items() {
        let line = "$ion_1_0 [{Item:{a:1.}}, {Other:2}, {Item:{}},]";
        let expected = [r#"{"Item":{"a":{"N":"1."}}}"#, "{}", r#"{"Item":{}}"#];
        assert_eq!(records_json(line).unwrap(), expected);
        assert_eq!(records_json("[]"), Ok(Vec::new()));
        assert_eq!(records_json("[1]"), Err(IonProblem::Malformed));
    }

    #[test]
    fn a_record_may_have_a_condition() {
        let line = r##"{ConditionExpression:"#a < :a", ExpressionAttributeNames:{'#a':"b"},
            ExpressionAttributeValues:{':a':1}, Item:{}}"##;
        assert_eq!(
            record_json(line).unwrap(),
            r##"{"ConditionExpression":"#a < :a","ExpressionAttributeNames":{"#a":"b"},"ExpressionAttributeValues":{":a":{"N":"1"}},"Item":{}}"##
        );
        let mistyped = "{ConditionExpression:1, Item:{}}";
        assert_eq!(record_json(mistyped), Err(IonProblem::Unsupported));
    }

    #[test]
    fn every_type_becomes_dynamodb_s() {
        let line = "$ion_1_0 {Item:{a:$dynamodb_SS::[\"x\",\"y\"], 'b c' : 6d2, \"d\":103., e:-1.5d-3,
            f:[true, null.string, {g:{{AAE=}},},], h:$dynamodb_NS::[1,2.5], /* so */ i:'''lo''' '''ng''',
            j:$dynamodb_BS::[{{ AA == }}], k:\"\\x41\\u00e9\\n\" // end
            }}";
        assert_eq!(
            record_json(line).unwrap(),
            r#"{"Item":{"a":{"SS":["x","y"]},"b c":{"N":"6e2"},"d":{"N":"103."},"e":{"N":"-1.5e-3"},"f":{"L":[{"BOOL":true},{"NULL":true},{"M":{"g":{"B":"AAE="}}}]},"h":{"NS":["1","2.5"]},"i":{"S":"long"},"j":{"BS":["AA=="]},"k":{"S":"Aé\n"}}}"#
        );
    }

    #[test]
    fn what_is_no_item_is_refused() {
        assert_eq!(record_json("{Other:1}"), Ok("{}".to_owned()));
        for malformed in [
            "",
            "{",
            "{Item:{a:1}",
            "{Item:{a 1}}",
            "{Item:{a:\"x}}",
            "[{Item:{}}",
            "{} {}",
        ] {
            assert_eq!(
                record_json(malformed),
                Err(IonProblem::Malformed),
                "{malformed}"
            );
        }
        for unsupported in [
            "{Item:{a:2020-01-01}}",
            "{Item:{a:symbol}}",
            "{Item:{a:{{\"clob\"}}}}",
            "{Item:{a:0x1F}}",
        ] {
            assert_eq!(record_json(unsupported), Err(IonProblem::Unsupported));
        }
        let deep = format!("{{Item:{{a:{}", "[".repeat(100_000));
        assert_eq!(record_json(&deep), Err(IonProblem::Unsupported));
    }

    proptest! {
        #[test]
        fn no_text_is_a_panic(text in "[{}\\[\\]:,'\"a0-9d$\\\\.e é/*]{0,40}") {
            let _ = records_json(&format!("{{Item:{{a:{text}"));
            let _ = records_json(&text);
        }
    }
}
