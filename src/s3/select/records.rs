//! The records of an object, one after the other, as a statement sees them.

use crate::aws::error::AwsError;
use crate::s3::error::select::statement;

use super::answer::Answer;
use super::csv::{self, CsvFormat, CsvReader, Header};
use super::evaluate::Row;
use super::input::Input;
use super::json::Json;
use super::json_records;
use super::names::{self, Columns};
use super::statement::Statement;

/// What is read, one record after the other.
pub(super) enum Records {
    Csv {
        reader: Box<CsvReader>,
        columns: Vec<String>,
    },
    Json {
        /// The document whose records are shown, and how many of them were.
        document: Option<(Json, usize)>,
    },
}

impl Records {
    /// Reads the first line as far as it is needed, and ties the statement to the columns.
    pub(super) fn of_csv(
        format: CsvFormat,
        statement: &mut Statement,
        input: &mut Input,
    ) -> Result<Self, AwsError> {
        // A way into CSV leads nowhere: records have no members.
        if !statement.source.steps.is_empty() {
            return Err(statement::invalid_key_path());
        }
        let header = format.header;
        let mut reader = Box::new(CsvReader::new(format));
        if header != Header::None {
            reader.next(input)?;
        }
        let columns = match header {
            Header::Use => csv::names(&reader.record),
            _ => Vec::new(),
        };
        let named = match header {
            Header::Use => Columns::Named(&columns),
            _ => Columns::Numbered,
        };
        names::resolve(statement, &named)?;
        Ok(Self::Csv { reader, columns })
    }

    /// Ties the statement to documents, which have no columns.
    pub(super) fn of_json(statement: &mut Statement) -> Result<Self, AwsError> {
        names::resolve(statement, &Columns::Json)?;
        Ok(Self::Json { document: None })
    }

    /// Answers the next record, or the records of the next document; `false` at the end.
    pub(super) fn answer_next(
        &mut self,
        input: &mut Input,
        last_byte: Option<u64>,
        answer: &mut Answer,
    ) -> Result<bool, AwsError> {
        let is_past = |input: &Input| last_byte.is_some_and(|last| input.offset() > last);
        match self {
            Self::Csv { reader, columns } => {
                if is_past(input) || !reader.next(input)? {
                    return Ok(false);
                }
                answer.take(Row::Csv(&reader.record), columns)?;
            }
            Self::Json { document } => {
                let (json, shown) = match document.take() {
                    Some(current) => current,
                    None if is_past(input) => return Ok(false),
                    None => match json_records::next(input)? {
                        Some(json) => (json, 0),
                        None => return Ok(false),
                    },
                };
                if let Some(shown) = answer.take_document(&json, shown)? {
                    *document = Some((json, shown));
                }
            }
        }
        Ok(true)
    }
}
