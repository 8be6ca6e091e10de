//! SelectObjectContent's errors. "Recorded" means an answer of AWS's that its users published; the
//! others have the text of the API reference, "List of SELECT Object Content Error Codes".

use std::borrow::Cow;
use std::fmt::Display;

use http::StatusCode;

use crate::aws::error::AwsError;

fn fault(code: &'static str, message: impl Into<Cow<'static, str>>) -> AwsError {
    AwsError::new(StatusCode::BAD_REQUEST, code, message)
}

// The request.

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

// The object.

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

// The words of a statement.

pub(in crate::s3) fn expression_too_long() -> AwsError {
    fault(
        "ExpressionTooLong",
        "The SQL expression is too long. The maximum byte-length for an SQL expression is 256 KB.",
    )
}

pub(in crate::s3) fn max_operators_exceeded() -> AwsError {
    fault(
        "MaxOperatorsExceeded",
        "Failed to parse SQL expression, try reducing complexity. For example, reduce number of \
         operators used.",
    )
}

pub(in crate::s3) fn lexer_invalid_char() -> AwsError {
    fault(
        "LexerInvalidChar",
        "The SQL expression contains a character that is not valid.",
    )
}

/// The texts of this code and of the next stand exchanged in the reference.
pub(in crate::s3) fn lexer_invalid_operator() -> AwsError {
    fault(
        "LexerInvalidOperator",
        "The SQL expression contains a literal that is not valid.",
    )
}

pub(in crate::s3) fn lexer_invalid_literal() -> AwsError {
    fault(
        "LexerInvalidLiteral",
        "The SQL expression contains an operator that is not valid.",
    )
}

pub(in crate::s3) fn lexer_invalid_ion_literal() -> AwsError {
    fault(
        "LexerInvalidIONLiteral",
        "The SQL expression contains an operator that is not valid.",
    )
}

// The structure of a statement.

/// Recorded.
pub(in crate::s3) fn unexpected_token(found: &dyn Display, at: &dyn Display) -> AwsError {
    fault(
        "ParseUnexpectedToken",
        format!("Unexpected token found {found} at {at}."),
    )
}

/// Recorded.
pub(in crate::s3) fn unexpected_operator(found: &dyn Display, at: &dyn Display) -> AwsError {
    fault(
        "ParseUnexpectedOperator",
        format!("Unexpected operator {found} at {at}."),
    )
}

pub(in crate::s3) fn unexpected_keyword() -> AwsError {
    fault(
        "ParseUnExpectedKeyword",
        "The SQL expression contains an unexpected keyword.",
    )
}

pub(in crate::s3) fn unexpected_term() -> AwsError {
    fault(
        "ParseUnexpectedTerm",
        "The SQL expression contains an unexpected term.",
    )
}

/// Recorded.
pub(in crate::s3) fn expected_type_name(found: &dyn Display, at: &dyn Display) -> AwsError {
    fault(
        "ParseExpectedTypeName",
        format!("Expected type name, found {found} at {at}."),
    )
}

/// Recorded, without a space behind the comma.
pub(in crate::s3) fn invalid_path_component(found: &dyn Display, at: &dyn Display) -> AwsError {
    let message = format!(
        "Invalid Path component, expecting either an IDENTIFIER or STAR, got: {found},at {at}."
    );
    fault("ParseInvalidPathComponent", message)
}

/// Recorded.
pub(in crate::s3) fn invalid_column_index(at: &dyn Display) -> AwsError {
    let message = format!(
        "The column index at {at} is invalid. Please check the service documentation and try again."
    );
    fault("InvalidColumnIndex", message)
}

/// Recorded.
pub(in crate::s3) fn invalid_table_alias(at: &dyn Display) -> AwsError {
    let message =
        format!("Invalid table alias is specified at {at}. Please check the file and try again.");
    fault("InvalidTableAlias", message)
}

pub(in crate::s3) fn invalid_key_path() -> AwsError {
    fault(
        "InvalidKeyPath",
        "The key path in the SQL expression is not valid.",
    )
}

pub(in crate::s3) fn expected_keyword() -> AwsError {
    fault(
        "ParseExpectedKeyword",
        "The expected keyword in the SQL expression was not found.",
    )
}

pub(in crate::s3) fn select_missing_from() -> AwsError {
    fault(
        "ParseSelectMissingFrom",
        "The SQL expression contains a missing FROM after the SELECT list.",
    )
}

pub(in crate::s3) fn empty_select() -> AwsError {
    fault(
        "ParseEmptySelect",
        "The SQL expression contains an empty SELECT clause.",
    )
}

pub(in crate::s3) fn asterisk_is_not_alone() -> AwsError {
    fault(
        "ParseAsteriskIsNotAloneInSelectList",
        "Other expressions are not allowed in the SELECT list when * is used without dot notation \
         in the SQL expression.",
    )
}

pub(in crate::s3) fn wildcard_in_select_list() -> AwsError {
    fault(
        "ParseInvalidContextForWildcardInSelectList",
        "The use of * in the SELECT list in the SQL expression is not valid.",
    )
}

pub(in crate::s3) fn expected_identifier_for_alias() -> AwsError {
    fault(
        "ParseExpectedIdentForAlias",
        "The expected identifier for the alias in the SQL expression was not found.",
    )
}

pub(in crate::s3) fn expected_number() -> AwsError {
    fault(
        "ParseExpectedNumber",
        "The expected number in the SQL expression was not found.",
    )
}

pub(in crate::s3) fn negative_limit() -> AwsError {
    fault("EvaluatorNegativeLimit", "LIMIT must not be negative.")
}

pub(in crate::s3) fn expected_left_paren_after_cast() -> AwsError {
    fault(
        "ParseExpectedLeftParenAfterCast",
        "The expected left parenthesis after CAST in the SQL expression was not found.",
    )
}

pub(in crate::s3) fn expected_left_paren_of_list() -> AwsError {
    fault(
        "ParseExpectedLeftParenValueConstructor",
        "The expected left parenthesis in the SQL expression was not found.",
    )
}

pub(in crate::s3) fn expected_right_paren_of_call() -> AwsError {
    fault(
        "ParseExpectedRightParenBuiltinFunctionCall",
        "The expected right parenthesis character in the SQL expression was not found.",
    )
}

pub(in crate::s3) fn expected_argument_delimiter() -> AwsError {
    fault(
        "ParseExpectedArgumentDelimiter",
        "The expected argument delimiter in the SQL expression was not found.",
    )
}

pub(in crate::s3) fn expected_date_part() -> AwsError {
    fault(
        "ParseExpectedDatePart",
        "The expected date part in the SQL expression was not found.",
    )
}

pub(in crate::s3) fn expected_when_clause() -> AwsError {
    fault(
        "ParseExpectedWhenClause",
        "The expected WHEN clause in the SQL expression was not found. CASE is not supported.",
    )
}

pub(in crate::s3) fn cast_arity() -> AwsError {
    fault(
        "ParseCastArity",
        "The SQL expression CAST has incorrect arity.",
    )
}

pub(in crate::s3) fn invalid_type_parameter() -> AwsError {
    fault(
        "ParseInvalidTypeParam",
        "The SQL expression contains a parameter value that is not valid.",
    )
}

pub(in crate::s3) fn invalid_data_type() -> AwsError {
    fault(
        "InvalidDataType",
        "The SQL expression contains a data type that is not valid.",
    )
}

pub(in crate::s3) fn unsupported_function() -> AwsError {
    fault(
        "UnsupportedFunction",
        "We encountered an unsupported SQL function.",
    )
}

pub(in crate::s3) fn unsupported_call_with_star() -> AwsError {
    fault(
        "ParseUnsupportedCallWithStar",
        "Only COUNT with (*) as a parameter is supported in the SQL expression.",
    )
}

/// The code is spelled so in the reference.
pub(in crate::s3) fn non_unary_aggregate() -> AwsError {
    fault(
        "ParseNonUnaryAgregateFunctionCall",
        "Only one argument is supported for aggregate functions in the SQL expression.",
    )
}

pub(in crate::s3) fn malformed_join() -> AwsError {
    fault(
        "ParseMalformedJoin",
        "JOIN is not supported in the SQL expression.",
    )
}

pub(in crate::s3) fn multiple_data_sources() -> AwsError {
    fault(
        "MultipleDataSourcesUnsupported",
        "Multiple data sources are not supported.",
    )
}

pub(in crate::s3) fn unsupported_syntax() -> AwsError {
    fault(
        "ParseUnsupportedSyntax",
        "The SQL expression contains unsupported syntax.",
    )
}

pub(in crate::s3) fn unsupported_operation() -> AwsError {
    fault(
        "UnsupportedSqlOperation",
        "We encountered an unsupported SQL operation.",
    )
}

pub(in crate::s3) fn unsupported_structure() -> AwsError {
    fault(
        "UnsupportedSqlStructure",
        "We encountered an unsupported SQL structure. Check the SQL Reference.",
    )
}

// The evaluation of a statement.

pub(in crate::s3) fn binding_does_not_exist() -> AwsError {
    fault(
        "EvaluatorBindingDoesNotExist",
        "A column name or a path provided does not exist in the SQL expression.",
    )
}

pub(in crate::s3) fn invalid_arguments() -> AwsError {
    fault(
        "EvaluatorInvalidArguments",
        "There is an incorrect number of arguments in the function call in the SQL expression.",
    )
}

pub(in crate::s3) fn incorrect_argument_type() -> AwsError {
    fault(
        "IncorrectSqlFunctionArgumentType",
        "An incorrect argument type was specified in a function call in the SQL expression.",
    )
}

pub(in crate::s3) fn illegal_argument() -> AwsError {
    fault(
        "IllegalSqlFunctionArgument",
        "An illegal argument was used in the SQL function.",
    )
}

pub(in crate::s3) fn cast_failed() -> AwsError {
    fault(
        "CastFailed",
        "An attempt to convert from one data type to another using CAST failed in the SQL expression.",
    )
}

pub(in crate::s3) fn integer_overflow() -> AwsError {
    fault(
        "IntegerOverflow",
        "An integer overflow or underflow occurred in the SQL expression.",
    )
}

pub(in crate::s3) fn number_format() -> AwsError {
    fault(
        "NumberFormatError",
        "An error occurred while parsing a number. This error can be caused by underflow or \
         overflow of integers.",
    )
}

pub(in crate::s3) fn value_parse_failure() -> AwsError {
    fault(
        "ValueParseFailure",
        "A timestamp parse failure occurred in the SQL expression.",
    )
}

pub(in crate::s3) fn like_invalid_inputs() -> AwsError {
    fault(
        "LikeInvalidInputs",
        "The argument given to the LIKE clause in the SQL expression is not valid.",
    )
}

pub(in crate::s3) fn invalid_escape_sequence() -> AwsError {
    fault(
        "EvaluatorLikePatternInvalidEscapeSequence",
        "An argument given to the LIKE expression was not valid.",
    )
}

pub(in crate::s3) fn invalid_pattern() -> AwsError {
    fault(
        "EvaluatorInvalidTimestampFormatPattern",
        "The timestamp format string in the SQL expression is not valid.",
    )
}

pub(in crate::s3) fn invalid_pattern_symbol() -> AwsError {
    fault(
        "EvaluatorInvalidTimestampFormatPatternSymbol",
        "The timestamp format pattern contains a symbol in the SQL expression that is not valid.",
    )
}

pub(in crate::s3) fn unterminated_pattern_token() -> AwsError {
    fault(
        "EvaluatorUnterminatedTimestampFormatPatternToken",
        "The timestamp format pattern contains an unterminated token in the SQL expression.",
    )
}

pub(in crate::s3) fn column_too_long() -> AwsError {
    fault(
        "ColumnTooLong",
        "The length of a column in the result is greater than maxCharsPerColumn of 1 MB.",
    )
}
