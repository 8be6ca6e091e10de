//! A browser's form, `multipart/form-data`: its fields are read, its file streams.
//!
//! ```text
//! --BOUNDARY CRLF  HEADERS CRLF CRLF  VALUE CRLF      any number of times
//! --BOUNDARY CRLF  HEADERS CRLF CRLF  FILE  CRLF      the part named `file`
//! --BOUNDARY--                                        what stands between is ignored
//! ```
//! AWS page: "POST Object"; RFC 7578.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use http_body::Frame;
use http_body_util::BodyExt;

use super::body::{Body, BodyError};
use super::percent;

/// All that stands before the file's own bytes (docs: "the form data and boundaries, excluding the
/// contents of the file, cannot exceed 20 KB").
pub(crate) const FIELDS_BYTES_MAX: usize = 20 * 1024;
/// RFC 2046, section 5.1.1.
const BOUNDARY_BYTES_MAX: usize = 70;

/// What a form says before its file comes.
#[derive(Debug)]
pub(crate) struct Form {
    /// Names as they were sent, `${filename}` in the values replaced.
    fields: Vec<(String, String)>,
    /// How long the file is, if nothing stands behind it.
    pub(crate) file_bytes: u64,
}

/// Why a form cannot be read.
#[derive(Debug)]
pub(crate) enum FormProblem {
    /// It is no `multipart/form-data`, or it ends too early.
    Malformed,
    /// More than [`FIELDS_BYTES_MAX`] stand before the file.
    TooLong,
    /// No part is named `file`.
    WithoutFile,
    /// The request's body failed.
    Body(BodyError),
}

impl fmt::Display for FormProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("the form is not well-formed"),
            Self::TooLong => f.write_str("the form's fields are too long"),
            Self::WithoutFile => f.write_str("the form has no file"),
            Self::Body(cause) => cause.fmt(f),
        }
    }
}

impl std::error::Error for FormProblem {}

impl Form {
    /// The first field of a name, in whatever case.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let mut fields = self.fields();
        let (_, value) = fields.find(|(own, _)| own.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// All fields before the file, in their order.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Reads a form up to its file; the body that comes back is the file. `length` is the whole body's.
pub(crate) async fn read(
    content_type: &str,
    length: u64,
    body: Body,
) -> Result<(Arc<Form>, Body), FormProblem> {
    let boundary = boundary(content_type).ok_or(FormProblem::Malformed)?;
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    let mut reader = Reader {
        body,
        // The first delimiter stands at the beginning of a line, as all others do.
        buffer: BytesMut::from(&b"\r\n"[..]),
        consumed: 0,
    };
    let mut fields = Vec::new();
    reader.until(&delimiter).await?;
    let file_name = loop {
        let end_of_line = reader.until(b"\r\n").await;
        match end_of_line {
            Ok(padding) if padding.trim_ascii().is_empty() => {}
            Ok(rest) if rest.starts_with(b"--") => return Err(FormProblem::WithoutFile),
            // The last line of a body may have no end.
            Err(FormProblem::Malformed) if reader.buffer.starts_with(b"--") => {
                return Err(FormProblem::WithoutFile);
            }
            Ok(_) => return Err(FormProblem::Malformed),
            Err(problem) => return Err(problem),
        }
        let head = reader.until(b"\r\n\r\n").await?;
        let part = Part::parse(&head).ok_or(FormProblem::Malformed)?;
        if part.name.eq_ignore_ascii_case("file") {
            break part.file_name.unwrap_or_default();
        }
        let value = reader.until(&delimiter).await?;
        fields.push((part.name, String::from_utf8_lossy(&value).into_owned()));
    };
    if reader.consumed > FIELDS_BYTES_MAX {
        return Err(FormProblem::TooLong);
    }
    for (_, value) in &mut fields {
        if value.contains(FILE_NAME) {
            *value = value.replace(FILE_NAME, own_name(&file_name));
        }
    }
    // Behind the file stand the delimiter, two hyphens and the end of the line; the buffer began
    // with the end of a line that was not sent.
    let around = reader.consumed - 2 + delimiter.len() + 4;
    let form = Form {
        fields,
        file_bytes: length.saturating_sub(around as u64),
    };
    let file = FileBody {
        inner: reader.body,
        arrived: reader.buffer.freeze(),
        delimiter,
        is_over: false,
    };
    Ok((Arc::new(form), Body::stream(file)))
}

/// Stands in a field for the name of the file (docs, "POST Object").
const FILE_NAME: &str = "${filename}";

/// A file's name without the folders that some browsers send.
fn own_name(file_name: &str) -> &str {
    file_name.rsplit(['/', '\\']).next().unwrap_or_default()
}

fn boundary(content_type: &str) -> Option<String> {
    let (_, parameters) = content_type.split_once(';')?;
    let boundary = parameter(parameters, "boundary")?;
    (1..=BOUNDARY_BYTES_MAX)
        .contains(&boundary.len())
        .then_some(boundary)
}

/// A parameter of a header, such as `name="value"`.
fn parameter(mut parameters: &str, name: &str) -> Option<String> {
    loop {
        let (own, rest) = parameters.split_once('=')?;
        let (value, rest) = match rest.trim_start().strip_prefix('"') {
            Some(quoted) => unquote(quoted)?,
            None => {
                let (value, rest) = rest.split_once(';').unwrap_or((rest, ""));
                (value.trim().to_owned(), rest)
            }
        };
        if own
            .trim_matches([' ', '\t', ';'])
            .eq_ignore_ascii_case(name)
        {
            return Some(value);
        }
        parameters = rest;
    }
}

/// The text up to a closing quote, and what stands behind it. A backslash is one of a path unless a
/// quote follows.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &text[at + 1..])),
            '\\' if matches!(characters.peek(), Some((_, '"'))) => {
                value.push('"');
                characters.next();
            }
            _ => value.push(character),
        }
    }
    None
}

/// What the head of a part says.
struct Part {
    name: String,
    file_name: Option<String>,
}

impl Part {
    fn parse(head: &[u8]) -> Option<Self> {
        let head = String::from_utf8_lossy(head);
        let disposition = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let is_disposition = name.trim().eq_ignore_ascii_case("content-disposition");
            is_disposition.then_some(value)
        })?;
        let (kind, parameters) = disposition.split_once(';')?;
        if !kind.trim().eq_ignore_ascii_case("form-data") {
            return None;
        }
        let encoded = parameter(parameters, "filename*").and_then(|value| {
            let (_charset_and_language, name) = value.rsplit_once('\'')?;
            Some(percent::decode_lossy(name))
        });
        Some(Self {
            name: parameter(parameters, "name")?,
            file_name: encoded.or_else(|| parameter(parameters, "filename")),
        })
    }
}

/// The beginning of a body, read piece by piece.
struct Reader {
    body: Body,
    /// What has arrived and is not consumed.
    buffer: BytesMut,
    consumed: usize,
}

impl Reader {
    /// Everything before the next `end`, which is consumed too.
    async fn until(&mut self, end: &[u8]) -> Result<BytesMut, FormProblem> {
        let mut searched = 0;
        loop {
            if let Some(at) = find(&self.buffer[searched..], end) {
                let before = self.buffer.split_to(searched + at);
                self.buffer.advance(end.len());
                self.consumed += before.len() + end.len();
                return Ok(before);
            }
            searched = (self.buffer.len() + 1).saturating_sub(end.len());
            if self.consumed + self.buffer.len() > FIELDS_BYTES_MAX {
                return Err(FormProblem::TooLong);
            }
            let frame = self.body.frame().await.ok_or(FormProblem::Malformed)?;
            if let Ok(data) = frame.map_err(FormProblem::Body)?.into_data() {
                self.buffer.extend_from_slice(&data);
            }
        }
    }
}

/// Where `needle` begins. Every needle here begins with a carriage return, which data rarely has.
fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let mut start = 0;
    loop {
        start += haystack[start..].iter().position(|&byte| byte == b'\r')?;
        if haystack[start..].starts_with(needle) {
            return Some(start);
        }
        start += 1;
    }
}

/// A form's file: what arrives up to the next delimiter. Data leaves in the slices in which it came.
struct FileBody {
    inner: Body,
    /// What has arrived and has not left.
    arrived: Bytes,
    delimiter: Vec<u8>,
    is_over: bool,
}

impl FileBody {
    /// Data that is surely the file's; `None` asks for more input.
    fn take(&mut self) -> Option<Bytes> {
        if self.is_over {
            self.arrived.clear();
            return None;
        }
        let length = match find(&self.arrived, &self.delimiter) {
            Some(at) => {
                self.is_over = true;
                at
            }
            None => self.arrived.len() - self.begun(),
        };
        (length > 0).then(|| self.arrived.split_to(length))
    }

    /// How many of the last bytes may be the beginning of a delimiter.
    fn begun(&self) -> usize {
        let most = self.arrived.len().min(self.delimiter.len() - 1);
        (1..=most)
            .rev()
            .find(|&length| self.arrived.ends_with(&self.delimiter[..length]))
            .unwrap_or(0)
    }
}

impl http_body::Body for FileBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        loop {
            if let Some(data) = self.take() {
                return Poll::Ready(Some(Ok(Frame::data(data))));
            }
            match ready!(Pin::new(&mut self.inner).poll_frame(context)) {
                Some(Ok(frame)) => {
                    let Ok(data) = frame.into_data() else {
                        continue;
                    };
                    self.arrived = match self.arrived.is_empty() {
                        true => data,
                        false => [&self.arrived[..], &data].concat().into(),
                    };
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None if self.is_over => return Poll::Ready(None),
                None => return Poll::Ready(Some(Err(FormProblem::Malformed.into()))),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=\"xx\"";

    /// Reads a form that arrives in pieces of one size.
    fn parse(text: &str, piece: usize) -> Result<(Arc<Form>, Result<Bytes, BodyError>), String> {
        let pieces: Vec<_> = text
            .as_bytes()
            .chunks(piece)
            .map(|piece| Ok::<_, BodyError>(Frame::data(Bytes::copy_from_slice(piece))))
            .collect();
        let stream = http_body_util::StreamBody::new(futures_util::stream::iter(pieces));
        let read = read(TYPE, text.len() as u64, Body::stream(stream));
        let (form, file) = read
            .now_or_never()
            .unwrap()
            .map_err(|problem| format!("{problem:?}"))?;
        Ok((form, file.read(1 << 20).now_or_never().unwrap()))
    }

    fn part(head: &str, value: &str) -> String {
        format!("--xx\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n")
    }

    #[test]
    fn fields_and_file_are_read_in_pieces_of_any_size() {
        let text = part("name=\"Key\"", "a/${filename}")
            + &part("name=\"empty\"; filename=\"odd\"", "")
            + &part(
                "name=\"file\"; filename=\"C:\\d\\f.txt\"\r\nContent-Type: text/plain",
                "da\r\nta\r\n--x\r\r\n--",
            )
            + &part("name=\"late\"", "ignored")
            + "--xx--\r\n";
        for piece in 1..text.len() {
            let (form, file) = parse(&text, piece).unwrap();
            assert_eq!(form.field("key"), Some("a/f.txt"));
            assert_eq!(form.field("empty"), Some(""));
            assert_eq!(form.field("late"), None);
            assert_eq!(
                file.unwrap(),
                "da\r\nta\r\n--x\r\r\n--",
                "pieces of {piece}"
            );
        }
    }

    #[test]
    fn the_length_of_a_file_is_known_before_it_has_come() {
        let text = part("name=\"file\"", "12345") + "--xx--\r\n";
        assert_eq!(parse(&text, 7).unwrap().0.file_bytes, 5);
    }

    #[test]
    fn a_form_without_file_or_end_is_told_apart() {
        let field = part("name=\"key\"", "k");
        for end in ["--xx--", "--xx--\r\n"] {
            assert_eq!(
                parse(&format!("{field}{end}"), 5).unwrap_err(),
                "WithoutFile"
            );
        }
        for text in ["", "nonsense", &field, "--xx\r\nno head\r\n\r\n"] {
            assert_eq!(parse(text, 5).unwrap_err(), "Malformed", "{text:?}");
        }
        let (_, file) = parse(&part("name=\"file\"", "data"), 5).unwrap();
        assert!(file.unwrap_err().is::<FormProblem>());
    }

    #[test]
    fn fields_have_a_limit_and_the_file_has_none() {
        let file = part("name=\"file\"", &"x".repeat(100_000)) + "--xx--";
        assert!(parse(&file, 50_000).is_ok());
        let long = part("name=\"key\"", &"x".repeat(FIELDS_BYTES_MAX));
        for piece in [100, 50_000] {
            assert_eq!(
                parse(&(long.clone() + &file), piece).unwrap_err(),
                "TooLong"
            );
        }
    }

    #[test]
    fn names_of_files_are_read_as_browsers_write_them() {
        let name = |head: &str| {
            let head = format!("Content-Disposition: form-data; {head}");
            Part::parse(head.as_bytes()).unwrap().file_name.unwrap()
        };
        assert_eq!(name("name=\"f\"; filename=\"a;\\\"b=c\""), "a;\"b=c");
        assert_eq!(name("filename=plain; name=f"), "plain");
        assert_eq!(name("name=\"f\"; filename*=utf-8''%C3%A4.txt"), "ä.txt");
    }

    proptest::proptest! {
        // Files of what delimiters are made of: none is cut, and none keeps its end.
        #[test]
        fn every_file_survives_its_form(file in "[\r\n\\-x]{0,60}", piece in 1_usize..80) {
            let text = part("name=\"key\"", "k") + &part("name=\"file\"", &file) + "--xx--\r\n";
            // A file that holds the delimiter ends there, as everywhere.
            let ended = format!("{file}\r\n--xx");
            let expected = ended.split("\r\n--xx").next().unwrap();
            let (_, read) = parse(&text, piece).unwrap();
            proptest::prop_assert_eq!(read.unwrap(), expected);
        }

        #[test]
        fn no_body_and_no_type_is_too_strange(text in ".{0,200}", kind in ".{0,40}", piece in 1_usize..20) {
            let _ = parse(&text, piece);
            let _ = boundary(&format!("multipart/form-data;{kind}"));
            let _ = Part::parse(format!("content-disposition:form-data;{kind}").as_bytes());
        }
    }
}
