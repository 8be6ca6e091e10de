//! The items of one file, whatever its format, one after the other.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, Read};

use super::csv::{CsvReader, RECORD_BYTES_MAX};
use super::ion::reader::{IonProblem, items_json};
use crate::dynamodb::engine::definition::{Definition, ScalarType};
use crate::dynamodb::engine::transfer::{CsvOptions, Format, ImportRequest};
use crate::dynamodb::error::transfer as refuse;
use crate::dynamodb::wire::attribute::Values;
use crate::dynamodb::wire::reader::{Reader, Wire, WireProblem};
use crate::dynamodb::wire::scalars::Place;
use crate::dynamodb::wire::writer::Writer;

/// The next thing in a file.
pub(super) enum Row {
    Item(Values),
    /// No item, and why; others may follow.
    Refused(String),
    /// The rest of the file cannot be read, and why.
    Unreadable(String),
}

/// The items of a file.
pub(super) enum Rows<R> {
    Lines {
        input: R,
        read: fn(&str) -> VecDeque<Row>,
        /// Of the line that was read last.
        waiting: VecDeque<Row>,
    },
    Csv {
        records: CsvReader<R>,
        /// None until the first record was read.
        headers: Option<Vec<String>>,
        types: BTreeMap<String, ScalarType>,
    },
}

impl<R: BufRead> Rows<R> {
    /// Attributes of keys have the types that the definition gives them; all others of a CSV file are
    /// strings.
    pub(super) fn new(input: R, asked: &ImportRequest, definition: &Definition) -> Self {
        let lines = |input, read| Self::Lines {
            input,
            read,
            waiting: VecDeque::new(),
        };
        match asked.format {
            Format::DynamoDbJson => lines(input, row_of_json),
            Format::Ion => lines(input, rows_of_ion),
            Format::Csv => {
                let CsvOptions { delimiter, headers } = asked.csv.clone().unwrap_or_default();
                let delimiter = delimiter.and_then(|text| text.bytes().next());
                let keys = definition.attributes.iter();
                Self::Csv {
                    records: CsvReader::new(input, delimiter.unwrap_or(b',')),
                    headers,
                    types: keys.map(|own| (own.name.clone(), own.kind)).collect(),
                }
            }
        }
    }

    /// None at the end of the file.
    pub(super) fn next(&mut self) -> Option<Row> {
        match self {
            Self::Lines {
                input,
                read,
                waiting,
            } => next_line(input, *read, waiting),
            Self::Csv {
                records,
                headers,
                types,
            } => next_record(records, headers, types),
        }
    }
}

fn unreadable() -> Row {
    Row::Unreadable(refuse::UNREADABLE_ITEM.to_owned())
}

/// Lines without anything are passed over.
fn next_line(
    input: &mut impl BufRead,
    read: fn(&str) -> VecDeque<Row>,
    waiting: &mut VecDeque<Row>,
) -> Option<Row> {
    let mut line = Vec::new();
    loop {
        if let Some(row) = waiting.pop_front() {
            return Some(row);
        }
        line.clear();
        let mut limited = input.take(RECORD_BYTES_MAX as u64);
        match limited.read_until(b'\n', &mut line) {
            Ok(0) => return None,
            Ok(_) if line.len() == RECORD_BYTES_MAX => return Some(unreadable()),
            Ok(_) => {}
            Err(_) => return Some(unreadable()),
        }
        let Ok(text) = std::str::from_utf8(&line) else {
            return Some(unreadable());
        };
        let text = text.trim_start_matches('\u{feff}').trim();
        if !text.is_empty() {
            *waiting = read(text);
        }
    }
}

/// `{"Item":{"name":{"TYPE":value},…}}`; members beside `Item` mean nothing.
fn row_of_json(line: &str) -> VecDeque<Row> {
    let mut item = None;
    let mut reader = Reader::new(line);
    let mut read = || -> Wire<()> {
        reader.object(|reader, name| match &*name {
            "Item" => {
                item = Values::read_in(reader, Place::Member)?;
                Ok(())
            }
            _ => reader.skip(),
        })?;
        reader.finish()
    };
    VecDeque::from([match (read(), Reader::check(line)) {
        (Ok(()), _) => row_of(item),
        (Err(_), Err(_)) => unreadable(),
        (Err(WireProblem::Mistyped(message)), Ok(())) => Row::Refused(message.into_owned()),
        (Err(WireProblem::Malformed), Ok(())) => unreadable(),
    }])
}

fn row_of(item: Option<Values>) -> Row {
    match item {
        Some(item) => Row::Item(item),
        None => Row::Refused(refuse::NO_ITEM.to_owned()),
    }
}

/// As [`row_of_json`], where the item stands alone.
fn row_of_item(json: &str) -> Row {
    match Values::read(&mut Reader::new(json)) {
        Ok(item) => row_of(item),
        Err(WireProblem::Mistyped(message)) => Row::Refused(message.into_owned()),
        Err(WireProblem::Malformed) => unreadable(),
    }
}

fn rows_of_ion(line: &str) -> VecDeque<Row> {
    let row = |json: Option<String>| match json {
        Some(json) => row_of_item(&json),
        None => row_of(None),
    };
    match items_json(line) {
        Ok(items) => items.into_iter().map(row).collect(),
        Err(IonProblem::Unsupported) => [Row::Refused(refuse::UNREADABLE_ITEM.to_owned())].into(),
        Err(IonProblem::Malformed) => [unreadable()].into(),
    }
}

fn next_record<R: BufRead>(
    records: &mut CsvReader<R>,
    headers: &mut Option<Vec<String>>,
    types: &BTreeMap<String, ScalarType>,
) -> Option<Row> {
    let headers = match headers {
        Some(headers) => headers,
        None => match records.record() {
            Ok(Some(mut first)) => {
                first[0] = first[0].trim_start_matches('\u{feff}').to_owned();
                headers.insert(first)
            }
            Ok(None) => return None,
            Err(_) => return Some(unreadable()),
        },
    };
    match records.record() {
        Ok(None) => None,
        Ok(Some(fields)) if fields.len() != headers.len() => {
            Some(Row::Refused(refuse::OTHER_COLUMNS.to_owned()))
        }
        Ok(Some(fields)) => {
            let mut writer = Writer::default();
            writer.object(|w| {
                for (name, field) in headers.iter().zip(&fields) {
                    let kind = types.get(name).map_or("S", |kind| kind.name());
                    w.name(name).object(|w| w.name(kind).text(field));
                }
            });
            Some(row_of_item(&writer.into_text()))
        }
        Err(_) => Some(unreadable()),
    }
}
