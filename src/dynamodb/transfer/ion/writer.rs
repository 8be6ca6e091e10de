//! Items as Ion text, written as Ion's own libraries write it.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{BINARY_SET, NUMBER_SET, STRING_SET, VERSION};
use crate::dynamodb::value::{AttributeValue, Attributes, Number, TEXT_BYTES_MAX};

/// A line: the version marker, and a struct around what `members` writes.
pub(in crate::dynamodb::transfer) fn write_line(
    out: &mut String,
    members: impl FnOnce(&mut String),
) {
    out.push_str(VERSION);
    out.push_str(" {");
    members(out);
    out.push_str("}\n");
}

/// A member of a struct; `first` is the one that no comma precedes.
pub(in crate::dynamodb::transfer) fn write_member(
    out: &mut String,
    first: bool,
    name: &str,
    value: impl FnOnce(&mut String),
) {
    if !first {
        out.push(',');
    }
    write_symbol(out, name);
    out.push(':');
    value(out);
}

/// A whole item, or the members of a map.
pub(in crate::dynamodb::transfer) fn write_struct(out: &mut String, attributes: &Attributes) {
    out.push('{');
    for (at, (name, value)) in attributes.iter().enumerate() {
        write_member(out, at == 0, name, |out| write_value(out, value));
    }
    out.push('}');
}

fn write_value(out: &mut String, value: &AttributeValue) {
    match value {
        AttributeValue::S(text) => write_string(out, text),
        AttributeValue::N(number) => write_decimal(out, number),
        AttributeValue::B(bytes) => write_blob(out, bytes),
        AttributeValue::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        AttributeValue::Null => out.push_str("null"),
        AttributeValue::M(members) => write_struct(out, members),
        AttributeValue::L(members) => write_list(out, members, write_value),
        AttributeValue::Ss(members) => {
            write_annotation(out, STRING_SET);
            write_list(out, members, |out, text| write_string(out, text));
        }
        AttributeValue::Ns(members) => {
            write_annotation(out, NUMBER_SET);
            write_list(out, members, write_decimal);
        }
        AttributeValue::Bs(members) => {
            write_annotation(out, BINARY_SET);
            write_list(out, members, |out, bytes| write_blob(out, bytes));
        }
    }
}

fn write_annotation(out: &mut String, name: &str) {
    out.push_str(name);
    out.push_str("::");
}

fn write_list<T>(out: &mut String, members: &[T], mut write: impl FnMut(&mut String, &T)) {
    out.push('[');
    for (at, member) in members.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(out, member);
    }
    out.push(']');
}

fn write_string(out: &mut String, text: &str) {
    out.push('"');
    write_escaped(out, text, '"');
    out.push('"');
}

fn write_blob(out: &mut String, bytes: &[u8]) {
    out.push_str("{{");
    STANDARD.encode_string(bytes, out);
    out.push_str("}}");
}

/// The name of a field; in quotes unless it is an identifier and no word of Ion's.
fn write_symbol(out: &mut String, name: &str) {
    let is_start = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$');
    let is_identifier = name.bytes().next().is_some_and(is_start)
        && name
            .bytes()
            .all(|byte| is_start(byte) || byte.is_ascii_digit());
    let is_word = matches!(name, "null" | "true" | "false" | "nan");
    // `$` and digits would be the number of a symbol.
    let is_number = name
        .strip_prefix('$')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    if is_identifier && !is_word && !is_number {
        out.push_str(name);
        return;
    }
    out.push('\'');
    write_escaped(out, name, '\'');
    out.push('\'');
}

fn write_escaped(out: &mut String, text: &str, quote: char) {
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            quoted if quoted == quote => {
                out.push('\\');
                out.push(quoted);
            }
            control if control.is_ascii_control() => {
                // Writing into a String cannot fail.
                let _ = write!(out, "\\x{:02x}", control as u32);
            }
            plain => out.push(plain),
        }
    }
}

/// A decimal without zeros at its end: `103.`, `6d2`, `1.5`, `1d-7`; the point moves over at most six
/// zeros.
fn write_decimal(out: &mut String, number: &Number) {
    let mut buffer = [0; TEXT_BYTES_MAX];
    let text = number.text(&mut buffer);
    if let Some((_, fraction)) = text.split_once('.') {
        let digits = text.trim_start_matches(['-', '0', '.']);
        // The power of ten of the first digit of a number below one.
        let zeros = fraction.len() - digits.len().min(fraction.len());
        if text.trim_start_matches('-').starts_with("0.") && zeros + 1 > 6 {
            let sign = if text.starts_with('-') { "-" } else { "" };
            let _ = write!(out, "{sign}{digits}d-{}", fraction.len());
        } else {
            out.push_str(text);
        }
        return;
    }
    let digits = text.trim_end_matches('0');
    match text.len() - digits.len() {
        0 => {
            out.push_str(text);
            out.push('.');
        }
        _ if number.is_zero() => out.push_str("0."),
        zeros => {
            let _ = write!(out, "{digits}d{zeros}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamodb::wire::attribute::Values;
    use crate::dynamodb::wire::reader::Reader;

    fn written(json: &str) -> String {
        let values = Values::read(&mut Reader::new(json)).unwrap().unwrap();
        let mut out = String::new();
        write_line(&mut out, |out| {
            write_member(out, true, "Item", |out| {
                write_struct(out, &values.attributes);
            });
        });
        out
    }

    // Developer Guide, "DynamoDB table export output format": the example of an Ion item.
    #[test]
    fn the_guide_s_item_is_written_as_in_the_guide() {
        let json = r#"{"Authors":{"SS":["Author1","Author2"]},"Dimensions":{"S":"8.5 x 11.0 x 1.5"},
            "ISBN":{"S":"333-3333333333"},"Id":{"N":"103"},"InPublication":{"BOOL":false},
            "PageCount":{"N":"600"},"Price":{"N":"2000"},"ProductCategory":{"S":"Book"},
            "Title":{"S":"Book 103 Title"}}"#;
        assert_eq!(
            written(json),
            "$ion_1_0 {Item:{Authors:$dynamodb_SS::[\"Author1\",\"Author2\"],\
             Dimensions:\"8.5 x 11.0 x 1.5\",ISBN:\"333-3333333333\",Id:103.,InPublication:false,\
             PageCount:6d2,Price:2d3,ProductCategory:\"Book\",Title:\"Book 103 Title\"}}\n"
        );
    }

    #[test]
    fn names_and_texts_are_quoted_where_they_must_be() {
        let json = r#"{"a b'":{"S":"\"\\\n\u0001é"},"null":{"NULL":true},"$1":{"L":[{"M":{}}]},"b":{"B":"AAE="}}"#;
        assert_eq!(
            written(json),
            "$ion_1_0 {Item:{'$1':[{}],'a b\\'':\"\\\"\\\\\\n\\x01é\",b:{{AAE=}},'null':null}}\n"
        );
    }

    #[test]
    fn decimals_are_written_as_ion_s_libraries_do() {
        let decimal = |text: &str| {
            let mut out = String::new();
            write_decimal(&mut out, &Number::parse(text).unwrap());
            out
        };
        for (text, ion) in [
            ("0", "0."),
            ("103", "103."),
            ("-600", "-6d2"),
            ("1.5", "1.5"),
            ("10.05", "10.05"),
            ("0.001", "0.001"),
            ("-0.000001", "-0.000001"),
            ("0.0000001", "1d-7"),
            ("-0.00000012", "-12d-8"),
            ("1e125", "1d125"),
        ] {
            assert_eq!(decimal(text), ion, "{text}");
        }
    }
}
