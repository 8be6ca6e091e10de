//! Records of CSV: where each one ends, and which fields it has.

use crate::aws::error::AwsError;
use crate::s3::error::select::object;

use super::input::{Input, RECORD_BYTES_MAX};

/// What the first line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Header {
    /// A record like the others.
    None,
    /// Passed over.
    Ignore,
    /// The names of the columns.
    Use,
}

/// How the input is written.
#[derive(Clone, Debug)]
pub(super) struct CsvFormat {
    pub(super) header: Header,
    /// A line that begins so is none.
    pub(super) comment: Option<char>,
    pub(super) quote: Option<char>,
    /// Stands before a quote that is meant; the quote itself by default.
    pub(super) quote_escape: Option<char>,
    pub(super) field_delimiter: char,
    pub(super) record_delimiter: String,
    pub(super) quoted_record_delimiters: bool,
}

impl Default for CsvFormat {
    /// API_CSVInput.
    fn default() -> Self {
        Self {
            header: Header::None,
            comment: Some('#'),
            quote: Some('"'),
            quote_escape: Some('"'),
            field_delimiter: ',',
            record_delimiter: "\n".to_owned(),
            quoted_record_delimiters: false,
        }
    }
}

/// The fields of one record, unescaped, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Record {
    text: String,
    ends: Vec<usize>,
}

impl Record {
    /// A field, counted from 0.
    pub(super) fn field(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start..end])
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).filter_map(|at| self.field(at))
    }
}

/// Reads records one after the other; they share one buffer.
#[derive(Debug)]
pub(super) struct CsvReader {
    format: CsvFormat,
    pub(super) record: Record,
}

/// Where the record at the start of a window ends.
enum End {
    /// Behind so many bytes; so many more are its delimiter.
    At(usize, usize),
    /// Further than the window.
    Open,
}

impl CsvReader {
    pub(super) fn new(format: CsvFormat) -> Self {
        Self {
            format,
            record: Record::default(),
        }
    }

    /// Reads the next record; `false` at the end. Lines that are comments, and empty ones, are none.
    pub(super) fn next(&mut self, input: &mut Input) -> Result<bool, AwsError> {
        loop {
            let (length, delimiter) = match self.end_in(input.window()) {
                End::At(length, delimiter) => (length, delimiter),
                End::Open if input.window().len() > RECORD_BYTES_MAX => {
                    return Err(object::over_max_record_size());
                }
                End::Open if input.fill()? => continue,
                End::Open if input.window().is_empty() => return Ok(false),
                End::Open => (input.window().len(), 0),
            };
            if length > RECORD_BYTES_MAX {
                return Err(object::over_max_record_size());
            }
            let line = input.text(length)?;
            // Lines that end as on Windows, when nobody says how they end.
            let line = match self.format.record_delimiter.as_str() {
                "\n" => line.strip_suffix('\r').unwrap_or(line),
                _ => line,
            };
            let is_comment = self
                .format
                .comment
                .is_some_and(|comment| line.starts_with(comment));
            let passes = line.is_empty() || is_comment;
            if !passes {
                split(&self.format, line, &mut self.record)?;
            }
            input.consume(length + delimiter);
            if !passes {
                return Ok(true);
            }
        }
    }

    /// Looks for the end of the first record of a window.
    fn end_in(&self, window: &[u8]) -> End {
        let delimiter = self.format.record_delimiter.as_bytes();
        let end = match self.format.quote {
            Some(quote) if self.format.quoted_record_delimiters => {
                end_outside_quotes(&self.format, quote, window)
            }
            _ => first(window, delimiter),
        };
        end.map_or(End::Open, |end| End::At(end, delimiter.len()))
    }
}

/// Where some bytes stand first.
fn first(window: &[u8], wanted: &[u8]) -> Option<usize> {
    let (&last, before) = wanted.split_last()?;
    let mut from = 0;
    while let Some(found) = window[from..].iter().position(|byte| *byte == last) {
        from += found + 1;
        let start = from - 1;
        if window[..start].ends_with(before) {
            return Some(start - before.len());
        }
    }
    None
}

/// As [`first`] for the record delimiter, but not between the quotes of a field.
fn end_outside_quotes(format: &CsvFormat, quote: char, window: &[u8]) -> Option<usize> {
    let mut space = [[0; 4]; 3];
    let [quote_space, escape_space, field_space] = &mut space;
    let escape = format.quote_escape.unwrap_or(quote);
    let quote = quote.encode_utf8(quote_space).as_bytes();
    let escape = escape.encode_utf8(escape_space).as_bytes();
    let field = format.field_delimiter.encode_utf8(field_space).as_bytes();
    let record = format.record_delimiter.as_bytes();
    let (mut open, mut at_start, mut at) = (false, true, 0);
    while at < window.len() {
        let rest = &window[at..];
        if open {
            let is_escaped = rest
                .strip_prefix(escape)
                .is_some_and(|rest| rest.starts_with(quote));
            at += match (is_escaped, rest.starts_with(quote)) {
                (true, _) => escape.len() + quote.len(),
                (_, true) => quote.len(),
                _ => 1,
            };
            open = is_escaped || !rest.starts_with(quote);
        } else if rest.starts_with(record) {
            return Some(at);
        } else {
            open = at_start && rest.starts_with(quote);
            at_start = rest.starts_with(field);
            at += if open {
                quote.len()
            } else if at_start {
                field.len()
            } else {
                1
            };
        }
    }
    None
}

/// Splits one line into its fields.
fn split(format: &CsvFormat, line: &str, record: &mut Record) -> Result<(), AwsError> {
    record.text.clear();
    record.ends.clear();
    let mut rest = line;
    loop {
        let quote = format.quote.filter(|quote| rest.starts_with(*quote));
        rest = match quote {
            Some(quote) => quoted(format, quote, &rest[quote.len_utf8()..], &mut record.text)?,
            None => {
                let end = rest.find(format.field_delimiter).unwrap_or(rest.len());
                record.text.push_str(&rest[..end]);
                &rest[end..]
            }
        };
        record.ends.push(record.text.len());
        match rest.strip_prefix(format.field_delimiter) {
            Some(next) => rest = next,
            None => return Ok(()),
        }
    }
}

/// Reads a field whose quote is open; gives what is behind it. A quote that never closes is an
/// error: either it was meant as it stands, or the record goes on in the next line.
fn quoted<'l>(
    format: &CsvFormat,
    quote: char,
    field: &'l str,
    text: &mut String,
) -> Result<&'l str, AwsError> {
    let escape = format.quote_escape.unwrap_or(quote);
    let mut characters = field.char_indices();
    while let Some((at, character)) = characters.next() {
        let next = &field[at + character.len_utf8()..];
        if character == escape && next.starts_with(quote) {
            text.push(quote);
            characters.next();
        } else if character == quote {
            let end = next.find(format.field_delimiter).unwrap_or(next.len());
            text.push_str(&next[..end]);
            return Ok(&next[end..]);
        } else {
            text.push(character);
        }
    }
    Err(match format.quoted_record_delimiters {
        true => object::csv_unescaped_quote(),
        false => object::csv_escaping_record_delimiter(),
    })
}

/// The names of the columns that a first line gives.
pub(super) fn names(record: &Record) -> Vec<String> {
    record.fields().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(format: CsvFormat, text: &str) -> Result<Vec<Vec<String>>, String> {
        let mut input = Input::of_bytes(text.as_bytes());
        let mut reader = CsvReader::new(format);
        let mut records = Vec::new();
        while reader
            .next(&mut input)
            .map_err(|error| error.code().to_owned())?
        {
            records.push(names(&reader.record));
        }
        Ok(records)
    }

    #[test]
    fn fields_quotes_comments_and_ends_of_lines() {
        let text = "a,b\r\n# none\n\n\"x,\"\"1\"\"\",\n,é\"\nlast";
        assert_eq!(
            records(CsvFormat::default(), text).unwrap(),
            [
                vec!["a", "b"],
                vec!["x,\"1\"", ""],
                vec!["", "é\""],
                vec!["last"]
            ]
        );
    }

    #[test]
    fn a_quoted_record_delimiter_must_be_allowed() {
        let text = "\"a\nb\",c\nd";
        assert_eq!(
            records(CsvFormat::default(), text).unwrap_err(),
            "CSVEscapingRecordDelimiter"
        );
        let allowing = CsvFormat {
            quoted_record_delimiters: true,
            ..CsvFormat::default()
        };
        assert_eq!(
            records(allowing.clone(), text).unwrap(),
            [vec!["a\nb", "c"], vec!["d"]]
        );
        assert_eq!(
            records(allowing, "\"a\nb").unwrap_err(),
            "CSVUnescapedQuote"
        );
    }

    #[test]
    fn other_signs_do_what_they_are_chosen_for() {
        let format = CsvFormat {
            quote: Some('\''),
            quote_escape: Some('\\'),
            field_delimiter: '\t',
            record_delimiter: ";;".to_owned(),
            comment: None,
            quoted_record_delimiters: true,
            header: Header::None,
        };
        assert_eq!(
            records(format, "#a\t'it\\'s;;'\tc;d;;e").unwrap(),
            [vec!["#a", "it's;;", "c;d"], vec!["e"]]
        );
    }

    #[test]
    fn what_is_too_long_or_not_utf_8_is_refused() {
        let long = "x".repeat(RECORD_BYTES_MAX + 1);
        assert_eq!(
            records(CsvFormat::default(), &long).unwrap_err(),
            "OverMaxRecordSize"
        );
        let mut input = Input::of_bytes(b"ok\na\xffb\n");
        let mut reader = CsvReader::new(CsvFormat::default());
        assert!(reader.next(&mut input).unwrap());
        let refused = reader.next(&mut input).unwrap_err();
        assert_eq!(refused.code(), "InvalidTextEncoding");
        assert!(
            refused
                .message()
                .unwrap_or_default()
                .ends_with("near byte 4.")
        );
    }
}
