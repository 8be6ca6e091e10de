//! What an object holds that cannot be read as the request says.

use super::fault;
use crate::aws::error::AwsError;

/// Recorded.
pub(in crate::s3) fn compression_not_applicable(format: &str) -> AwsError {
    let message = format!(
        "{format} is not applicable to the queried object. Please correct the request and try again."
    );
    fault("InvalidCompressionFormat", message)
}

pub(in crate::s3) fn truncated_input() -> AwsError {
    fault(
        "TruncatedInput",
        "Object decompression failed. Check that the object is properly compressed using the format \
         specified in the request.",
    )
}

/// Recorded, with the place in thousands: `near byte 8,192`.
pub(in crate::s3) fn invalid_text_encoding(byte: u64) -> AwsError {
    let digits = byte.to_string();
    let mut place = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            place.push(',');
        }
        place.push(digit);
    }
    let message =
        format!("UTF-8 encoding is required. The text encoding error was found near byte {place}.");
    fault("InvalidTextEncoding", message)
}

/// Recorded.
pub(in crate::s3) fn over_max_record_size() -> AwsError {
    fault(
        "OverMaxRecordSize",
        "The character number in one record is more than our max threshold, maxCharsPerRecord: \
         1,048,576",
    )
}

/// Recorded.
pub(in crate::s3) fn json_parsing() -> AwsError {
    fault(
        "JSONParsingError",
        "Error parsing JSON file. Please check the file and try again.",
    )
}

pub(in crate::s3) fn csv_escaping_record_delimiter() -> AwsError {
    fault(
        "CSVEscapingRecordDelimiter",
        "A quoted record delimiter was found in the file. To allow quoted record delimiters, set \
         AllowQuotedRecordDelimiter to 'TRUE'.",
    )
}

pub(in crate::s3) fn csv_unescaped_quote() -> AwsError {
    fault(
        "CSVUnescapedQuote",
        "An unescaped quote was found while parsing the CSV file. To allow quoted record \
         delimiters, set AllowQuotedRecordDelimiter to 'TRUE'.",
    )
}

/// Recorded.
pub(in crate::s3) fn missing_headers() -> AwsError {
    fault(
        "MissingHeaders",
        "Some headers in the query are missing from the file. Please check the file and try again.",
    )
}

pub(in crate::s3) fn ambiguous_field_name() -> AwsError {
    fault(
        "AmbiguousFieldName",
        "The field name matches to multiple fields in the file. Check the SQL expression and the \
         file, and try again.",
    )
}
