//! S3 Select: SQL over one object, record by record. Nothing here knows HTTP, buckets or time.
//!
//! `lexer` and `parser` turn text into a `statement`; `names` ties its columns to the input;
//! `evaluate` answers it for one record of `csv` or `json`; `records` reads one after the other;
//! `query` runs it over a whole object in steps; `event` frames what comes out.

mod aggregate;
mod answer;
pub(super) mod body;
mod cast;
mod csv;
mod csv_output;
mod decimal;
mod evaluate;
mod event;
mod expression;
mod function;
mod input;
mod json;
mod json_output;
mod json_records;
mod keywords;
mod lexer;
mod like;
mod names;
mod number;
mod parser;
mod parser_calls;
mod parser_expression;
mod query;
mod records;
pub(super) mod request;
mod statement;
mod time_pattern;
mod timestamp;
mod token;
mod value;
