//! CSV files, record by record (Developer Guide, "Amazon S3 import formats for DynamoDB").

use std::io::BufRead;

/// A record at most: far more than an item may hold.
pub(super) const RECORD_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Why a file cannot be read on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum CsvProblem {
    /// A quote that is not doubled, or one that is never closed.
    Quote,
    TooLong,
    NotText,
    Source,
}

/// The records of a file.
pub(super) struct CsvReader<R> {
    input: R,
    delimiter: u8,
}

/// Where in a record the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    FieldStart,
    Plain,
    Quoted,
    /// Behind a quote in a quoted field: its end, or the first of two.
    QuoteInQuoted,
}

impl<R: BufRead> CsvReader<R> {
    pub(super) fn new(input: R, delimiter: u8) -> Self {
        Self { input, delimiter }
    }

    /// The next record; lines without anything are passed over.
    pub(super) fn record(&mut self) -> Result<Option<Vec<String>>, CsvProblem> {
        loop {
            match self.line()? {
                Some(fields) if fields.len() == 1 && fields[0].is_empty() => {}
                record => return Ok(record),
            }
        }
    }

    fn line(&mut self) -> Result<Option<Vec<String>>, CsvProblem> {
        let mut fields = Vec::new();
        let mut field = Vec::new();
        let mut place = Place::FieldStart;
        let mut bytes = 0;
        loop {
            let Some(byte) = self.byte()? else {
                return match place {
                    Place::Quoted => Err(CsvProblem::Quote),
                    Place::FieldStart if fields.is_empty() => Ok(None),
                    _ => finish(fields, field).map(Some),
                };
            };
            bytes += 1;
            if bytes > RECORD_BYTES_MAX {
                return Err(CsvProblem::TooLong);
            }
            place = match (place, byte) {
                (Place::Quoted, b'"') => Place::QuoteInQuoted,
                (Place::Quoted, _) => {
                    field.push(byte);
                    Place::Quoted
                }
                (Place::QuoteInQuoted, b'"') => {
                    field.push(b'"');
                    Place::Quoted
                }
                (Place::FieldStart, b'"') => Place::Quoted,
                (_, b'"') => return Err(CsvProblem::Quote),
                (_, b'\n') => return finish(fields, field).map(Some),
                (_, b'\r') => place,
                (_, byte) if byte == self.delimiter => {
                    fields.push(text(std::mem::take(&mut field))?);
                    Place::FieldStart
                }
                (Place::QuoteInQuoted, _) => return Err(CsvProblem::Quote),
                (_, byte) => {
                    field.push(byte);
                    Place::Plain
                }
            };
        }
    }

    fn byte(&mut self) -> Result<Option<u8>, CsvProblem> {
        let buffer = self.input.fill_buf().map_err(|_| CsvProblem::Source)?;
        let byte = buffer.first().copied();
        if byte.is_some() {
            self.input.consume(1);
        }
        Ok(byte)
    }
}

fn finish(mut fields: Vec<String>, last: Vec<u8>) -> Result<Vec<String>, CsvProblem> {
    fields.push(text(last)?);
    Ok(fields)
}

fn text(field: Vec<u8>) -> Result<String, CsvProblem> {
    String::from_utf8(field).map_err(|_| CsvProblem::NotText)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Result<Vec<Vec<String>>, CsvProblem> {
        let mut reader = CsvReader::new(text.as_bytes(), b',');
        std::iter::from_fn(|| reader.record().transpose()).collect()
    }

    // Developer Guide, "Amazon S3 import formats for DynamoDB": the escaped example.
    #[test]
    fn quotes_are_doubled_in_quotes() {
        let text = "id,value\r\n1,\"value \"\"123\"\",\nmore\"\n\n2,\n";
        assert_eq!(
            records(text).unwrap(),
            [["id", "value"], ["1", "value \"123\",\nmore"], ["2", ""]]
        );
        assert_eq!(records("a,b").unwrap(), [["a", "b"]]);
        assert_eq!(records("").unwrap(), Vec::<Vec<String>>::new());
    }

    // As there: quotes that are not escaped let the import fail.
    #[test]
    fn a_quote_that_is_not_escaped_ends_the_file() {
        for text in ["id,value \"123\"", "\"a\"b", "\"a"] {
            assert_eq!(records(text), Err(CsvProblem::Quote), "{text}");
        }
    }
}
