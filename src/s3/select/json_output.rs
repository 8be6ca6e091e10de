//! Writes results as JSON.

use std::fmt::Write;

use super::json::Json;
use super::number::Number;
use super::value::Value;

/// Writes one member of a record, unless there is nothing; `is_first` of its record.
pub(super) fn member(out: &mut String, name: &str, value: &Value<'_>, is_first: bool) {
    if !is_first {
        out.push(',');
    }
    string(out, name);
    out.push(':');
    match value {
        Value::Missing | Value::Null => out.push_str("null"),
        Value::Bool(bool) => out.push_str(if *bool { "true" } else { "false" }),
        Value::Number(number) => write_number(out, *number),
        Value::Text(text) => string(out, text),
        Value::Timestamp(moment) => string(out, &moment.to_string()),
        Value::Tree(json) => tree(out, json),
    }
}

/// A tree as text.
pub(super) fn text(json: &Json) -> String {
    let mut out = String::new();
    tree(&mut out, json);
    out
}

fn tree(out: &mut String, json: &Json) {
    match json {
        Json::Null => out.push_str("null"),
        Json::Bool(bool) => out.push_str(if *bool { "true" } else { "false" }),
        Json::Number(number) => write_number(out, *number),
        Json::Text(text) => string(out, text),
        Json::List(values) => {
            out.push('[');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                tree(out, value);
            }
            out.push(']');
        }
        Json::Struct(members) => {
            out.push('{');
            for (at, (name, value)) in members.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                string(out, name);
                out.push(':');
                tree(out, value);
            }
            out.push('}');
        }
    }
}

fn write_number(out: &mut String, number: Number) {
    // JSON has no word for what is no number.
    match number {
        Number::Float(float) if !float.is_finite() => out.push_str("null"),
        _ => write!(out, "{number}").expect("writing to a String never fails"),
    }
}

fn string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if (control as u32) < 0x20 => {
                write!(out, "\\u{:04x}", control as u32).expect("writing to a String never fails");
            }
            plain => out.push(plain),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written() {
        for json in [
            r#"{"a":[1,2.50,true,null,{}],"b":"\"\\\n\u0001é"}"#,
            "[]",
            "-0.5",
            "1e300",
        ] {
            assert_eq!(text(&Json::parse(json).unwrap()), json);
        }
    }
}
