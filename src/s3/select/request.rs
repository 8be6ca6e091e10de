//! What a request asks for: its statement, how its object is written, and how its answer is to be.

use crate::aws::error::AwsError;
use crate::s3::element::Element;
use crate::s3::error;
use crate::s3::error::select::request;

use super::csv::{CsvFormat, Header};
use super::csv_output::CsvOutput;
use super::input::Compression;

/// A SelectObjectContentRequest.
#[derive(Debug)]
pub(in crate::s3) struct Request {
    pub(super) expression: String,
    pub(super) compression: Compression,
    pub(super) input: InputFormat,
    pub(super) output: OutputFormat,
    pub(super) scan_range: Option<ScanRange>,
    /// Whether Progress events are wanted.
    pub(in crate::s3) shows_progress: bool,
}

#[derive(Debug)]
pub(super) enum InputFormat {
    Csv(CsvFormat),
    Json {
        /// A document a line: the object can be read from its middle.
        in_lines: bool,
    },
}

#[derive(Debug)]
pub(super) enum OutputFormat {
    Csv(CsvOutput),
    Json { record_delimiter: String },
}

/// Where the records that are wanted begin, in bytes of the object; both ends are in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ScanRange {
    pub(super) start: Option<u64>,
    pub(super) end: Option<u64>,
}

impl ScanRange {
    /// The first and the last byte, in an object of a size. An end alone counts from the end.
    pub(super) fn within(self, bytes: u64) -> Result<(u64, u64), AwsError> {
        let last = bytes.saturating_sub(1);
        let (start, end) = match (self.start, self.end) {
            (None, Some(count)) => (bytes.saturating_sub(count), last),
            (start, end) => (start.unwrap_or(0), end.unwrap_or(last)),
        };
        match start > end || start > last {
            true => Err(request::invalid_scan_range()),
            false => Ok((start, end)),
        }
    }
}

impl Request {
    /// Reads the request's document. Errors in order: XML, expression, input, output, scan range.
    pub(in crate::s3) fn read(document: &[u8]) -> Result<Self, AwsError> {
        let root = Element::parse(document).ok_or_else(error::malformed_xml)?;
        let missing = request::missing_required_parameter;
        let expression = root.text_of("Expression").ok_or_else(missing)?;
        let kind = root.text_of("ExpressionType").ok_or_else(missing)?;
        if kind.trim() != "SQL" {
            return Err(request::invalid_expression_type());
        }
        let input = root.child("InputSerialization").ok_or_else(missing)?;
        let output = root.child("OutputSerialization").ok_or_else(missing)?;
        let request = Self {
            expression: expression.to_owned(),
            compression: compression(input.text_of("CompressionType"))?,
            input: input_format(input)?,
            output: output_format(output)?,
            scan_range: root.child("ScanRange").map(scan_range).transpose()?,
            shows_progress: root
                .child("RequestProgress")
                .is_some_and(|progress| boolean(progress, "Enabled")),
        };
        let can_be_cut = match &request.input {
            InputFormat::Csv(format) => !format.quoted_record_delimiters,
            InputFormat::Json { in_lines } => *in_lines,
        };
        let is_whole = request.compression == Compression::None && can_be_cut;
        match request.scan_range.is_some() && !is_whole {
            true => Err(request::unsupported_scan_range_input()),
            false => Ok(request),
        }
    }
}

fn compression(name: Option<&str>) -> Result<Compression, AwsError> {
    match name.map_or("NONE", str::trim) {
        "NONE" | "" => Ok(Compression::None),
        "GZIP" => Ok(Compression::Gzip),
        "BZIP2" => Ok(Compression::Bzip2),
        _ => Err(request::invalid_compression_format()),
    }
}

/// The one format that is named.
fn one_of<'a>(element: &'a Element, names: &[&'a str]) -> Result<&'a Element, AwsError> {
    let mut named = names.iter().filter_map(|name| element.child(name));
    match (named.next(), named.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => Err(request::object_serialization_conflict()),
        (None, _) => Err(request::invalid_data_source()),
    }
}

fn input_format(element: &Element) -> Result<InputFormat, AwsError> {
    let format = one_of(element, &["CSV", "JSON", "Parquet"])?;
    match &*format.name {
        "CSV" => csv_input(format).map(InputFormat::Csv),
        "JSON" => match format.text_of("Type").map_or("DOCUMENT", str::trim) {
            "DOCUMENT" => Ok(InputFormat::Json { in_lines: false }),
            "LINES" => Ok(InputFormat::Json { in_lines: true }),
            other => Err(request::invalid_json_type(other)),
        },
        _ => Err(error::not_implemented()),
    }
}

fn csv_input(element: &Element) -> Result<CsvFormat, AwsError> {
    let default = CsvFormat::default();
    let header = match element.text_of("FileHeaderInfo").map_or("NONE", str::trim) {
        "NONE" | "" => Header::None,
        "IGNORE" => Header::Ignore,
        "USE" => Header::Use,
        _ => return Err(request::invalid_file_header_info()),
    };
    Ok(CsvFormat {
        header,
        comment: character(element, "Comments", default.comment)?,
        quote: character(element, "QuoteCharacter", default.quote)?,
        quote_escape: character(element, "QuoteEscapeCharacter", default.quote_escape)?,
        field_delimiter: delimiter(element, "FieldDelimiter", default.field_delimiter)?,
        record_delimiter: record_delimiter(element, &default.record_delimiter)?,
        quoted_record_delimiters: boolean(element, "AllowQuotedRecordDelimiter"),
    })
}

fn output_format(element: &Element) -> Result<OutputFormat, AwsError> {
    let format = one_of(element, &["CSV", "JSON"])?;
    if &*format.name == "JSON" {
        let record_delimiter = format.text_of("RecordDelimiter").unwrap_or("\n").to_owned();
        return Ok(OutputFormat::Json { record_delimiter });
    }
    let default = CsvOutput::default();
    let quotes_always = match format.text_of("QuoteFields").map_or("ASNEEDED", str::trim) {
        "ASNEEDED" | "" => false,
        "ALWAYS" => true,
        _ => return Err(request::invalid_quote_fields()),
    };
    let escape = character(format, "QuoteEscapeCharacter", Some(default.quote_escape))?;
    let text = |name, default: String| format.text_of(name).map_or(default, str::to_owned);
    Ok(OutputFormat::Csv(CsvOutput {
        quotes_always,
        quote: character(format, "QuoteCharacter", default.quote)?,
        quote_escape: escape.unwrap_or(default.quote_escape),
        field_delimiter: text("FieldDelimiter", default.field_delimiter),
        record_delimiter: text("RecordDelimiter", default.record_delimiter),
    }))
}

/// One character; an empty element means none.
fn character(
    element: &Element,
    name: &str,
    default: Option<char>,
) -> Result<Option<char>, AwsError> {
    let Some(text) = element.text_of(name) else {
        return Ok(default);
    };
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (only, None) => Ok(only),
        _ => Err(request::invalid_request_parameter()),
    }
}

fn delimiter(element: &Element, name: &str, default: char) -> Result<char, AwsError> {
    character(element, name, Some(default))?.ok_or_else(request::invalid_request_parameter)
}

/// One character or two, as `\r\n`.
fn record_delimiter(element: &Element, default: &str) -> Result<String, AwsError> {
    let text = element.text_of("RecordDelimiter").unwrap_or(default);
    match text.chars().count() {
        1 | 2 => Ok(text.to_owned()),
        _ => Err(request::invalid_request_parameter()),
    }
}

fn boolean(element: &Element, name: &str) -> bool {
    element
        .text_of(name)
        .is_some_and(|text| text.trim().eq_ignore_ascii_case("true"))
}

fn scan_range(element: &Element) -> Result<ScanRange, AwsError> {
    let number = |name| match element.text_of(name) {
        None => Ok(None),
        Some(text) => text
            .trim()
            .parse()
            .map(Some)
            .map_err(|_| request::invalid_scan_range()),
    };
    let (start, end) = (number("Start")?, number("End")?);
    match (start, end) {
        (None, None) => Err(request::invalid_scan_range()),
        _ => Ok(ScanRange { start, end }),
    }
}
