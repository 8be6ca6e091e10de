//! What a request asks for that cannot be: its formats, ranges and settings.

use super::fault;
use crate::aws::error::AwsError;

pub(in crate::s3) fn missing_required_parameter() -> AwsError {
    fault(
        "MissingRequiredParameter",
        "The SelectRequest entity is missing a required parameter. Check the service documentation \
         and try again.",
    )
}

pub(in crate::s3) fn invalid_request_parameter() -> AwsError {
    fault(
        "InvalidRequestParameter",
        "The value of a parameter in the SelectRequest element is not valid. Check the service API \
         documentation and try again.",
    )
}

pub(in crate::s3) fn invalid_expression_type() -> AwsError {
    fault(
        "InvalidExpressionType",
        "The ExpressionType value is not valid. Only SQL expressions are supported.",
    )
}

pub(in crate::s3) fn invalid_file_header_info() -> AwsError {
    fault(
        "InvalidFileHeaderInfo",
        "The FileHeaderInfo value is not valid. Only NONE, USE, and IGNORE are supported.",
    )
}

/// Recorded.
pub(in crate::s3) fn invalid_json_type(value: &str) -> AwsError {
    let message = format!(
        "The {value} jsonType is invalid. Please check the service documentation and try again."
    );
    fault("InvalidJsonType", message)
}

pub(in crate::s3) fn invalid_quote_fields() -> AwsError {
    fault(
        "InvalidQuoteFields",
        "The QuoteFields value is not valid. Only ALWAYS and ASNEEDED are supported.",
    )
}

pub(in crate::s3) fn invalid_compression_format() -> AwsError {
    fault(
        "InvalidCompressionFormat",
        "The file is not in a supported compression format. Only GZIP and BZIP2 are supported.",
    )
}

pub(in crate::s3) fn invalid_data_source() -> AwsError {
    fault(
        "InvalidDataSource",
        "The data source type is not valid. Only CSV, JSON, and Parquet are supported.",
    )
}

pub(in crate::s3) fn object_serialization_conflict() -> AwsError {
    fault(
        "ObjectSerializationConflict",
        "InputSerialization specifies more than one format (CSV, JSON, or Parquet), or \
         OutputSerialization specifies more than one format (CSV or JSON). For InputSerialization \
         and OutputSerialization, you can specify only one format for each.",
    )
}

pub(in crate::s3) fn invalid_scan_range() -> AwsError {
    fault("InvalidScanRange", "The provided scan range is not valid.")
}

pub(in crate::s3) fn unsupported_scan_range_input() -> AwsError {
    fault(
        "UnsupportedScanRangeInput",
        "Scan range queries are not supported on this type of object.",
    )
}

pub(in crate::s3) fn unsupported_range_header() -> AwsError {
    fault(
        "UnsupportedRangeHeader",
        "A range header is not supported for this operation.",
    )
}

/// Recorded.
pub(in crate::s3) fn unsupported_storage_class(class: &str) -> AwsError {
    let message = format!(
        "We do not support {class} storage class. Please check the service documentation and try again."
    );
    fault("UnsupportedStorageClass", message)
}
