//! What is checked of an expression's text before it is read.

use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;
use crate::dynamodb::error::wording::Wording;

/// Bytes of an expression ("Expression parameters", quotas page).
const EXPRESSION_BYTES_MAX: usize = 4096;

/// Refuses an empty text and one that is too long.
pub(super) fn check(wording: Wording, parameter: &'static str, text: &str) -> Result<(), AwsError> {
    if text.is_empty() {
        return Err(expression::empty_expression(parameter));
    }
    if text.len() > EXPRESSION_BYTES_MAX {
        return Err(expression::too_long(wording, parameter, text.len()));
    }
    Ok(())
}
