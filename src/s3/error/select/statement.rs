//! A statement that cannot be read.

use std::fmt::Display;

use super::fault;
use crate::aws::error::AwsError;

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
