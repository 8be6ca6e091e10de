//! What becomes of the records: those that are wanted are written, or summed up in one.

use std::ops::ControlFlow;

use crate::aws::error::AwsError;
use crate::s3::error::select::object;

use super::aggregate::Tally;
use super::evaluate::{Row, Scope, evaluate, holds, shown};
use super::input::RECORD_BYTES_MAX;
use super::json::Json;
use super::json_output;
use super::json_records;
use super::request::OutputFormat;
use super::statement::{Item, Statement};
use super::timestamp::Timestamp;
use super::value::Value;

/// A step of a query ends when it has answered so much.
const STEP_BYTES: usize = 256 * 1024;

/// What becomes of the records.
pub(super) struct Answer {
    statement: Statement,
    format: OutputFormat,
    tallies: Vec<Tally>,
    now: Timestamp,
    /// Records that may still be answered.
    limit: u64,
    returned: u64,
    /// Of this step.
    out: String,
}

impl Answer {
    pub(super) fn new(statement: Statement, format: OutputFormat, now: Timestamp) -> Self {
        Self {
            limit: statement.limit.unwrap_or(u64::MAX),
            tallies: statement
                .aggregates
                .iter()
                .map(|_| Tally::default())
                .collect(),
            statement,
            format,
            now,
            returned: 0,
            out: String::new(),
        }
    }

    /// Bytes that were handed out so far.
    pub(super) fn returned(&self) -> u64 {
        self.returned
    }

    /// Hands out what was answered since the last time.
    pub(super) fn hand_out(&mut self) -> String {
        self.returned += self.out.len() as u64;
        std::mem::take(&mut self.out)
    }

    /// Whether it is time to hand out.
    pub(super) fn is_due(&self) -> bool {
        self.out.len() >= STEP_BYTES
    }

    /// Whether no further record is wanted.
    pub(super) fn is_full(&self) -> bool {
        self.limit == 0 && self.statement.aggregates.is_empty()
    }

    /// Answers the records of a document behind the first `shown`. Gives how many were shown when
    /// the step is over before they all were.
    pub(super) fn take_document(
        &mut self,
        json: &Json,
        shown: usize,
    ) -> Result<Option<usize>, AwsError> {
        let steps = std::mem::take(&mut self.statement.source.steps);
        let mut at = 0;
        let mut result = Ok(());
        let stopped = json_records::each(Some(json), &steps, &mut |record| {
            at += 1;
            if at <= shown {
                return ControlFlow::Continue(());
            }
            result = self.take(Row::Json(record), &[]);
            match result.is_err() || self.is_full() || self.is_due() {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        });
        self.statement.source.steps = steps;
        result?;
        Ok(stopped.is_break().then_some(at))
    }

    /// Answers one record, or takes it into the aggregates.
    pub(super) fn take(&mut self, row: Row<'_>, columns: &[String]) -> Result<(), AwsError> {
        let scope = Scope {
            row,
            aggregates: &[],
            now: self.now,
        };
        if let Some(condition) = &self.statement.condition
            && !holds(condition, scope)?
        {
            return Ok(());
        }
        if self.statement.aggregates.is_empty() {
            self.limit -= 1;
            return write(&self.statement, &self.format, scope, columns, &mut self.out);
        }
        for (aggregate, tally) in self.statement.aggregates.iter().zip(&mut self.tallies) {
            let value = match &aggregate.argument {
                Some(argument) => evaluate(argument, scope)?,
                None => Value::Bool(true),
            };
            aggregate.add(tally, &value)?;
        }
        Ok(())
    }

    /// Answers the one record that aggregates give.
    pub(super) fn finish(&mut self) -> Result<(), AwsError> {
        let statement = &self.statement;
        if statement.aggregates.is_empty() || self.limit == 0 {
            return Ok(());
        }
        let results: Result<Vec<_>, _> = statement
            .aggregates
            .iter()
            .zip(&self.tallies)
            .map(|(aggregate, tally)| aggregate.result(tally))
            .collect();
        let scope = Scope {
            row: Row::Json(None),
            aggregates: &results?,
            now: self.now,
        };
        write(statement, &self.format, scope, &[], &mut self.out)
    }
}

/// Writes one record of the answer.
fn write(
    statement: &Statement,
    format: &OutputFormat,
    scope: Scope<'_>,
    columns: &[String],
    out: &mut String,
) -> Result<(), AwsError> {
    let start = out.len();
    let mut is_first = true;
    if let OutputFormat::Json { .. } = format {
        out.push('{');
    }
    let mut field = |name: &str, value: &Value<'_>| {
        match format {
            OutputFormat::Json { .. } if matches!(value, Value::Missing) => return Ok(()),
            OutputFormat::Json { .. } => json_output::member(out, name, value, is_first),
            OutputFormat::Csv(csv) => csv.write(out, &shown(value), is_first),
        }
        is_first = false;
        match out.len() - start > RECORD_BYTES_MAX {
            true => Err(object::over_max_record_size()),
            false => Ok(()),
        }
    };
    for item in &statement.items {
        match item {
            Item::All(_) => all(scope.row, columns, &mut field)?,
            Item::One { value, name } => field(name, &evaluate(value, scope)?)?,
        }
    }
    match format {
        OutputFormat::Json { record_delimiter } => {
            out.push('}');
            out.push_str(record_delimiter);
        }
        OutputFormat::Csv(csv) => out.push_str(&csv.record_delimiter),
    }
    Ok(())
}

/// All fields of a record; those without a name are numbered.
fn all(
    row: Row<'_>,
    columns: &[String],
    field: &mut dyn FnMut(&str, &Value<'_>) -> Result<(), AwsError>,
) -> Result<(), AwsError> {
    match row {
        Row::Csv(record) => {
            for (at, value) in record.fields().enumerate() {
                match columns.get(at) {
                    Some(name) => field(name, &Value::text(value))?,
                    None => field(&format!("_{}", at + 1), &Value::text(value))?,
                }
            }
        }
        Row::Json(Some(Json::Struct(members))) => {
            for (name, value) in members {
                field(name, &Value::from(value))?;
            }
        }
        Row::Json(Some(other)) => field("_1", &Value::from(other))?,
        Row::Json(None) => {}
    }
    Ok(())
}
