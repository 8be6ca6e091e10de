//! A statement that cannot be carried out on a record.

use super::fault;
use crate::aws::error::AwsError;

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
