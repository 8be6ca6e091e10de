//! The items of one file, whatever its format, one after the other.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, Read};

use serde_json::value::RawValue;

use super::csv::{CsvReader, RECORD_BYTES_MAX};
use super::ion::reader::{IonProblem, records_json};
use crate::dynamodb::engine::definition::{Definition, ScalarType};
use crate::dynamodb::engine::transfer::{CsvOptions, Format};
use crate::dynamodb::error::transfer as refuse;
use crate::dynamodb::wire::attribute::Values;
use crate::dynamodb::wire::parameters::WriteParameters;
use crate::dynamodb::wire::reader::{Reader, Wire, WireProblem};
use crate::dynamodb::wire::scalars::Place;
use crate::dynamodb::wire::writer::Writer;

/// The next thing in a file.
pub(super) enum Row {
    Line(Box<Line>),
    /// No item, and why; others may follow.
    Refused(String),
    /// The rest of the file cannot be read, and why.
    Unreadable(String),
}

/// An item, and the condition under which it may be put.
pub(super) struct Line {
    pub(super) item: Values,
    /// Of [`Members::WithCondition`] only.
    pub(super) condition: WriteParameters,
}

/// Which members of a line mean something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Members {
    Item,
    /// And ConditionExpression, ExpressionAttributeNames and ExpressionAttributeValues.
    WithCondition,
}

/// The items of a file.
pub(super) enum Rows<R> {
    Lines {
        input: R,
        read: fn(&str, Members) -> VecDeque<Row>,
        members: Members,
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
    /// Lines of DynamoDB's JSON, or of Ion.
    pub(super) fn of_lines(input: R, format: Format, members: Members) -> Self {
        Self::Lines {
            input,
            read: match format {
                Format::Ion => rows_of_ion,
                Format::DynamoDbJson | Format::Csv => rows_of_json,
            },
            members,
            waiting: VecDeque::new(),
        }
    }

    /// Attributes of keys have the types that the definition gives them; all others of a CSV file are
    /// strings.
    pub(super) fn of_csv(input: R, options: Option<CsvOptions>, definition: &Definition) -> Self {
        let CsvOptions { delimiter, headers } = options.unwrap_or_default();
        let delimiter = delimiter.and_then(|text| text.bytes().next());
        let keys = definition.attributes.iter();
        Self::Csv {
            records: CsvReader::new(input, delimiter.unwrap_or(b',')),
            headers,
            types: keys.map(|own| (own.name.clone(), own.kind)).collect(),
        }
    }

    /// None at the end of the file.
    pub(super) fn next(&mut self) -> Option<Row> {
        match self {
            Self::Lines {
                input,
                read,
                members,
                waiting,
            } => next_line(input, |line| read(line, *members), waiting),
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
    read: impl Fn(&str) -> VecDeque<Row>,
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

/// `{"Item":{"name":{"TYPE":value},…}}`; members beside those that are asked for mean nothing.
fn row_of_json(line: &str, members: Members) -> Row {
    let (mut item, mut condition) = (None, WriteParameters::default());
    let mut reader = Reader::new(line);
    let mut read = || -> Wire<()> {
        reader.object(|reader, name| match (&*name, members) {
            ("Item", _) => {
                item = Values::read_in(reader, Place::Member)?;
                Ok(())
            }
            (
                "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues",
                Members::WithCondition,
            ) => condition.read_member(reader, &name).map(drop),
            _ => reader.skip(),
        })?;
        reader.finish()
    };
    match (read(), Reader::check(line)) {
        (Ok(()), _) => match item {
            Some(item) => Row::Line(Box::new(Line { item, condition })),
            None => Row::Refused(refuse::NO_ITEM.to_owned()),
        },
        (Err(_), Err(_)) => unreadable(),
        (Err(WireProblem::Mistyped(message)), Ok(())) => Row::Refused(message.into_owned()),
        (Err(WireProblem::Malformed), Ok(())) => unreadable(),
    }
}

/// One object may stand right behind another (a public suite that is run against AWS,
/// `test_import_table_single_file_with_multiple_items`).
fn rows_of_json(line: &str, members: Members) -> VecDeque<Row> {
    let mut rows = VecDeque::new();
    let mut values = serde_json::Deserializer::from_str(line).into_iter::<&RawValue>();
    while let Some(value) = values.next() {
        let Ok(value) = value else {
            let rest = line.get(values.byte_offset()..).unwrap_or_default();
            rows.push_back(row_of_json(rest.trim(), members));
            break;
        };
        rows.push_back(row_of_json(value.get(), members));
    }
    rows
}

fn rows_of_ion(line: &str, members: Members) -> VecDeque<Row> {
    match records_json(line) {
        Ok(records) => records
            .iter()
            .map(|record| row_of_json(record, members))
            .collect(),
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
                w.name("Item").object(|w| {
                    for (name, field) in headers.iter().zip(&fields) {
                        let kind = types.get(name).map_or("S", |kind| kind.name());
                        w.name(name).object(|w| w.name(kind).text(field));
                    }
                });
            });
            Some(row_of_json(&writer.into_text(), Members::Item))
        }
        Err(_) => Some(unreadable()),
    }
}
