//! TagPolicy, UntagPolicy and ListPolicyTags.

use crate::aws::error::AwsError;
use crate::aws::protocol::query::Output;
use crate::iam::call::Call;
use crate::iam::tags;

/// AWS page: API_TagPolicy.
///
/// Errors: ValidationError, InvalidInput, NoSuchEntity, LimitExceeded.
pub(in crate::iam) fn tag_policy(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let input = call.input;
    tags::add(&mut call.policy()?.tags, input)?;
    Ok(None)
}

/// AWS page: API_UntagPolicy.
///
/// Errors: ValidationError, NoSuchEntity.
pub(in crate::iam) fn untag_policy(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let input = call.input;
    tags::remove(&mut call.policy()?.tags, input);
    Ok(None)
}

/// AWS page: API_ListPolicyTags.
///
/// Errors: ValidationError, NoSuchEntity.
pub(in crate::iam) fn list_policy_tags(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let input = call.input;
    tags::list(&call.policy()?.tags, input)
}
