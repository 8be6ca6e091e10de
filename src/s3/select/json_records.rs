//! Records of JSON: where each document of an object ends, and the records inside it.

use std::ops::ControlFlow;

use crate::aws::error::AwsError;
use crate::s3::error::select::object;

use super::input::{Input, RECORD_BYTES_MAX};
use super::json::Json;
use super::statement::SourceStep;

/// Reads the next document; `None` at the end. Documents stand one behind the other, with space
/// between them or none.
pub(super) fn next(input: &mut Input) -> Result<Option<Json>, AwsError> {
    loop {
        let space = input
            .window()
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        input.consume(space);
        let length = match end_in(input.window()) {
            Some(length) => length,
            None if input.window().len() > RECORD_BYTES_MAX => {
                return Err(object::over_max_record_size());
            }
            None if input.fill()? => continue,
            None if input.window().is_empty() => return Ok(None),
            None => input.window().len(),
        };
        if length > RECORD_BYTES_MAX {
            return Err(object::over_max_record_size());
        }
        let document = Json::parse(input.text(length)?)?;
        input.consume(length);
        return Ok(Some(document));
    }
}

/// Behind how many bytes the first document of a window ends, if it ends there.
fn end_in(window: &[u8]) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    let is_container = matches!(window.first(), Some(b'{' | b'['));
    for (at, byte) in window.iter().enumerate() {
        if in_string {
            in_string = *byte != b'"' || escaped;
            escaped = *byte == b'\\' && !escaped;
            if !in_string && depth == 0 {
                return Some(at + 1);
            }
            continue;
        }
        match byte {
            b'"' => (in_string, escaped) = (true, false),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            byte if !is_container && byte.is_ascii_whitespace() => return Some(at),
            _ => {}
        }
    }
    None
}

/// Shows the records of a document, in order. A way that leads nowhere is a record that is MISSING
/// (user guide, "SELECT command": FROM clause, examples).
pub(super) fn each<'j>(
    document: Option<&'j Json>,
    steps: &[SourceStep],
    show: &mut dyn FnMut(Option<&'j Json>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let Some((step, rest)) = steps.split_first() else {
        return show(document);
    };
    match (document, step) {
        (Some(Json::List(values)), SourceStep::Values) => values
            .iter()
            .try_for_each(|value| each(Some(value), rest, show)),
        (Some(Json::Struct(members)), SourceStep::Members) => members
            .iter()
            .try_for_each(|(_, value)| each(Some(value), rest, show)),
        // What is no list is taken for a list of one.
        (other, SourceStep::Values | SourceStep::Members) => each(other, rest, show),
        (Some(Json::Struct(members)), SourceStep::Field(name)) => {
            let member = members.iter().find(|(own, _)| name.matches(own));
            each(member.map(|(_, value)| value), rest, show)
        }
        (Some(Json::List(values)), SourceStep::Index(index)) => {
            each(values.get(*index), rest, show)
        }
        _ => each(None, rest, show),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> Result<usize, String> {
        let mut input = Input::of_bytes(text.as_bytes());
        let mut count = 0;
        while next(&mut input)
            .map_err(|error| error.code().to_owned())?
            .is_some()
        {
            count += 1;
        }
        Ok(count)
    }

    #[test]
    fn documents_stand_one_behind_the_other() {
        assert_eq!(count("").unwrap(), 0);
        assert_eq!(
            count("{\"a\":\"}\\\"\"}\n[1,[2]]{} 12 \"x\" null\n").unwrap(),
            6
        );
        assert_eq!(count("{\"a\":1").unwrap_err(), "JSONParsingError");
        assert_eq!(count("{} }").unwrap_err(), "JSONParsingError");
        assert_eq!(count("a,b,c\n").unwrap_err(), "JSONParsingError");
        assert_eq!(
            count(&format!("[{}]", "1,".repeat(RECORD_BYTES_MAX))).unwrap_err(),
            "OverMaxRecordSize"
        );
    }
}
