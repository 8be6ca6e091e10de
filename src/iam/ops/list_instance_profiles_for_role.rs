//! ListInstanceProfilesForRole: a role has none here, for there are no instances.

use crate::aws::error::AwsError;
use crate::aws::protocol::query::{self, Output};
use crate::iam::call::Call;
use crate::iam::page::Page;

/// An empty list, which tools ask for before they delete a role. AWS page:
/// API_ListInstanceProfilesForRole.
///
/// Errors: ValidationError, NoSuchEntity.
pub(in crate::iam) fn list_instance_profiles_for_role(
    call: &mut Call<'_>,
) -> Result<Output, AwsError> {
    call.role()?;
    let page = Page::of(call.input, std::iter::empty::<String>(), String::as_str)?;
    Ok(query::output(move |result| {
        result.texts("InstanceProfiles", []);
        page.end().write(result);
    }))
}
