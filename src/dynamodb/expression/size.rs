//! What is checked of an expression's text before it is read.

use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;

/// Bytes of an expression ("Expression parameters", quotas page).
const EXPRESSION_BYTES_MAX: usize = 4096;

/// Refuses an empty text and one that is too long, whose size is told or not.
pub(super) fn check(parameter: &'static str, text: &str, tells_size: bool) -> Result<(), AwsError> {
    if text.is_empty() {
        return Err(expression::empty_expression(parameter));
    }
    if text.len() > EXPRESSION_BYTES_MAX {
        let told = tells_size.then_some(text.len());
        return Err(expression::too_long(parameter, told));
    }
    Ok(())
}
