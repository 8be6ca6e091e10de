//! TagRole, UntagRole and ListRoleTags.

use crate::aws::error::AwsError;
use crate::aws::protocol::query::Output;
use crate::iam::call::Call;
use crate::iam::tags;

/// AWS page: API_TagRole.
///
/// Errors: ValidationError, InvalidInput, NoSuchEntity, LimitExceeded.
pub(in crate::iam) fn tag_role(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let input = call.input;
    tags::add(&mut call.role()?.tags, input)?;
    Ok(None)
}

/// AWS page: API_UntagRole.
///
/// Errors: ValidationError, NoSuchEntity.
pub(in crate::iam) fn untag_role(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let input = call.input;
    tags::remove(&mut call.role()?.tags, input);
    Ok(None)
}

/// AWS page: API_ListRoleTags.
///
/// Errors: ValidationError, NoSuchEntity.
pub(in crate::iam) fn list_role_tags(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let input = call.input;
    tags::list(&call.role()?.tags, input)
}
