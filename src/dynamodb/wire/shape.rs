//! What every request and every answer can do: be read member by member, and be written.

use super::reader::{Kind, Reader, Wire, WireProblem};
use super::writer::Writer;

/// A request's shape. Missing members keep their default.
pub(crate) trait Input: Default {
    /// Reads a member's value if the shape has such a member.
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool>;
}

/// An answer's shape.
pub(crate) trait Output {
    fn write(&self, writer: &mut Writer);

    /// About how long the answer will be, so that it grows in one piece.
    fn bytes_hint(&self) -> usize {
        256
    }
}

/// A request without members.
#[derive(Debug, Default)]
pub(crate) struct NoInput;

impl Input for NoInput {
    fn read_member(&mut self, _reader: &mut Reader<'_>, _name: &str) -> Wire<bool> {
        Ok(false)
    }
}

/// An answer without a body, not even an empty object.
pub(crate) struct NoOutput;

impl Output for NoOutput {
    fn write(&self, _writer: &mut Writer) {}
}

/// Reads a whole body. A body that is both mistyped and broken further on counts as broken, since
/// AWS parses JSON before it looks at types.
pub(crate) fn read_input<I: Input>(text: &str) -> Wire<I> {
    match read_body(text) {
        Err(WireProblem::Mistyped(message)) => {
            Reader::check(text)?;
            Err(WireProblem::Mistyped(message))
        }
        result => result,
    }
}

fn read_body<I: Input>(text: &str) -> Wire<I> {
    let mut input = I::default();
    let mut reader = Reader::new(text);
    if reader.kind()? != Kind::Object {
        return Err(WireProblem::Malformed);
    }
    reader.object(|reader, name| {
        if !input.read_member(reader, &name)? {
            reader.skip()?;
        }
        Ok(())
    })?;
    reader.finish()?;
    Ok(input)
}

/// Writes a whole body.
pub(crate) fn write_output(output: &impl Output) -> String {
    let mut writer = Writer::with_capacity(output.bytes_hint());
    output.write(&mut writer);
    writer.into_text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq)]
    struct Named(Option<String>);

    impl Input for Named {
        fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
            if name == "Name" {
                self.0 = reader.string()?;
            }
            Ok(name == "Name")
        }
    }

    #[test]
    fn unknown_members_are_skipped_and_broken_json_wins_over_wrong_types() {
        let read = read_input::<Named>;
        assert_eq!(
            read(r#"{"Other":[{}],"Name":"a"}"#),
            Ok(Named(Some("a".to_owned())))
        );
        assert!(matches!(
            read(r#"{"Name":5}"#),
            Err(WireProblem::Mistyped(_))
        ));
        assert_eq!(read(r#"{"Name":5,"#), Err(WireProblem::Malformed));
        assert_eq!(read("[]"), Err(WireProblem::Malformed));
    }
}
